package dev.crmkit.internal.duplicate;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Long work in portions, each a transaction that also keeps how far it has come; so whoever comes after a crash goes on, and two workers that both believe
 * they hold the job do no portion twice. A job does some portions and leaves the rest to the next, so that other workspaces have their turn. Thread-safe.
 */
public final class PortionedJob {
    /** What of a payload tells one work from another. */
    public static final String NAME = "run";

    private static final int PORTIONS = 5;

    private final String kind;
    private final Function<? super Crm, Transactions> inside;
    private final Portion portion;

    /**
     * Work of a kind.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public PortionedJob(String kind, Function<? super Crm, Transactions> inside, Portion portion) {
        this.kind = kind;
        this.inside = inside;
        this.portion = portion;
    }

    /** One portion of the work. */
    @FunctionalInterface
    public interface Portion {
        /**
         * Does the next portion.
         *
         * @param payload of the job
         * @return whether there is more to do
         */
        boolean run(Tx tx, String payload);
    }

    /** The kind of job, with what is done for it. */
    public RegisteredJob<Crm> registered() {
        return new RegisteredJob<>(kind, JobOptions.standard(), this::run);
    }

    /** The job that begins, or goes on with, a work; the payload says under {@link #NAME} which. */
    public static EngineJob job(String kind, Map<String, ?> payload) {
        return new EngineJob(kind, payload, Duration.ZERO, kind + ":" + payload.get(NAME));
    }

    private void run(JobContext<Crm> job) {
        for (int i = 0; i < PORTIONS; i++) {
            job.check();
            boolean more = job.inTransaction(crm -> inside.apply(crm).write(tx -> portion.run(tx, job.payload())));
            if (!more) {
                return;
            }
        }
        job.finish(crm -> inside.apply(crm).write(tx -> {
            EngineJob.enqueue(tx, List.of(job(kind, Json.readObject(job.payload()))));
            return tx;
        }));
    }
}
