package dev.crmkit.internal.schema;

import dev.crmkit.duplicate.DuplicateAction;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.formula.ComputedNames;
import dev.crmkit.internal.formula.Naming;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.ObjectScope;
import dev.crmkit.model.OptionState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as JSON documents. Another object is stored by its id and read back as its slug of the day, so that renaming it breaks nothing. Not
 * instantiable.
 */
public final class SchemaCodec {
    /** The setting of a reference attribute that names the object referred to. */
    private static final String OBJECT_SETTING = "object";

    private static final String OBJECT_ID_SETTING = "objectId";

    private SchemaCodec() {}

    /** Writes a definition; its formulas and roll-ups name attributes by id already, as {@link ComputedNames#stored} has it. */
    public static String write(DefinedObject defined, Map<String, UUID> idsBySlug) {
        CrmObject object = defined.object();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("format", 1);
        document.put("id", object.id().toString());
        document.put("slug", object.slug());
        document.put("singular", object.singular());
        document.put("plural", object.plural());
        document.put("icon", object.icon());
        document.put("colour", object.colour());
        document.put("scope", object.scope().name());
        document.put("settings", object.settings());
        UUID primary = object.primaryAttributeId();
        document.put("primary", primary == null ? null : primary.toString());
        document.put("deleted", defined.deleted());
        document.put("retiredKeys", defined.retiredKeys().stream().sorted().toList());
        List<Object> attributes = new ArrayList<>();
        object.attributes().forEach(a -> attributes.add(attribute(a, false, idsBySlug)));
        defined.deletedAttributes().forEach(a -> attributes.add(attribute(a, true, idsBySlug)));
        document.put("attributes", attributes);
        if (!defined.pipelines().attributes().isEmpty()) {
            document.put("pipelines", PipelineCodec.write(defined.pipelines()));
        }
        if (!defined.matchRules().isEmpty()) {
            document.put(
                    "duplicates",
                    defined.matchRules().stream().map(SchemaCodec::matchRule).toList());
        }
        return Json.write(document);
    }

