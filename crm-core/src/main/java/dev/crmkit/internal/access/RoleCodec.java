package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.member.AttributeRule;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.ObjectScope;
import dev.crmkit.query.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Roles as JSON documents. A kept role names objects and attributes by their ids; a shown one by their slugs of the day. Immutable.
 */
final class RoleCodec {
    /** An object that has the system fields alone: what rules for every object can name. */
    static final CrmObject ANY_OBJECT = new CrmObject(
            new UUID(0, 0), "every object", "", "", null, null, ObjectScope.CUSTOM, Map.of(), List.of(), null);

    private final WorkspaceSchema schema;
    private final FilterCodec filters;

    RoleCodec(WorkspaceSchema schema, TypeRegistry types) {
        this.schema = schema;
        this.filters = new FilterCodec(types, slug -> schema.find(slug).map(DefinedObject::object));
    }

    /** The role as it is kept; it has been checked against the schema. */
    Role kept(Role role) {
        Map<String, ObjectRules> objects = new LinkedHashMap<>();
        role.objects().forEach((slug, rules) -> {
            CrmObject object = schema.get(slug).object();
            Map<String, AttributeRule> attributes = new LinkedHashMap<>();
            rules.attributes()
                    .forEach((attribute, rule) -> attributes.put(
                            object.findAttribute(attribute).orElseThrow().id().toString(), rule));
            objects.put(
                    object.id().toString(),
                    new ObjectRules(
                            reaches(rules, object, (o, f) -> FilterCodec.read(filters.write(o, f))), attributes));
        });
        return new Role(
                role.name(),
                new ObjectRules(
                        reaches(role.everywhere(), ANY_OBJECT, (o, f) -> FilterCodec.read(filters.write(o, f))),
                        Map.of()),
                objects,
                role.powers());
    }

    /** The kept role as people read it; what is gone from the schema is left out. */
    Role shown(Role kept) {
        Map<String, ObjectRules> objects = new LinkedHashMap<>();
        for (DefinedObject defined : schema.objects()) {
            ObjectRules rules = kept.objects().get(defined.id().toString());
            if (rules != null) {
                Map<String, AttributeRule> attributes = new LinkedHashMap<>();
                defined.attributes().forEach(a -> {
                    AttributeRule rule = rules.attributes().get(a.id().toString());
                    if (rule != null) {
                        attributes.put(a.slug(), rule);
                    }
                });
                objects.put(
                        defined.slug(),
                        new ObjectRules(reaches(rules, defined.object(), filters::withSlugs), attributes));
            }
        }
        return new Role(kept.name(), kept.everywhere(), objects, kept.powers());
    }

    private static Map<Verb, Reach> reaches(
            ObjectRules rules, CrmObject object, BiFunction<CrmObject, Filter, Filter> change) {
        Map<Verb, Reach> reaches = new LinkedHashMap<>();
        rules.verbs()
                .forEach((verb, reach) -> reaches.put(
                        verb,
                        new Reach(
                                reach.parts(),
                                reach.conditions().stream()
                                        .map(c -> change.apply(object, c))
                                        .toList())));
        return reaches;
    }

    /** The document of a kept role. */
    String write(Role kept) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("everywhere", rules(kept.everywhere()));
        Map<String, Object> objects = new LinkedHashMap<>();
        kept.objects().forEach((id, rules) -> objects.put(id, rules(rules)));
        document.put("objects", objects);
        document.put("powers", kept.powers().stream().map(Power::name).sorted().toList());
        return Json.write(document);
    }

    private Map<String, Object> rules(ObjectRules rules) {
        Map<String, Object> verbs = new LinkedHashMap<>();
        rules.verbs().forEach((verb, reach) -> {
            Map<String, Object> written = new LinkedHashMap<>();
            written.put(
                    "parts",
                    reach.parts().stream().map(Reach.Part::name).sorted().toList());
            written.put(
                    "conditions",
                    reach.conditions().stream()
                            .map(c -> filters.write(ANY_OBJECT, c))
                            .toList());
            verbs.put(verb.name(), written);
        });
        Map<String, Object> attributes = new LinkedHashMap<>();
        rules.attributes().forEach((id, rule) -> attributes.put(id, rule.name()));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("verbs", verbs);
        document.put("attributes", attributes);
        return document;
    }

    /** The kept role of a document. */
    static Role read(String name, String text) {
        Map<String, Object> document = Json.readObject(text);
        Map<String, ObjectRules> objects = new LinkedHashMap<>();
        Json.object(document, "objects").forEach((id, rules) -> objects.put(id, readRules((Map<?, ?>) rules)));
        Set<Power> powers = EnumSet.noneOf(Power.class);
        Json.list(document, "powers").forEach(power -> powers.add(Power.valueOf((String) power)));
        return new Role(name, readRules(Json.object(document, "everywhere")), objects, powers);
    }

    private static ObjectRules readRules(Map<?, ?> written) {
        Map<String, Object> document = Json.asObject(written);
        Map<Verb, Reach> reaches = new LinkedHashMap<>();
        Json.object(document, "verbs").forEach((verb, reach) -> {
            Map<String, Object> said = Json.asObject((Map<?, ?>) reach);
            Set<Reach.Part> parts = EnumSet.noneOf(Reach.Part.class);
            Json.list(said, "parts").forEach(part -> parts.add(Reach.Part.valueOf((String) part)));
            List<Filter> conditions = new ArrayList<>();
            Json.list(said, "conditions")
                    .forEach(condition -> conditions.add(FilterCodec.read(Json.asObject((Map<?, ?>) condition))));
            reaches.put(Verb.valueOf(verb), new Reach(parts, conditions));
        });
        Map<String, AttributeRule> attributes = new LinkedHashMap<>();
        Json.object(document, "attributes")
                .forEach((id, rule) -> attributes.put(id, AttributeRule.valueOf((String) rule)));
        return new ObjectRules(reaches, attributes);
    }

    /** The rules of a kept role for an object. */
    static ObjectRules rules(Role kept, UUID object) {
        return Optional.ofNullable(kept.objects().get(object.toString())).orElse(kept.everywhere());
    }
}
