package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.AttributeType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** A stored record with its values in canonical form. Immutable. */
final class LoadedRecord {
    private final StoredRecord stored;
    private final Map<String, Object> document;
    private final Map<String, Object> longDocument;
    private final Map<UUID, Object> values;

    private LoadedRecord(
            StoredRecord stored,
            Map<String, Object> document,
            Map<String, Object> longDocument,
            Map<UUID, Object> values) {
        this.stored = stored;
        this.document = Collections.unmodifiableMap(document);
        this.longDocument = Collections.unmodifiableMap(longDocument);
        this.values = Collections.unmodifiableMap(values);
    }

    static LoadedRecord of(StoredRecord stored, DefinedObject object, TypeRegistry types) {
        return loading(object, types).apply(stored);
    }

    /** Loads records of one object, one after the other. */
    static Function<StoredRecord, LoadedRecord> loading(DefinedObject object, TypeRegistry types) {
        List<CrmAttribute> attributes = object.storedAttributes();
        List<AttributeType> itsTypes = attributes.stream()
                .map(attribute -> types.get(attribute.spec().type()))
                .toList();
        return stored -> of(stored, attributes, itsTypes);
    }

    private static LoadedRecord of(StoredRecord stored, List<CrmAttribute> attributes, List<AttributeType> types) {
        Map<String, Object> document = Json.readObject(stored.values());
        Map<String, Object> longDocument = Json.readObject(stored.longValues());
        Map<UUID, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < attributes.size(); i++) {
            CrmAttribute attribute = attributes.get(i);
            AttributeType type = types.get(i);
            Object value = (type.isLong() ? longDocument : document).get(attribute.key());
            if (value != null) {
                values.put(attribute.id(), type.restore(attribute.spec(), value));
            }
        }
        return new LoadedRecord(stored, document, longDocument, values);
    }

    StoredRecord stored() {
        return stored;
    }

    /** The document as it is stored, with values of attributes that are gone. */
    Map<String, Object> document() {
        return document;
    }

    /** The document of long texts as it is stored. */
    Map<String, Object> longDocument() {
        return longDocument;
    }

    /** The canonical values by attribute id, in the order of the attributes. */
    Map<UUID, Object> values() {
        return values;
    }
}
