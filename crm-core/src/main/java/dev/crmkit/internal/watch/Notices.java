package dev.crmkit.internal.watch;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.notify.Notice;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people are to be told: kept as items in the transaction of its cause, and handed to the notifier by a job. Without a notifier nothing is
 * kept. Not thread-safe.
 */
public final class Notices {
    /** Notices that wait for their window to end; their key is the recipient. */
    static final String WAITING = "notice";

    /** Notices of a batch that is being handed over; their key is the batch. */
    static final String SEALED = "notice-batch";

    private final Tx tx;

    /** The notices of the transaction's workspace, sent in its actor's name. */
    public Notices(Tx tx) {
        this.tx = tx;
    }

    /**
     * Tells somebody what is meant for them, as a mention is; not those who did it themselves.
     *
     * @param event what their ids are made from: for one event everybody is told once
     * @param details shown to them as they are
     */
    public void tell(
            Collection<Recipient> recipients, UUID event, String type, StoredRecord record, Map<String, ?> details) {
        String object =
                tx.schema().find(record.objectId()).map(DefinedObject::slug).orElse(null);
        List<StoredItem> items = new ArrayList<>();
        recipients.stream()
                .distinct()
                .filter(recipient -> !isActor(recipient))
                .forEach(recipient ->
                        items.add(item(recipient, event, Notice.Reason.ADDRESSED, type, record.id(), object, details)));
        keep(items);
    }

    /** Whether this is the one who acts. */
    boolean isActor(Recipient recipient) {
        return recipient.kind() == Recipient.Kind.USER
                && tx.actor().kind() == ActorKind.USER
                && tx.actor().id().equals(recipient.id());
    }

    /** A notice that is not kept yet. */
    StoredItem item(
            Recipient recipient,
            UUID event,
            Notice.Reason reason,
            String type,
            UUID record,
            @Nullable String object,
            Map<String, ?> details) {
        String key = Recipients.key(recipient);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("recipient", key);
        document.put("event", event.toString());
        document.put("reason", reason.name());
        document.put("type", type);
        document.put("record", record.toString());
        if (object != null) {
            document.put("object", object);
        }
        document.put("actorKind", tx.actor().kind().name());
        document.put("actor", tx.actor().id());
        if (!details.isEmpty()) {
            document.put("details", details);
        }
        return new StoredItem(
                ItemIds.of(WAITING, key, event, reason == Notice.Reason.ADDRESSED),
                WAITING,
                null,
                key,
                tx.now(),
                Json.write(document));
    }

    /** Keeps notices until they are handed over. */
    void keep(Collection<StoredItem> items) {
        if (!items.isEmpty() && tx.noticeWindow() != null) {
            tx.storage().items().insert(items);
            tx.enqueueAtEnd(NoticeDelivery.KIND, tx.noticeWindow());
        }
    }

    /** The order in which things happened: ids of events sort by it also where they are of one instant. */
    static final Comparator<StoredItem> IN_ORDER = Comparator.comparing(StoredItem::at)
            .thenComparing(item -> Json.requiredText(Json.readObject(item.document()), "event"));

    /** The notice that an item holds. */
    static Notice read(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        return new Notice(
                item.id(),
                Notice.Reason.valueOf(Json.requiredText(document, "reason")),
                Json.requiredText(document, "type"),
                UUID.fromString(Json.requiredText(document, "record")),
                Json.text(document, "object"),
                new Actor(
                        ActorKind.valueOf(Json.requiredText(document, "actorKind")),
                        Json.requiredText(document, "actor")),
                item.at(),
                Json.object(document, "details"));
    }

    /** Whom the notice of an item is for. */
    static Recipient recipient(StoredItem item) {
        return Recipients.of(Json.requiredText(Json.readObject(item.document()), "recipient"));
    }
}
