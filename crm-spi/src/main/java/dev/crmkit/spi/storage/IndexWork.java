package dev.crmkit.spi.storage;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What indexes wait for. Immutable.
 *
 * @param rewrite objects all of whose records have to be written once more, each as it is, before something goes on
 * @param schemaVersion the version that records are written by from now on; goes to {@link IndexStorage#rewritten}
 * @param next how long until there is something to do that no record has to be written for, or null if nothing waits for time to pass
 */
public record IndexWork(
        Set<UUID> rewrite, long schemaVersion, @Nullable Duration next) {
    /** Copies the set. */
    public IndexWork {
        rewrite = Set.copyOf(rewrite);
    }
}
