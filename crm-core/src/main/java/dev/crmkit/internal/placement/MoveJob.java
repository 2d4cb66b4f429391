package dev.crmkit.internal.placement;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.Relocation.Progress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The job that brings one object to where it is to be, and its indexes to what it needs. It holds no state: the storage knows how far it is, so a
 * second job for the object does no harm. Immutable.
 */
public final class MoveJob {
    private static final String KIND = "crm.placement.move";
    /** So many steps, then other jobs have their turn. */
    private static final int STEPS = 50;

    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Relocation relocation;
    private final Function<? super Crm, Transactions> inside;

    private MoveJob(Relocation relocation, Function<? super Crm, Transactions> inside) {
        this.relocation = relocation;
        this.inside = inside;
    }

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(Relocation relocation, Function<? super Crm, Transactions> inside) {
        return new RegisteredJob<>(KIND, JobOptions.standard(), new MoveJob(relocation, inside)::run);
    }

    /** Enqueues a job for each of these objects. */
    static void enqueue(Tx tx, Collection<UUID> objects, Duration delay) {
        EngineJob.enqueue(
                tx,
                objects.stream()
                        .map(object ->
                                new EngineJob(KIND, Map.of("object", object.toString()), delay, KIND + ":" + object))
                        .toList());
    }

    private void run(JobContext<Crm> job) {
        UUID object = UUID.fromString(Json.requiredText(Json.readObject(job.payload()), "object"));
        Optional<List<List<Field>>> boards =
                job.inTransaction(crm -> inside.apply(crm).read(tx -> Boards.find(tx, object)));
        if (boards.isEmpty()) {
            return;
        }
        Progress progress = Progress.MOVED;
        for (int i = 0; i < STEPS && progress == Progress.MOVED; i++) {
            job.check();
            progress = relocation.advance(job.workspace(), object, boards.get());
        }
        if (progress != Progress.DONE) {
            Duration delay = progress == Progress.WAITING ? PAUSE : Duration.ZERO;
            job.finish(crm -> inside.apply(crm).write(tx -> {
                enqueue(tx, List.of(object), delay);
                return object;
            }));
        }
    }
}
