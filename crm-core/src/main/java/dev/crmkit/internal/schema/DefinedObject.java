package dev.crmkit.internal.schema;

import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An object with what it once had: its deleted attributes, whose keys are never given again; and with its pipelines. Immutable.
 *
 * @param object as callers see it
 * @param deletedAttributes in the order in which they went
 * @param retiredKeys keys that attributes had before they changed their type
 * @param deleted whether the object itself is gone
 * @param matchRules its duplicate rules, in order
 * @param pipelines the stages through which its records go
 */
public record DefinedObject(
        CrmObject object,
        List<CrmAttribute> deletedAttributes,
        Set<String> retiredKeys,
        boolean deleted,
        List<MatchRule> matchRules,
        PipelineSet pipelines) {

    /** Copies the collections. */
    public DefinedObject {
        deletedAttributes = List.copyOf(deletedAttributes);
        retiredKeys = Set.copyOf(retiredKeys);
        matchRules = List.copyOf(matchRules);
    }

    /** A new object. */
    public static DefinedObject of(CrmObject object) {
        return new DefinedObject(object, List.of(), Set.of(), false, List.of(), PipelineSet.none());
    }

    /** The same with another state of the object. */
    public DefinedObject with(CrmObject newObject) {
        return new DefinedObject(newObject, deletedAttributes, retiredKeys, deleted, matchRules, pipelines);
    }

    /** The same with these pipelines. */
    public DefinedObject with(PipelineSet newPipelines) {
        return new DefinedObject(object, deletedAttributes, retiredKeys, deleted, matchRules, newPipelines);
    }

    /** The same after one more attribute went. */
    public DefinedObject without(CrmAttribute gone) {
        List<CrmAttribute> more = new ArrayList<>(deletedAttributes);
        more.add(gone);
        return new DefinedObject(object, more, retiredKeys, deleted, matchRules, pipelines);
    }

    /** The same with one more key that is never given again. */
    public DefinedObject retiring(String key) {
        Set<String> more = new HashSet<>(retiredKeys);
        more.add(key);
        return new DefinedObject(object, deletedAttributes, more, deleted, matchRules, pipelines);
    }

    /** The same, gone. */
    public DefinedObject asDeleted() {
        return new DefinedObject(object, deletedAttributes, retiredKeys, true, matchRules, pipelines);
    }

    /** The same with other duplicate rules. */
    public DefinedObject withMatchRules(List<MatchRule> rules) {
        return new DefinedObject(object, deletedAttributes, retiredKeys, deleted, rules, pipelines);
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

    /** Everything of which records hold a value: what says where they are in pipelines, and the attributes. */
    public List<CrmAttribute> storedAttributes() {
        if (pipelines.attributes().isEmpty()) {
            return object.attributes();
        }
        List<CrmAttribute> all = new ArrayList<>(pipelines.attributes());
        all.addAll(object.attributes());
        return all;
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
