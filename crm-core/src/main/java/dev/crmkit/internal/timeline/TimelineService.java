package dev.crmkit.internal.timeline;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Change;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordRefs;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The log, read. */
public final class TimelineService implements Timeline {
    private final Transactions transactions;

    /** The log of the workspace that the transactions are of. */
    public TimelineService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Page<CrmEvent> of(UUID record, TimelineQuery query) {
        Objects.requireNonNull(record, "record");
        return transactions.read(tx -> {
            RecordRefs.get(tx, List.of(record));
            return page(tx, record, query);
        });
    }

    @Override
    public Page<CrmEvent> list(TimelineQuery query) {
        return transactions.read(tx -> page(tx, null, query));
    }

    private static Page<CrmEvent> page(Tx tx, @Nullable UUID record, TimelineQuery query) {
        if (query.limit() < 1 || query.limit() > 1000) {
            throw new InvalidInputException(
                    "read the timeline",
                    List.of(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to 1000, not " + query.limit())));
        }
        String list = CallText.fingerprint(
                "timeline",
                tx.workspace().id(),
                String.valueOf(record),
                query.types().stream().sorted().toList(),
                String.valueOf(query.from()),
                String.valueOf(query.until()));
        String cursor = query.cursor();
        EventQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
        EventQuery asked = EventQuery.of(record == null ? Set.of() : Set.of(record), query.limit())
                .types(query.types())
                .between(query.from(), query.until());
        List<StoredEvent> events = new ArrayList<>(tx.storage().events().list(asked.page(after, query.limit())));
        String next = null;
        if (events.size() == query.limit()) {
            StoredEvent last = events.get(events.size() - 1);
            EventQuery.Place place = new EventQuery.Place(last.occurredAt(), last.id());
            // A full page may be the last one; a storage gives 1,000 at most, so one more is asked for apart.
            boolean more = !tx.storage().events().list(asked.page(place, 1)).isEmpty();
            next = more
                    ? CursorCodec.seal(
                            tx,
                            list,
                            List.of(place.occurredAt().toString(), place.id().toString()))
                    : null;
        }
        return new Page<>(events.stream().map(e -> decode(tx, e)).toList(), next, null);
    }

    private static EventQuery.Place place(List<@Nullable Object> place) {
        return new EventQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    private static CrmEvent decode(Tx tx, StoredEvent stored) {
        UUID objectId = stored.objectId();
        Optional<DefinedObject> object =
                objectId == null ? Optional.empty() : tx.schema().find(objectId);
        return new CrmEvent(
                stored.id(),
                stored.type(),
                stored.recordId(),
                object.map(DefinedObject::slug).orElse(null),
                stored.recordVersion(),
                stored.actor(),
                stored.cause(),
                stored.occurredAt(),
                object.map(o -> changes(tx, o, Json.readObject(stored.changes())))
                        .orElse(Map.of()),
                Json.readObject(stored.details()));
    }

    private static Map<String, Change> changes(Tx tx, DefinedObject object, Map<String, Object> stored) {
        Map<String, Change> changes = new LinkedHashMap<>();
        for (CrmAttribute attribute : object.attributes()) {
            if (stored.get(attribute.id().toString()) instanceof List<?> pair) {
                changes.put(
                        attribute.slug(),
                        new Change(restore(tx, attribute, pair.get(0)), restore(tx, attribute, pair.get(1))));
            }
        }
        stored.forEach((key, value) -> {
            if (key.startsWith("@") && value instanceof List<?> pair) {
                changes.put(key, new Change(pair.get(0), pair.get(1)));
            }
        });
        return changes;
    }

    private static @Nullable Object restore(Tx tx, CrmAttribute attribute, @Nullable Object stored) {
        if (stored == null) {
            return null;
        }
        AttributeType type = tx.types().get(attribute.spec().type());
        try {
            return type.restore(attribute.spec(), stored);
        } catch (InvalidValueException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            // The attribute had another type when this was written; the log shows what was stored.
            return stored;
        }
    }
}
