package dev.crmkit.internal.timeline;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
            return page(tx, ids(tx, record), query);
        });
    }

    @Override
    public Page<CrmEvent> list(TimelineQuery query) {
        return transactions.read(tx -> page(tx, Set.of(), query));
    }

    /** The ids under which the record's history stands: its own, and those of the records that were merged into it. */
    private static Set<UUID> ids(Tx tx, UUID record) {
        Identity identity = tx.records().identities(List.of(record)).get(record);
        if (identity == null) {
            throw RecordGate.unknown(record);
        }
        UUID survivor = identity.aliasOf() == null ? record : identity.aliasOf();
        // Who sees everything also sees the log of a record that was erased.
        if (!tx.access().isUnrestricted()
                && !Aliases.labels(tx, List.of(survivor)).containsKey(survivor)) {
            throw RecordGate.unknown(record);
        }
        Set<UUID> ids = new LinkedHashSet<>(List.of(survivor));
        tx.records().aliases(List.of(survivor)).forEach(alias -> ids.add(alias.id()));
        return ids;
    }

    private static Page<CrmEvent> page(Tx tx, Set<UUID> records, TimelineQuery query) {
        if (query.limit() < 1 || query.limit() > 1000) {
            throw new InvalidInputException(
                    "read the timeline",
                    List.of(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to 1000, not " + query.limit())));
        }
        String list = CallText.fingerprint(
                "timeline",
                tx.workspace().id(),
                // Not the ids of merged records, so that a merge between two pages leaves the cursor good.
                records.stream().findFirst().map(UUID::toString).orElse("null"),
                query.types().stream().sorted().toList(),
                String.valueOf(query.from()),
                String.valueOf(query.until()));
        String cursor = query.cursor();
        EventQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
        List<EventSight.Shown> shown =
                tx.access().isUnrestricted() ? all(tx, records, query, after) : seen(tx, records, query, after);
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
            Tx tx, Set<UUID> records, TimelineQuery query, EventQuery.@Nullable Place after) {
        List<StoredEvent> events = new ArrayList<>(read(tx, records, query, after, query.limit()));
        if (events.size() == query.limit()) {
            // A full page may be the last one; a storage gives 1,000 at most, so one more is asked for apart.
            events.addAll(read(tx, records, query, place(events.get(events.size() - 1)), 1));
        }
        return new EventSight(tx).show(events);
    }

    /** The same for an actor that does not see everything: what it does not see is passed over, so a page may take several reads. */
    private static List<EventSight.Shown> seen(
            Tx tx, Set<UUID> records, TimelineQuery query, EventQuery.@Nullable Place first) {
        EventSight sight = new EventSight(tx);
        List<EventSight.Shown> shown = new ArrayList<>();
        EventQuery.Place after = first;
        while (shown.size() <= query.limit()) {
            List<StoredEvent> events = read(tx, records, query, after, PORTION);
            shown.addAll(sight.show(events));
            if (events.size() < PORTION) {
                break;
            }
            after = place(events.get(events.size() - 1));
        }
        return shown;
    }

    private static List<StoredEvent> read(
            Tx tx, Set<UUID> records, TimelineQuery query, EventQuery.@Nullable Place after, int limit) {
        return tx.storage()
                .events()
                .list(new EventQuery(records, query.types(), query.from(), query.until(), after, limit));
    }

    private static EventQuery.Place place(StoredEvent event) {
        return new EventQuery.Place(event.occurredAt(), event.id());
    }

    private static EventQuery.Place place(List<@Nullable Object> place) {
        return new EventQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }
}
