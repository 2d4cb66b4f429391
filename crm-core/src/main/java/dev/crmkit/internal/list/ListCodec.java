package dev.crmkit.internal.list;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.SchemaCodec;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.list.CrmList;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Filter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists as documents, and as callers give and get them, by one state of the schema. Immutable. */
final class ListCodec {
    private final WorkspaceSchema schema;
    private final TypeRegistry types;
    private final FilterCodec filters;

    ListCodec(WorkspaceSchema schema, TypeRegistry types) {
        this.schema = schema;
        this.types = types;
        this.filters = new FilterCodec(types, slug -> schema.find(slug).map(DefinedObject::object));
    }

    /** The document of a list. */
    String write(DefinedList list) {
        return Json.write(document(list));
    }

    Map<String, @Nullable Object> document(DefinedList list) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("object", list.object().toString());
        document.put("label", list.label());
        Filter condition = list.condition();
        // Its attributes are named by id already, and ids are found as names are.
        document.put(
                "condition",
                condition == null
                        ? null
                        : schema.find(list.object())
                                .map(object -> filters.write(object.object(), condition))
                                .orElse(null));
        document.put(
                "entries",
                list.entryAttributes().stream().map(SchemaCodec::write).toList());
        document.put("personal", list.personal());
        document.put("owner", list.owner());
        document.put("archived", list.archived());
        document.put("deleted", list.deleted());
        return document;
    }

    /** The list of a document. */
    DefinedList read(String key, String text) {
        Map<String, Object> document = Json.readObject(text);
        UUID object = UUID.fromString(Json.requiredText(document, "object"));
        Filter condition = document.containsKey("condition") && document.get("condition") instanceof Map<?, ?> written
                ? FilterCodec.read(Json.asObject(written))
                : null;
        List<CrmAttribute> entries = new ArrayList<>();
        Json.list(document, "entries")
                .forEach(written -> entries.add(SchemaCodec.readAttribute(Json.asObject((Map<?, ?>) written))));
        return new DefinedList(
                key,
                object,
                Json.requiredText(document, "label"),
                condition,
                entries,
                Json.flag(document, "personal"),
                Json.text(document, "owner"),
                Json.flag(document, "archived"),
                Json.flag(document, "deleted"),
                needs(object, condition));
    }

    private ListDependencies needs(UUID object, @Nullable Filter condition) {
        return condition == null
                ? ListDependencies.none()
                : schema.find(object)
                        .map(defined -> ListDependencies.of(schema, types, defined, condition))
                        .orElse(ListDependencies.none());
    }

    /** What a caller gave, kept; its form is checked. */
    DefinedList kept(
            CrmList given,
            DefinedObject object,
            List<CrmAttribute> entryAttributes,
            @Nullable String owner,
            boolean archived) {
        Filter condition = given.condition();
        Filter byId = condition == null ? null : FilterCodec.read(filters.write(object.object(), condition));
        return new DefinedList(
                given.key(),
                object.id(),
                given.label(),
                byId,
                entryAttributes,
                given.personal(),
                owner,
                archived,
                false,
                needs(object.id(), byId));
    }

    /** The list as callers see it. */
    CrmList shown(DefinedList list) {
        DefinedObject object = schema.get(list.object());
        Filter condition = list.condition();
        Map<String, AttributeSpec> entries = new LinkedHashMap<>();
        list.entryAttributes().forEach(attribute -> entries.put(attribute.slug(), attribute.spec()));
        return new CrmList(
                object.slug(),
                list.key(),
                list.label(),
                condition == null ? null : filters.withSlugs(object.object(), condition),
                entries,
                list.personal(),
                list.owner(),
                list.archived());
    }
}
