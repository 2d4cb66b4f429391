package dev.crmkit.internal.duplicate;

import dev.crmkit.duplicate.DuplicateAction;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The records that have given keys: one statement for up to 10,000 of these. Where more records have them than are compared, the newest are; what refuses by
 * equal keys is looked for to the end. Immutable.
 */
public final class MatchSearch {
    private static final int PAGE = 10_000;
    private static final int ENOUGH = Duplicates.MOST_COMPARED;

    private final Map<String, Map<UUID, String>> holders = new HashMap<>();

    private MatchSearch() {}

    /**
     * Looks up the holders of keys.
     *
     * @param refusing whether rules that refuse must miss nothing
     */
    public static MatchSearch of(Tx tx, Collection<MatchKey> keys, boolean refusing) {
        MatchSearch search = new MatchSearch();
        Map<String, MatchKey> byKey = new TreeMap<>();
        keys.forEach(key -> byKey.put(key.key(), key));
        List<String> all = List.copyOf(byKey.keySet());
        for (int from = 0; from < all.size(); from += PAGE) {
            Set<String> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + PAGE)));
            int limit = (int) Math.min(PAGE, (long) some.size() * Duplicates.MOST_COMPARED);
            List<StoredItem> found =
                    tx.storage().items().list(new ItemQuery(MatchKey.KIND, Set.of(), some, true, null, limit));
            found.forEach(search::add);
            if (refusing && found.size() == limit) {
                Set<String> crowded = new HashSet<>();
                some.forEach(key -> {
                    if (refusesEqual(Objects.requireNonNull(byKey.get(key)).rule())) {
                        crowded.add(key);
                    }
                });
                search.searchOn(tx, crowded, found.get(limit - 1));
            }
        }
        return search;
    }

    private static boolean refusesEqual(MatchRule rule) {
        return rule.kind() != DuplicateRule.Kind.NAME && rule.action() == DuplicateAction.REFUSE;
    }

    private void searchOn(Tx tx, Set<String> keys, StoredItem last) {
        if (keys.isEmpty()) {
            return;
        }
        ItemQuery.Place after = new ItemQuery.Place(last.at(), last.id());
        List<StoredItem> page;
        do {
            page = tx.storage().items().list(new ItemQuery(MatchKey.KIND, Set.of(), keys, true, after, PAGE));
            for (StoredItem item : page) {
                if (holders.getOrDefault(item.key(), Map.of()).size() < ENOUGH) {
                    add(item);
                }
                after = new ItemQuery.Place(item.at(), item.id());
            }
        } while (page.size() == PAGE);
    }

    private void add(StoredItem item) {
        holders.computeIfAbsent(item.key(), key -> new LinkedHashMap<>())
                .put(Objects.requireNonNull(item.recordId()), MatchKey.compared(item));
    }

    /** The records that match one with this key, with their scores. */
    public Map<UUID, Double> matches(MatchKey key) {
        Map<UUID, Double> matches = new LinkedHashMap<>();
        holders.getOrDefault(key.key(), Map.of()).forEach((record, compared) -> {
            double score = key.score(compared);
            if (score > 0) {
                matches.put(record, score);
            }
        });
        return matches;
    }

    /** The records that match one with these keys, each with its score by every rule, in the order of the keys. */
    public Map<UUID, Map<MatchRule, Double>> matches(List<MatchKey> keys) {
        Map<UUID, Map<MatchRule, Double>> matches = new LinkedHashMap<>();
        for (MatchKey key : keys) {
            matches(key)
                    .forEach((record, score) -> matches.computeIfAbsent(record, id -> new LinkedHashMap<>())
                            .merge(key.rule(), score, Math::max));
        }
        return matches;
    }
}
