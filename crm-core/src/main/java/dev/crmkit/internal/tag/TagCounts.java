package dev.crmkit.internal.tag;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.member.Verb;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage.KeyCount;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many records have each tag, of those that the actor reads. The storage counts for whoever reads everything; for others the records are gone
 * through, 10,000 tags at a time. Not thread-safe.
 */
final class TagCounts {
    private static final int CHUNK = 10_000;

    private final Tx tx;

    TagCounts(Tx tx) {
        this.tx = tx;
    }

    /** The tags whose keys begin with the prefix and come after that one, by key, up to a limit. */
    List<KeyCount> list(String prefix, @Nullable String after, int limit) {
        if (readsEverything()) {
            return tx.storage().items().keys(TagName.ITEMS, prefix, after, limit);
        }
        List<KeyCount> counts = new ArrayList<>();
        String from = after;
        List<KeyCount> keys;
        do {
            keys = tx.storage().items().keys(TagName.ITEMS, prefix, from, limit);
            counts.addAll(readable(keys));
            from = keys.isEmpty() ? from : keys.get(keys.size() - 1).key();
        } while (counts.size() < limit && keys.size() == limit);
        return counts.size() > limit ? counts.subList(0, limit) : counts;
    }

    private boolean readsEverything() {
        return tx.access().isUnrestricted()
                || tx.schema().objects().stream().allMatch(object -> tx.access().reachesAll(object.id(), Verb.READ));
    }

    private List<KeyCount> readable(List<KeyCount> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        Map<String, Long> counts = new HashMap<>();
        Set<String> names = new HashSet<>();
        keys.forEach(key -> names.add(key.key()));
        ItemQuery.Place after = null;
        List<StoredItem> chunk;
        do {
            chunk = tx.storage().items().list(new ItemQuery(TagName.ITEMS, Set.of(), names, false, after, CHUNK));
            Set<UUID> records = new HashSet<>();
            chunk.forEach(item -> records.add(Objects.requireNonNull(item.recordId())));
            Set<UUID> seen = Aliases.labels(tx, records).keySet();
            for (StoredItem item : chunk) {
                if (seen.contains(item.recordId())) {
                    counts.merge(item.key(), 1L, Long::sum);
                }
                after = new ItemQuery.Place(item.at(), item.id());
            }
        } while (chunk.size() == CHUNK);
        return keys.stream()
                .filter(key -> counts.containsKey(key.key()))
                .map(key -> new KeyCount(key.key(), Objects.requireNonNull(counts.get(key.key()))))
                .toList();
    }
}
