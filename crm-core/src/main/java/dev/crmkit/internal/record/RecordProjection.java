package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.internal.type.UniqueKeys;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Everything that follows from the values of a record of one object: documents, name, index values, search text, unique keys. */
final class RecordProjection {
    private static final int MAX_NAME = 255;

    private final DefinedObject object;
    private final TypeRegistry types;

    RecordProjection(DefinedObject object, TypeRegistry types) {
        this.object = object;
        this.types = types;
    }

    /** The documents of short and of long values; what stands under keys of attributes that are gone stays. */
    Documents documents(RecordDraft draft) {
        LoadedRecord before = draft.before();
        Map<String, Object> document = new LinkedHashMap<>();
        Map<String, Object> longDocument = new LinkedHashMap<>();
        if (before != null) {
            document.putAll(before.document());
            longDocument.putAll(before.longDocument());
        }
        for (CrmAttribute attribute : object.storedAttributes()) {
            AttributeType type = type(attribute);
            Map<String, Object> target = type.isLong() ? longDocument : document;
            Object value = draft.values().get(attribute.id());
            if (value == null) {
                target.remove(attribute.key());
            } else {
                target.put(attribute.key(), type.store(attribute.spec(), value));
            }
        }
        return new Documents(Json.write(document), longDocument.isEmpty() ? "" : Json.write(longDocument));
    }

    /**
     * The documents of a record. Immutable.
     *
     * @param values short values
     * @param longValues long values; empty text if there are none
     */
    record Documents(String values, String longValues) {}

    /** The name that people read. */
    String displayName(Map<UUID, Object> values) {
        return object.primaryAttribute()
                .map(primary -> display(primary, values))
                .map(name -> name.codePointCount(0, name.length()) <= MAX_NAME
                        ? name
                        : name.substring(0, name.offsetByCodePoints(0, MAX_NAME)))
                .orElse("");
    }

    private String display(CrmAttribute attribute, Map<UUID, Object> values) {
        Object value = values.get(attribute.id());
        return value == null ? "" : type(attribute).display(attribute.spec(), value);
    }

    Map<Field.Attribute, IndexValue> index(Map<UUID, Object> values) {
        Map<Field.Attribute, IndexValue> index = new LinkedHashMap<>();
        for (CrmAttribute attribute : object.storedAttributes()) {
            Object value = values.get(attribute.id());
            if (value != null) {
                type(attribute)
                        .index(attribute.spec(), value)
                        .forEach((component, indexed) ->
                                index.put(new Field.Attribute(attribute.id(), component, indexed.kind()), indexed));
            }
        }
        return index;
    }

    String searchText(String displayName, Map<UUID, Object> values) {
        StringBuilder text = new StringBuilder(displayName);
        for (CrmAttribute attribute : object.attributes()) {
            if (attribute.spec().isSearchable() && values.containsKey(attribute.id())) {
                text.append('\n').append(display(attribute, values));
            }
        }
        return TextFolding.fold(text.toString());
    }

    /** The unique keys that a record with these values holds while it is live. */
    List<UniqueKey> uniqueKeys(Map<UUID, Object> values) {
        List<UniqueKey> keys = new ArrayList<>();
        for (CrmAttribute attribute : object.attributes()) {
            Object value = values.get(attribute.id());
            if (attribute.spec().isUnique() && value != null) {
                keys.add(new UniqueKey(attribute.id(), uniqueKey(attribute.spec(), value)));
            }
        }
        return keys;
    }

    private String uniqueKey(AttributeSpec spec, Object value) {
        return UniqueKeys.of(types.get(spec.type()), spec, value);
    }

    /** The records that the values of a reference attribute name, in order. */
    List<UUID> references(CrmAttribute attribute, Map<UUID, Object> values) {
        Object value = values.get(attribute.id());
        if (value == null) {
            return List.of();
        }
        List<UUID> ids = new ArrayList<>();
        for (IndexValue indexed : type(attribute).index(attribute.spec(), value).values()) {
            if (indexed instanceof IndexValue.References references) {
                ids.addAll(references.ids());
            }
        }
        return ids;
    }

    /** The records that the draft's values name and that the record did not refer to before. */
    List<UUID> added(RecordDraft draft, CrmAttribute attribute) {
        List<UUID> now = new ArrayList<>(references(attribute, draft.values()));
        LoadedRecord before = draft.before();
        if (before != null) {
            now.removeAll(references(attribute, before.values()));
        }
        return now;
    }

    /** Whether the engine computes the attribute's values. */
    boolean isComputed(CrmAttribute attribute) {
        return type(attribute).isEngineWritten();
    }

    /** The objects that these attributes refer to. */
    Set<UUID> targets(WorkspaceSchema schema, List<CrmAttribute> referring) {
        Set<UUID> targets = new HashSet<>();
        for (CrmAttribute attribute : referring) {
            type(attribute)
                    .referencedObject(attribute.spec())
                    .flatMap(schema::find)
                    .ifPresent(object -> targets.add(object.id()));
        }
        return targets;
    }

    /** The attributes that refer to records. */
    List<CrmAttribute> referenceAttributes() {
        return object.attributes().stream()
                .filter(a -> type(a).referencedObject(a.spec()).isPresent())
                .toList();
    }

    private AttributeType type(CrmAttribute attribute) {
        return types.get(attribute.spec().type());
    }
}
