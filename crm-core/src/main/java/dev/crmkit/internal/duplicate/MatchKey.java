package dev.crmkit.internal.duplicate;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What a record has in common with those that it may be a duplicate of, by one rule. Immutable.
 *
 * @param rule the rule
 * @param key begins with the rule's id; records are compared if they have equal keys
 * @param compared the name that is compared; empty where equal keys are all
 */
public record MatchKey(MatchRule rule, String key, String compared) {
    /** The kind of the items by which records have keys; live records alone have them. */
    public static final String KIND = "duplicate.key";

    private static final String NAME = "name";

    /** What the keys of a rule begin with. */
    static String prefix(UUID rule) {
        return rule + ":";
    }

    /** The rule that a key is of. */
    static UUID ruleOf(String key) {
        return UUID.fromString(key.substring(0, 36));
    }

    /** The id of the item by which the record has the key. */
    public UUID itemId(UUID record) {
        return ItemIds.of(KIND, record, key);
    }

    /** The item by which the record has the key. */
    public StoredItem item(UUID record, Instant at) {
        return new StoredItem(
                itemId(record), KIND, record, key, at, compared.isEmpty() ? "" : Json.write(Map.of(NAME, compared)));
    }

    /** The name that an item of the kind holds; empty text if none. */
    static String compared(StoredItem item) {
        String name = item.document().isEmpty() ? null : Json.text(Json.readObject(item.document()), NAME);
        return name == null ? "" : name;
    }

    /** Whether a record with this key matches one with an equal key. */
    public boolean matches(MatchKey equal) {
        return score(equal.compared) > 0;
    }

    /** How alike a record with this key and one with an equal key and that name are, or 0 if they do not match. */
    double score(String other) {
        return score(rule, compared, other);
    }

    static double score(MatchRule rule, String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return 1;
        }
        double score = NameForm.read(one).similarity(NameForm.read(other));
        return score >= rule.similarity() ? score : 0;
    }
}
