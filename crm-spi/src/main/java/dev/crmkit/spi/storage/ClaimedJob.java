package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that a node holds under a lease. Immutable.
 *
 * @param workspace its workspace
 * @param id its id
 * @param kind which handler runs it
 * @param payload JSON
 * @param lane its lane, or null
 * @param attempt 1 for the first try; failures count, crashes do not
 * @param maxAttempts after how many failures it is dead
 * @param crashes how often a lease of it ran out
 * @param fence goes up with every claim; whoever holds an older one has lost the job
 */
public record ClaimedJob(
        String workspace,
        UUID id,
        String kind,
        String payload,
        @Nullable String lane,
        int attempt,
        int maxAttempts,
        int crashes,
        long fence) {

    /** Checks for null. */
    public ClaimedJob {
        Objects.requireNonNull(workspace, "workspace");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(payload, "payload");
    }
}
