package dev.crmkit.event;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Why it happened: the chain of events that led to it. Immutable.
 *
 * @param rootId the first event of the chain; an event without a cause is its own root
 * @param causationId the event that led to it directly, or null
 * @param depth how many events stand between it and the root; 0 for the root
 */
public record Cause(UUID rootId, @Nullable UUID causationId, int depth) {

    /** Checks the root and the depth. */
    public Cause {
        Objects.requireNonNull(rootId, "rootId");
        if (depth < 0) {
            throw new IllegalArgumentException("The depth of a cause is 0 or more, not " + depth);
        }
    }
}
