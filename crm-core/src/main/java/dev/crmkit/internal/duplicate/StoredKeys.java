package dev.crmkit.internal.duplicate;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The keys that records have now, as they are stored: who is archived, merged or gone has none. Immutable. */
final class StoredKeys {
    private static final int PAGE = 10_000;

    private final DefinedObject object;
    private final Map<UUID, Map<String, String>> byRecord = new HashMap<>();

    private StoredKeys(DefinedObject object) {
        this.object = object;
    }

    /** The keys of records of one object; one statement for up to 10,000 keys. */
    static StoredKeys of(Tx tx, DefinedObject object, Collection<UUID> records) {
        StoredKeys keys = new StoredKeys(object);
        of(tx, records)
                .forEach(item -> keys.byRecord
                        .computeIfAbsent(Objects.requireNonNull(item.recordId()), id -> new HashMap<>())
                        .put(item.key(), MatchKey.compared(item)));
        return keys;
    }

    /** The items by which the records have keys. */
    static List<StoredItem> of(Tx tx, Collection<UUID> records) {
        List<StoredItem> all = new ArrayList<>();
        if (records.isEmpty()) {
            return all;
        }
        ItemQuery.Place after = null;
        List<StoredItem> page;
        do {
            page = tx.storage()
                    .items()
                    .list(new ItemQuery(MatchKey.KIND, Set.copyOf(records), Set.of(), false, after, PAGE));
            all.addAll(page);
            if (!page.isEmpty()) {
                StoredItem last = page.get(page.size() - 1);
                after = new ItemQuery.Place(last.at(), last.id());
            }
        } while (page.size() == PAGE);
        return all;
    }

    /** By which rules two records match, with the scores, in the order of the rules; empty if by none. */
    Map<MatchRule, Double> match(UUID one, UUID other) {
        Map<String, String> keys = byRecord.getOrDefault(one, Map.of());
        Map<String, String> others = byRecord.getOrDefault(other, Map.of());
        Map<MatchRule, Double> scores = new HashMap<>();
        keys.forEach((key, compared) -> {
            String same = others.get(key);
            Optional<MatchRule> rule = same == null ? Optional.empty() : rule(MatchKey.ruleOf(key));
            if (same != null && rule.isPresent()) {
                double score = MatchKey.score(rule.get(), compared, same);
                if (score > 0) {
                    scores.merge(rule.get(), score, Math::max);
                }
            }
        });
        Map<MatchRule, Double> inOrder = new LinkedHashMap<>();
        for (MatchRule rule : object.matchRules()) {
            Double score = scores.get(rule);
            if (score != null) {
                inOrder.put(rule, score);
            }
        }
        return inOrder;
    }

    private Optional<MatchRule> rule(UUID id) {
        return object.matchRules().stream().filter(r -> r.id().equals(id)).findFirst();
    }
}
