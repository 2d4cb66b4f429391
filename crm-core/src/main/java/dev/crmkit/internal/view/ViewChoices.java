package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an actor chose among the views of an object, as one item. Immutable.
 *
 * @param order the views in the actor's order; some may be gone
 * @param chosen the view to begin with, or null; it may be gone
 */
record ViewChoices(List<UUID> order, @Nullable UUID chosen) {
    /** The kind of the items. */
    static final String KIND = "view.choice";

    private static final ViewChoices NONE = new ViewChoices(List.of(), null);

    private static UUID id(Tx tx, UUID object) {
        return ItemIds.of(KIND, object, tx.actor().kind().name(), tx.actor().id());
    }

    /** What the actor chose. */
    static ViewChoices find(Tx tx, UUID object) {
        return read(tx.storage().items().load(List.of(id(tx, object))));
    }

    /** The same, and nobody else changes it until the transaction ends. */
    static ViewChoices lock(Tx tx, UUID object) {
        tx.storage().ledger().lock(KIND + "/" + id(tx, object));
        return find(tx, object);
    }

    private static ViewChoices read(List<StoredItem> items) {
        if (items.isEmpty()) {
            return NONE;
        }
        Map<String, Object> document = Json.readObject(items.get(0).document());
        List<UUID> order = new ArrayList<>();
        Json.list(document, "order").forEach(id -> order.add(UUID.fromString((String) id)));
        String chosen = Json.text(document, "chosen");
        return new ViewChoices(order, chosen == null ? null : UUID.fromString(chosen));
    }

    /** What it says, as the log has it. */
    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("order", order.stream().map(UUID::toString).toList());
        if (chosen != null) {
            document.put("chosen", chosen.toString());
        }
        return document;
    }

    /** Stores it in the place of what was locked. */
    void store(Tx tx, UUID object) {
        UUID id = id(tx, object);
        StoredItem item = new StoredItem(id, KIND, null, object.toString(), tx.now(), Json.write(document()));
        if (!tx.storage().items().insert(List.of(item)).isEmpty()) {
            tx.storage().items().update(List.of(item));
        }
    }
}
