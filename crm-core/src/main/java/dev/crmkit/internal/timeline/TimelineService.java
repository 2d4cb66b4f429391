package dev.crmkit.internal.timeline;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordRefs;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The log, read. */
public final class TimelineService implements Timeline {
    /** How many events are read at once for an actor that does not see all of them. */
    private static final int PORTION = 1_000;

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
        List<EventSight.Shown> shown =
                tx.access().isUnrestricted() ? all(tx, record, query, after) : seen(tx, record, query, after);
        boolean more = shown.size() > query.limit();
        List<EventSight.Shown> page = more ? shown.subList(0, query.limit()) : shown;
        String next = null;
        if (more) {
            StoredEvent last = page.get(page.size() - 1).stored();
            next = CursorCodec.seal(
                    tx, list, List.of(last.occurredAt().toString(), last.id().toString()));
        }
        return new Page<>(page.stream().map(EventSight.Shown::event).toList(), next, null);
    }

    /** Up to one event more than the page holds. */
    private static List<EventSight.Shown> all(
            Tx tx, @Nullable UUID record, TimelineQuery query, EventQuery.@Nullable Place after) {
        List<StoredEvent> events = new ArrayList<>(read(tx, record, query, after, query.limit()));
        if (events.size() == query.limit()) {
            // A full page may be the last one; a storage gives 1,000 at most, so one more is asked for apart.
            events.addAll(read(tx, record, query, place(events.get(events.size() - 1)), 1));
        }
        return new EventSight(tx).show(events);
    }

    /** The same for an actor that does not see everything: what it does not see is passed over, so a page may take several reads. */
    private static List<EventSight.Shown> seen(
            Tx tx, @Nullable UUID record, TimelineQuery query, EventQuery.@Nullable Place first) {
        EventSight sight = new EventSight(tx);
        List<EventSight.Shown> shown = new ArrayList<>();
        EventQuery.Place after = first;
        while (shown.size() <= query.limit()) {
            List<StoredEvent> events = read(tx, record, query, after, PORTION);
            shown.addAll(sight.show(events));
            if (events.size() < PORTION) {
                break;
            }
            after = place(events.get(events.size() - 1));
        }
        return shown;
    }

    private static List<StoredEvent> read(
            Tx tx, @Nullable UUID record, TimelineQuery query, EventQuery.@Nullable Place after, int limit) {
        return tx.storage()
                .events()
                .list(new EventQuery(record, query.types(), query.from(), query.until(), after, limit));
    }

    private static EventQuery.Place place(StoredEvent event) {
        return new EventQuery.Place(event.occurredAt(), event.id());
    }

    private static EventQuery.Place place(List<@Nullable Object> place) {
        return new EventQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }
}
