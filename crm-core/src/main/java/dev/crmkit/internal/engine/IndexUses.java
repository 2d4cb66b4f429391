package dev.crmkit.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crmkit.spi.storage.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which attributes questions named, as far as the storage was not told yet. Noting costs a look into a table in memory and nothing else; a use counts once a day.
 * Thread-safe.
 */
public final class IndexUses {
    private static final Duration COUNTS_FOR = Duration.ofDays(1);
    private static final int CAPACITY = 100_000;

    private final Cache<Use, Instant> noted =
            Caffeine.newBuilder().maximumSize(CAPACITY).build();
    private final Set<Use> untold = ConcurrentHashMap.newKeySet();

    private record Use(String workspace, Field.Attribute field) {}

    /** A question of the workspace named the field at that time. */
    void note(String workspace, Field.Attribute field, Instant now) {
        Use use = new Use(workspace, field);
        Instant before = noted.getIfPresent(use);
        boolean counts = before != null && !now.isBefore(before) && now.isBefore(before.plus(COUNTS_FOR));
        // What is not told for long is noted again some day; an engine without workers must not fill up.
        if (!counts && untold.size() < CAPACITY) {
            noted.put(use, now);
            untold.add(use);
        }
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return untold.isEmpty();
    }

    /** Takes what is to be told, by workspace. */
    public Map<String, Set<Field.Attribute>> take() {
        Map<String, Set<Field.Attribute>> taken = new LinkedHashMap<>();
        for (Use use : List.copyOf(untold)) {
            if (untold.remove(use)) {
                taken.computeIfAbsent(use.workspace(), id -> new LinkedHashSet<>())
                        .add(use.field());
            }
        }
        return taken;
    }

    /** These could not be told: the next question that names one of them notes it again. */
    public void forget(String workspace, Collection<Field.Attribute> fields) {
        fields.forEach(field -> noted.invalidate(new Use(workspace, field)));
    }
}
