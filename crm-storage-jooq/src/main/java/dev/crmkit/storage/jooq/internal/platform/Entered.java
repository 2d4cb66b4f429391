package dev.crmkit.storage.jooq.internal.platform;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction learns when it enters a workspace. Immutable.
 *
 * @param number the workspace's number; 0 while it does not exist
 * @param schemaVersion its schema version; 0 while it does not exist
 * @param documentsVersion the version of its documents; 0 while none was ever put
 * @param secret its secret; empty while it does not exist
 * @param now the database's time
 * @param prior the session settings as they were before, for {@link Platform#leave}
 */
public record Entered(
        int number,
        long schemaVersion,
        long documentsVersion,
        String secret,
        Instant now,
        List<@Nullable String> prior) {
    /** Checks for null and copies the settings. */
    public Entered {
        Objects.requireNonNull(secret, "secret");
        Objects.requireNonNull(now, "now");
        prior = Collections.unmodifiableList(new ArrayList<>(prior));
    }

    /** The same with other settings to put back. */
    public Entered withPrior(List<@Nullable String> settings) {
        return new Entered(number, schemaVersion, documentsVersion, secret, now, settings);
    }
}
