package dev.crmkit.internal.imports;

import dev.crmkit.internal.engine.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A column of an import with ids in the place of slugs, so that renaming changes nothing. Immutable.
 *
 * @param header the column's header
 * @param kind where its cells go
 * @param attribute the attribute, or null where there is none
 * @param name the part, the field or the label of the relation; empty if none
 * @param object the object of the records that the cells name, or null if they name none
 * @param match the unique attribute by which they name them, or null for the display name
 * @param create whether records that are not there are created
 */
record StoredColumn(
        String header,
        Kind kind,
        @Nullable UUID attribute,
        String name,
        @Nullable UUID object,
        @Nullable UUID match,
        boolean create) {

    /** Where cells go. Immutable. */
    enum Kind {
        VALUE,
        PART,
        FIELD,
        TAGS,
        ID,
        REFERENCE,
        RELATION
    }

    static StoredColumn value(String header, UUID attribute) {
        return new StoredColumn(header, Kind.VALUE, attribute, "", null, null, false);
    }

    static StoredColumn part(String header, UUID attribute, String part) {
        return new StoredColumn(header, Kind.PART, attribute, part, null, null, false);
    }

    static StoredColumn of(String header, Kind kind, String name) {
        return new StoredColumn(header, kind, null, name, null, null, false);
    }

    /** The attribute of a column that has one. */
    UUID needed() {
        return Objects.requireNonNull(attribute);
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("header", header);
        document.put("kind", kind.name());
        put(document, "attribute", attribute);
        document.put("name", name);
        put(document, "object", object);
        put(document, "match", match);
        document.put("create", create);
        return document;
    }

    private static void put(Map<String, Object> document, String name, @Nullable UUID id) {
        if (id != null) {
            document.put(name, id.toString());
        }
    }

    static StoredColumn read(Map<String, Object> document) {
        return new StoredColumn(
                Json.requiredText(document, "header"),
                Kind.valueOf(Json.requiredText(document, "kind")),
                id(document, "attribute"),
                Json.requiredText(document, "name"),
                id(document, "object"),
                id(document, "match"),
                Json.flag(document, "create"));
    }

    static @Nullable UUID id(Map<String, Object> document, String name) {
        String text = Json.text(document, name);
        return text == null ? null : UUID.fromString(text);
    }
}
