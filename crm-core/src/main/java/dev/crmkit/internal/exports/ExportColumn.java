package dev.crmkit.internal.exports;

import dev.crmkit.internal.engine.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A column of an export, as it is kept while it runs: attributes are named by their ids. Immutable.
 *
 * @param header what stands above it; no two columns of an export have the same
 * @param kind what it shows
 * @param name the system field, or the id of the attribute; empty where there is no choice
 * @param part which part of a compound value; else empty
 */
record ExportColumn(String header, Kind kind, String name, String part) {

    /** Checks for null. */
    ExportColumn {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(part, "part");
    }

    /** What a column shows. */
    enum Kind {
        /** A system field. */
        SYSTEM,
        /** The value of an attribute. */
        VALUE,
        /** A part of the value of an attribute. */
        PART,
        /** The names of the records that an attribute refers to. */
        NAMES,
        /** The tags of the record. */
        TAGS,
        /** When the record came into the list. */
        ENTERED,
        /** What the list says of the record. */
        ENTRY
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("header", header);
        document.put("kind", kind.name());
        document.put("name", name);
        document.put("part", part);
        return document;
    }

    static ExportColumn read(Map<String, Object> document) {
        return new ExportColumn(
                Json.requiredText(document, "header"),
                Kind.valueOf(Json.requiredText(document, "kind")),
                Json.requiredText(document, "name"),
                Json.requiredText(document, "part"));
    }
}
