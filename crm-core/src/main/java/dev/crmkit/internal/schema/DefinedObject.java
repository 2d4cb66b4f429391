package dev.crmkit.internal.schema;

import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An object with what it once had: its deleted attributes, whose keys are never given again. Immutable.
 *
 * @param object as callers see it
 * @param deletedAttributes in the order in which they went
 * @param retiredKeys keys that attributes had before they changed their type
 * @param deleted whether the object itself is gone
 * @param matchRules its duplicate rules, in order
 */
public record DefinedObject(
        CrmObject object,
        List<CrmAttribute> deletedAttributes,
        Set<String> retiredKeys,
        boolean deleted,
        List<MatchRule> matchRules) {

    /** Copies the collections. */
    public DefinedObject {
        deletedAttributes = List.copyOf(deletedAttributes);
        retiredKeys = Set.copyOf(retiredKeys);
        matchRules = List.copyOf(matchRules);
    }

    /** A new object. */
    public static DefinedObject of(CrmObject object) {
        return new DefinedObject(object, List.of(), Set.of(), false, List.of());
    }

    /** The same with another state of the object. */
    public DefinedObject with(CrmObject newObject) {
        return new DefinedObject(newObject, deletedAttributes, retiredKeys, deleted, matchRules);
    }

    /** The same with other duplicate rules. */
    public DefinedObject withMatchRules(List<MatchRule> rules) {
        return new DefinedObject(object, deletedAttributes, retiredKeys, deleted, rules);
    }

    /** The object's id. */
    public UUID id() {
        return object.id();
    }

    /** The object's slug. */
    public String slug() {
        return object.slug();
    }

    /** The attributes that are there, in order. */
    public List<CrmAttribute> attributes() {
        return object.attributes();
    }

    /** The attribute that names a record. */
    public Optional<CrmAttribute> primaryAttribute() {
        UUID primary = object.primaryAttributeId();
        return primary == null ? Optional.empty() : object.findAttribute(primary);
    }

    /** A key that no attribute has or had: the slug, or the slug and a number. */
    public String freshKey(String slug) {
        Set<String> used = new HashSet<>(retiredKeys);
        object.attributes().forEach(a -> used.add(a.key()));
        deletedAttributes.forEach(a -> used.add(a.key()));
        String key = slug;
        for (int i = 2; used.contains(key); i++) {
            key = slug + "~" + i;
        }
        return key;
    }
}
