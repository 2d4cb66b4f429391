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
 * Hears which workspaces get or lose records, and says when it is time to look at the sizes of their objects: after many such changes, or at one that comes
 * some time after the last look. In memory alone, for a look too many or a bit later does no harm. Thread-safe.
 */
public final class Growth {
    /** The kind of job that looks at the sizes. */
    public static final String KIND = "crm.placement.check";

    /** How long the job waits, so that it sees all of a heap of changes. */
    static final Duration DELAY = Duration.ofMinutes(1);

    private static final int MANY = 2_500;
    private static final Duration LONG = Duration.ofHours(1);
    /** After a change of the schema an object may need other indexes. */
    private static final Set<String> CHANGES = Set.of(
            EventTypes.SCHEMA_CHANGED,
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

    /**
     * What was heard of a workspace since its objects were looked at. Immutable.
     *
     * @param look when that was, or when this engine first heard of the workspace
     * @param count how many changes since
     */
    private record Since(Instant look, int count) {}

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
        boolean[] due = new boolean[1];
        changes.asMap().compute(workspace, (key, before) -> {
            Since since = before == null ? new Since(now, more) : new Since(before.look(), before.count() + more);
            due[0] = since.count() >= MANY || !now.isBefore(since.look().plus(LONG));
            return due[0] ? new Since(now, 0) : since;
        });
        return due[0];
    }
}