    private static Map<String, @Nullable Object> matchRule(MatchRule rule) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", rule.id().toString());
        document.put("kind", rule.kind().name());
        document.put("attribute", rule.attribute().toString());
        UUID within = rule.within();
        document.put("within", within == null ? null : within.toString());
        document.put("similarity", BigDecimal.valueOf(rule.similarity()));
        document.put("action", rule.action().name());
        return document;
    }

    private static Map<String, @Nullable Object> attribute(
            CrmAttribute attribute, boolean deleted, Map<String, UUID> idsBySlug) {
        AttributeSpec spec = attribute.spec();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", attribute.id().toString());
        document.put("key", attribute.key());
        document.put("slug", attribute.slug());
        document.put("deleted", deleted);
        document.put("type", spec.type());
        Map<String, Object> config = new LinkedHashMap<>(spec.config());
        if (config.get(OBJECT_SETTING) instanceof String slug && idsBySlug.containsKey(slug)) {
            config.remove(OBJECT_SETTING);
            config.put(OBJECT_ID_SETTING, idsBySlug.get(slug).toString());
        }
        document.put("config", config);
        document.put("options", spec.options().stream().map(SchemaCodec::option).toList());
        document.put("required", spec.isRequired());
        document.put("unique", spec.isUnique());
        document.put("searchable", spec.isSearchable());
        document.put("indexed", spec.isIndexed());
        if (spec.isAlwaysIndexed()) {
            document.put("alwaysIndexed", true);
        }
        document.put("default", spec.defaultValue());
        document.put("title", spec.title());
        document.put("description", spec.description());
        return document;
    }

    /** Writes an attribute that is no part of an object and refers to none. */
    public static Map<String, @Nullable Object> write(CrmAttribute attribute) {
        return attribute(attribute, false, Map.of());
    }

    /** Reads what {@link #write(CrmAttribute)} wrote. */
    public static CrmAttribute readAttribute(Map<String, Object> document) {
        return attribute(document, Map.of());
    }

    private static Map<String, @Nullable Object> option(AttributeOption option) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", option.id());
        document.put("title", option.title());
        document.put("colour", option.colour());
        OptionState state = option.state();
        document.put("state", state == null ? null : state.name());
        document.put("archived", option.archived());
        return document;
    }

    /** Reads the definitions of a workspace. */
    public static List<DefinedObject> read(Map<UUID, String> documents) {
        Map<UUID, Map<String, Object>> parsed = new LinkedHashMap<>();
        Map<String, String> slugs = new HashMap<>();
        documents.forEach((id, text) -> {
            Map<String, Object> document = Json.readObject(text);
            parsed.put(id, document);
            slugs.put(id.toString(), Json.requiredText(document, "slug"));
        });
        List<DefinedObject> objects = new ArrayList<>();
        parsed.forEach((id, document) -> objects.add(object(id, document, slugs)));
        Naming naming = new Naming(List.of(), objects);
        return objects.stream()
                .map(object -> ComputedNames.shown(object, naming))
                .toList();
    }

    private static DefinedObject object(UUID id, Map<String, Object> document, Map<String, String> slugs) {
        List<CrmAttribute> attributes = new ArrayList<>();
        List<CrmAttribute> deleted = new ArrayList<>();
        for (Object element : Json.list(document, "attributes")) {
            Map<String, Object> attribute = Json.asObject((Map<?, ?>) element);
            (Json.flag(attribute, "deleted") ? deleted : attributes).add(attribute(attribute, slugs));
        }
        String primary = Json.text(document, "primary");
        CrmObject object = new CrmObject(
                id,
                Json.requiredText(document, "slug"),
                Json.requiredText(document, "singular"),
                Json.requiredText(document, "plural"),
                Json.text(document, "icon"),
                Json.text(document, "colour"),
                ObjectScope.valueOf(Json.requiredText(document, "scope")),
                Json.object(document, "settings"),
                attributes,
                primary == null ? null : UUID.fromString(primary));
        Set<String> retired = new HashSet<>();
        Json.list(document, "retiredKeys").forEach(key -> retired.add((String) key));
        List<MatchRule> rules = new ArrayList<>();
        for (Object element : Json.list(document, "duplicates")) {
            rules.add(readMatchRule(Json.asObject((Map<?, ?>) element)));
        }
        return new DefinedObject(
                object,
                deleted,
                retired,
                Json.flag(document, "deleted"),
                rules,
                PipelineCodec.read(Json.object(document, "pipelines")));
    }

    private static MatchRule readMatchRule(Map<String, Object> document) {
        String within = Json.text(document, "within");
        return new MatchRule(
                UUID.fromString(Json.requiredText(document, "id")),
                DuplicateRule.Kind.valueOf(Json.requiredText(document, "kind")),
                UUID.fromString(Json.requiredText(document, "attribute")),
                within == null ? null : UUID.fromString(within),
                Json.number(document, "similarity").doubleValue(),
                DuplicateAction.valueOf(Json.requiredText(document, "action")));
    }

    private static CrmAttribute attribute(Map<String, Object> document, Map<String, String> slugs) {
        AttributeSpec spec = AttributeSpec.ofType(Json.requiredText(document, "type"))
                .required(Json.flag(document, "required"))
                .unique(Json.flag(document, "unique"))
                .defaultValue(document.get("default"))
                .title(Json.text(document, "title"))
                .description(Json.text(document, "description"));
        if (Json.flag(document, "searchable")) {
            spec = spec.searchable();
        }
        if (!Json.flag(document, "indexed")) {
            spec = spec.notIndexed();
        } else if (Json.flag(document, "alwaysIndexed")) {
            spec = spec.indexed();
        }
        for (Map.Entry<String, Object> setting : Json.object(document, "config").entrySet()) {
            spec = setting.getKey().equals(OBJECT_ID_SETTING)
                    ? spec.config(OBJECT_SETTING, slugs.get((String) setting.getValue()))
                    : spec.config(setting.getKey(), setting.getValue());
        }
        List<AttributeOption> options = new ArrayList<>();
        for (Object element : Json.list(document, "options")) {
            Map<String, Object> option = Json.asObject((Map<?, ?>) element);
            String state = Json.text(option, "state");
            options.add(new AttributeOption(
                    Json.requiredText(option, "id"),
                    Json.requiredText(option, "title"),
                    Json.text(option, "colour"),
                    state == null ? null : OptionState.valueOf(state),
                    Json.flag(option, "archived")));
        }
        return new CrmAttribute(
                UUID.fromString(Json.requiredText(document, "id")),
                Json.requiredText(document, "key"),
                Json.requiredText(document, "slug"),
                spec.options(options));
    }
}
