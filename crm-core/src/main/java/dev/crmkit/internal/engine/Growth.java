package dev.crmkit.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crmkit.event.EventTypes;
import dev.crmkit.spi.storage.StoredEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Hears which workspaces get or lose records, and says when it is time to look at the sizes of their objects: after many such changes, or some time
 * after the first. In memory alone, for a look too many or a bit later does no harm. Thread-safe.
 */
public final class Growth {
    /** The kind of job that looks at the sizes. */
    public static final String KIND = "crm.placement.check";

    private static final int MANY = 2_500;
    private static final Duration LONG = Duration.ofHours(1);
    private static final Set<String> CHANGES = Set.of(
            EventTypes.RECORD_CREATED,
            EventTypes.RECORD_ARCHIVED,
            EventTypes.RECORD_RESTORED,
            EventTypes.RECORD_ERASED,
            EventTypes.RECORD_MERGED_INTO,
            EventTypes.RECORD_UNMERGED);

    private final boolean heeded;
    private final Cache<String, Since> changes =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /**
     * An ear for all workspaces.
     *
     * @param heeded whether the engine moves objects by their size at all
     */
    public Growth(boolean heeded) {
        this.heeded = heeded;
    }

    /** What was heard of a workspace since its objects were looked at. Immutable. */
    private record Since(Instant first, int count) {}

    /** Hears events; whether it is time to look. */
    boolean hear(String workspace, List<StoredEvent> events, Instant now) {
        if (!heeded) {
            return false;
        }
        int more = (int)
                events.stream().filter(event -> CHANGES.contains(event.type())).count();
        if (more == 0) {
            return false;
        }
        Since since = changes.asMap()
                .merge(
                        workspace,
                        new Since(now, more),
                        (before, added) -> new Since(before.first(), before.count() + added.count()));
        return (since.count() >= MANY || !now.isBefore(since.first().plus(LONG)))
                && changes.asMap().remove(workspace, since);
    }
}
