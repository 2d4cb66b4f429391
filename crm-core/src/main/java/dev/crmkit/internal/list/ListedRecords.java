package dev.crmkit.internal.list;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** What a list says of records that are in it, for those who show records and list together. Not instantiable. */
public final class ListedRecords {
    private ListedRecords() {}

    /**
     * What a list says of a record. Immutable.
     *
     * @param enteredAt when the record came into it
     * @param values canonical, by the ids of the entry attributes
     */
    public record Entry(Instant enteredAt, Map<UUID, Object> values) {
        /** Copies the values. */
        public Entry {
            Objects.requireNonNull(enteredAt, "enteredAt");
            values = Map.copyOf(values);
        }
    }

    /**
     * The list of that key.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none for the actor
     */
    public static DefinedList list(Tx tx, String key) {
        return new ListDefinitions(tx).seen(key);
    }

    /** What the list says of those of the records that are in it, in one statement; the actor sees the list and reads the records. */
    public static Map<UUID, Entry> of(Tx tx, DefinedList list, Collection<UUID> records) {
        Map<UUID, Entry> entries = new HashMap<>();
        if (records.isEmpty()) {
            return entries;
        }
        for (StoredItem item :
                tx.storage().items().load(records.stream().map(list::itemId).toList())) {
            Map<String, Object> kept = Json.object(Json.readObject(item.document()), Memberships.VALUES);
            Map<UUID, Object> values = new HashMap<>();
            for (CrmAttribute attribute : list.entryAttributes()) {
                Object stored = kept.get(attribute.id().toString());
                if (stored != null) {
                    values.put(
                            attribute.id(),
                            tx.types().get(attribute.spec().type()).restore(attribute.spec(), stored));
                }
            }
            entries.put(Objects.requireNonNull(item.recordId()), new Entry(item.at(), values));
        }
        return entries;
    }
}
