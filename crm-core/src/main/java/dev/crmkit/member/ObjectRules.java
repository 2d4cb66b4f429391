package dev.crmkit.member;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a role allows with the records of an object. Every method returns a changed copy. Immutable.
 *
 * @param verbs the reach of each verb, unmodifiable; a verb that is not there reaches nothing
 * @param attributes what is taken away from attributes, by slug, unmodifiable
 */
public record ObjectRules(Map<Verb, Reach> verbs, Map<String, AttributeRule> attributes) {
    private static final ObjectRules NOTHING = new ObjectRules(Map.of(), Map.of());

    /** Copies the maps; a reach of nothing is left out. */
    public ObjectRules {
        Map<Verb, Reach> reaches = new LinkedHashMap<>();
        for (Verb verb : Verb.values()) {
            Reach reach = verbs.get(verb);
            if (reach != null && !reach.isNothing()) {
                reaches.put(verb, reach);
            }
        }
        verbs = Collections.unmodifiableMap(reaches);
        attributes = Map.copyOf(attributes);
    }

    /** Nothing is allowed. */
    public static ObjectRules nothing() {
        return NOTHING;
    }

    /** Everything is allowed with every record. */
    public static ObjectRules all() {
        ObjectRules rules = NOTHING;
        for (Verb verb : Verb.values()) {
            rules = rules.allow(verb, Reach.all());
        }
        return rules;
    }

    /** The verb with these records, instead of those before. */
    public ObjectRules allow(Verb verb, Reach reach) {
        Objects.requireNonNull(verb, "verb");
        Map<Verb, Reach> changed = new LinkedHashMap<>(verbs);
        changed.put(verb, Objects.requireNonNull(reach, "reach"));
        return new ObjectRules(changed, attributes);
    }

    /** Hides attributes. */
    public ObjectRules hide(String... slugs) {
        return with(AttributeRule.HIDDEN, slugs);
    }

    /** Lets attributes be read and not written. */
    public ObjectRules readOnly(String... slugs) {
        return with(AttributeRule.READ_ONLY, slugs);
    }

    private ObjectRules with(AttributeRule rule, String... slugs) {
        Map<String, AttributeRule> changed = new LinkedHashMap<>(attributes);
        for (String slug : slugs) {
            changed.put(slug, rule);
        }
        return new ObjectRules(verbs, changed);
    }

    /** The records that the verb reaches. */
    public Reach reach(Verb verb) {
        return verbs.getOrDefault(verb, Reach.nothing());
    }
}
