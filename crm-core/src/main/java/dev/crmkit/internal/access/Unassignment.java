package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.job.JobOptions;
import dev.crmkit.member.Principal;
import dev.crmkit.spi.storage.NewJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The job that takes those who are gone off the records that they owned or were assigned. Not instantiable. */
public final class Unassignment {
    /** The kind of job. */
    public static final String KIND = "crm.unassign";

    private Unassignment() {}

    /** How often it is tried. */
    public static JobOptions options() {
        return JobOptions.standard();
    }

    /** Enqueues it, to run once the transaction has committed. */
    public static void enqueue(Tx tx, Principal gone) {
        tx.markEnqueued();
        tx.storage()
                .jobs()
                .enqueue(List.of(new NewJob(
                        tx.newId(),
                        KIND,
                        Json.write(Map.of("principal", gone.text())),
                        Duration.ZERO,
                        null,
                        null,
                        options().maxAttempts())));
    }

    /** Whom a job is about. */
    public static Principal read(String payload) {
        return Principal.parse(Json.requiredText(Json.readObject(payload), "principal"));
    }

    /** Whether the member or group is still gone. */
    public static boolean isGone(Tx tx, Principal gone) {
        return !tx.access().isClosed()
                || Principals.unknown(tx, Set.of(gone.text())).contains(gone.text());
    }
}
