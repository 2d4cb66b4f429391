package dev.crmkit.internal.list;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.spi.storage.StoredItem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The items that say which records are in which lists: one for each pair, whose id the pair gives. Not instantiable. */
public final class Memberships {
    /** The kind of the items of static lists; what the list says of the record is in them. */
    public static final String ENTRIES = "list.entry";

    /** The kind of the items of dynamic lists, which follow from the records. */
    public static final String MEMBERS = "list.member";

    /** What the document of an entry has under the ids of entry attributes. */
    static final String VALUES = "values";

    private Memberships() {}

    /** The id of the item that puts the record into the list. */
    static UUID id(String kind, UUID record, String list) {
        return ItemIds.of(kind, record, list);
    }

    /** What an entry becomes when one of the same list arrives by a merge: what it says stays, and what it does not say is taken from the other. */
    public static StoredItem joined(StoredItem held, StoredItem arriving) {
        Map<String, Object> document = Json.readObject(held.document());
        Map<String, Object> values = new LinkedHashMap<>(Json.object(Json.readObject(arriving.document()), VALUES));
        Map<String, Object> own = Json.object(document, VALUES);
        values.putAll(own);
        if (values.equals(own)) {
            return held;
        }
        document.put(VALUES, values);
        return new StoredItem(held.id(), held.kind(), held.recordId(), held.key(), held.at(), Json.write(document));
    }
}
