package dev.crmkit.internal.engine;

import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.TransactionRequest;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How the calls of one workspace and actor get their transaction. */
public abstract sealed class Transactions {

    private Transactions() {}

    /** Each call has a transaction of its own. */
    public static Transactions ofTheirOwn(EngineContext engine, String workspace, Actor actor) {
        return new Own(engine, workspace, actor, actor, null);
    }

    /**
     * Each call has a transaction of its own, and is done in the name of one actor with the rights of another: as an import writes for who started it.
     *
     * @param rights whose rights hold
     */
    public static Transactions inTheNameOf(EngineContext engine, String workspace, Actor actor, Actor rights) {
        return new Own(engine, workspace, actor, rights, null);
    }

    /** Each call joins the host's transaction, which the host ends. */
    public static Transactions ofTheHost(EngineContext engine, String workspace, Actor actor, HostTransaction host) {
        return new Own(engine, workspace, actor, actor, host);
    }

    /** All calls share one transaction; each is undone as a whole if it fails. */
    public static Transactions within(Tx tx) {
        return new Shared(tx);
    }

    /** All calls are steps of one call that is under way: if it fails, it is undone as a whole, its steps with it. */
    public static Transactions partOf(Tx tx) {
        return new Part(tx);
    }

    /** Runs work that reads. */
    public abstract <R> R read(Function<Tx, R> work);

    /** Runs work that writes, all or nothing. */
    public abstract <R> R write(Function<Tx, R> work);

    /** Runs work that changes the schema, all or nothing: beside it nobody else writes in the workspace. */
    public abstract <R> R alter(Function<Tx, R> work);

    /**
     * Runs work that writes while nobody else does in the workspace, all or nothing. For what moves or takes away everything that hangs on a record: so no
     * writer has to remember to hold the records that it names.
     */
    public abstract <R> R alone(Function<Tx, R> work);

    private static final class Own extends Transactions {
        private final EngineContext engine;
        private final String workspace;
        private final Actor actor;
        private final Actor rights;
        private final @Nullable HostTransaction host;

        Own(EngineContext engine, String workspace, Actor actor, Actor rights, @Nullable HostTransaction host) {
            this.engine = engine;
            this.workspace = workspace;
            this.actor = actor;
            this.rights = rights;
            this.host = host;
        }

        @Override
        public <R> R read(Function<Tx, R> work) {
            return engine.storage()
                    .inTransaction(
                            new TransactionRequest(workspace, TransactionRequest.Mode.READ, host),
                            storage -> work.apply(new Tx(engine, storage, actor, rights, host != null).admitted()));
        }

        @Override
        public <R> R write(Function<Tx, R> work) {
            return run(TransactionRequest.Mode.WRITE, work);
        }

        @Override
        public <R> R alter(Function<Tx, R> work) {
            return run(TransactionRequest.Mode.ALTER, work);
        }

        @Override
        public <R> R alone(Function<Tx, R> work) {
            return run(TransactionRequest.Mode.ALTER, work);
        }

        private <R> R run(TransactionRequest.Mode mode, Function<Tx, R> work) {
            boolean[] wake = new boolean[1];
            R result = engine.storage().inTransaction(new TransactionRequest(workspace, mode, host), storage -> {
                Tx tx = new Tx(engine, storage, actor, rights, host != null).admitted();
                R value = work.apply(tx);
                tx.end();
                wake[0] = tx.hasEnqueued();
                return value;
            });
            if (wake[0]) {
                engine.wakeWorkers();
            }
            return result;
        }
    }

    private static final class Shared extends Transactions {
        private final Tx tx;

        Shared(Tx tx) {
            this.tx = tx;
        }

        @Override
        public <R> R read(Function<Tx, R> work) {
            return work.apply(tx);
        }

        @Override
        public <R> R write(Function<Tx, R> work) {
            Map<String, NewJob> atEnd = tx.atEnd();
            try {
                return tx.storage().atomically(() -> work.apply(tx));
            } catch (RuntimeException | Error e) {
                tx.forget(atEnd);
                throw e;
            }
        }

        @Override
        public <R> R alter(Function<Tx, R> work) {
            return write(work);
        }

        @Override
        public <R> R alone(Function<Tx, R> work) {
            return write(locked(work));
        }
    }

    private static final class Part extends Transactions {
        private final Tx tx;

        Part(Tx tx) {
            this.tx = tx;
        }

        @Override
        public <R> R read(Function<Tx, R> work) {
            return work.apply(tx);
        }

        @Override
        public <R> R write(Function<Tx, R> work) {
            return work.apply(tx);
        }

        @Override
        public <R> R alter(Function<Tx, R> work) {
            return work.apply(tx);
        }

        @Override
        public <R> R alone(Function<Tx, R> work) {
            return locked(work).apply(tx);
        }
    }

    private static <R> Function<Tx, R> locked(Function<Tx, R> work) {
        return tx -> {
            tx.storage().schema().lock();
            return work.apply(tx);
        };
    }
}
