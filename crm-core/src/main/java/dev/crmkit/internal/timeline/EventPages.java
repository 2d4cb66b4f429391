package dev.crmkit.internal.timeline;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pages of the log, as timeline and audit give them. Not thread-safe. */
public final class EventPages {
    private static final int MOST = 1000;
    private static final int MOST_RECORDS = 10_000;
    private static final Comparator<StoredEvent> NEWEST_FIRST = Comparator.comparing(StoredEvent::occurredAt)
            .thenComparing(StoredEvent::id, IndexOrder::compareIds)
            .reversed();
    private static final Pattern TYPE = Pattern.compile("[^*]*|[^*]+\\.\\*");

    private final Tx tx;
    private final EventSight sight;

    /** Pages of the log of the transaction's workspace, with what the sight shows. */
    public EventPages(Tx tx, EventSight sight) {
        this.tx = tx;
        this.sight = sight;
    }

    /** Adds what is wrong with the size of a page or with types that are asked for. */
    public static void check(int limit, Collection<String> types, List<Violation> faults) {
        if (limit < 1 || limit > MOST) {
            faults.add(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MOST + ", not " + limit));
        }
        for (String type : types) {
            if (!TYPE.matcher(type).matches()) {
                faults.add(new Violation(
                        "types",
                        ErrorCode.QUERY_INVALID_OPERAND,
                        "'" + type + "' is not a type. A star stands at the end only, after a dot, as in email.*"));
            }
        }
    }

    /**
     * The record itself, or the one that it was merged into.
     *
     * @throws dev.crmkit.error.NotFoundException if there never was such a record, or the actor does not read it
     */
    public static UUID survivor(Tx tx, UUID record) {
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
        return survivor;
    }

    /** The ids under which the history of these records stands: their own, and those of the records that were merged into them. */
    public static Set<UUID> withMerged(Tx tx, Set<UUID> records) {
        Set<UUID> ids = new LinkedHashSet<>(records);
        tx.records().aliases(records).forEach(alias -> ids.add(alias.id()));
        return ids;
    }

    /**
     * A page.
     *
     * @param name tells this list from others of the same question
     * @param query the question; its place and limit do not matter
     * @param scope what the question's records come from, for the cursor; they themselves may change from page to page
     */
    public Page<CrmEvent> page(String name, EventQuery query, Object scope, int limit, @Nullable String cursor) {
        String list = CallText.fingerprint(
                name,
                tx.workspace().id(),
                scope,
                query.types().stream().sorted().toList(),
                String.valueOf(query.objectId()),
                String.valueOf(query.actorKind()),
                String.valueOf(query.actorId()),
                String.valueOf(query.channel()),
                String.valueOf(query.rootId()),
                String.valueOf(query.from()),
                String.valueOf(query.until()));
        EventQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
        List<EventSight.Shown> shown = sight.isWhole() ? all(query, after, limit) : seen(query, after, limit);
        boolean more = shown.size() > limit;
        List<EventSight.Shown> page = more ? shown.subList(0, limit) : shown;
        String next = null;
        if (more) {
            EventQuery.Place last = place(page.get(page.size() - 1).stored());
            next = CursorCodec.seal(
                    tx, list, List.of(last.occurredAt().toString(), last.id().toString()));
        }
        return new Page<>(page.stream().map(EventSight.Shown::event).toList(), next, null);
    }

    /** Up to one event more than the page holds. */
    private List<EventSight.Shown> all(EventQuery query, EventQuery.@Nullable Place after, int limit) {
        List<StoredEvent> events = new ArrayList<>(read(query, after, Math.min(limit + 1, MOST)));
        if (limit == MOST && events.size() == MOST) {
            // A storage gives no more at once, so the one more is asked for apart.
            events.addAll(read(query, place(events.get(MOST - 1)), 1));
        }
        return sight.show(events);
    }

    /** The same where not everything is shown: what is not is passed over, so a page may take several reads. */
    private List<EventSight.Shown> seen(EventQuery query, EventQuery.@Nullable Place first, int limit) {
        List<EventSight.Shown> shown = new ArrayList<>();
        EventQuery.Place after = first;
        while (shown.size() <= limit) {
            List<StoredEvent> events = read(query, after, MOST);
            shown.addAll(sight.show(events));
            if (events.size() < MOST) {
                break;
            }
            after = place(events.get(events.size() - 1));
        }
        return shown;
    }

    /** A storage takes so many records at once; of more, each part gives a page, and the pages are merged. */
    private List<StoredEvent> read(EventQuery query, EventQuery.@Nullable Place after, int limit) {
        if (query.records().size() <= MOST_RECORDS) {
            return tx.storage().events().list(query.page(after, limit));
        }
        List<UUID> records = List.copyOf(query.records());
        List<StoredEvent> merged = new ArrayList<>();
        for (int from = 0; from < records.size(); from += MOST_RECORDS) {
            Set<UUID> some = Set.copyOf(records.subList(from, Math.min(records.size(), from + MOST_RECORDS)));
            merged.addAll(tx.storage().events().list(query.records(some).page(after, limit)));
        }
        merged.sort(NEWEST_FIRST);
        return merged.subList(0, Math.min(limit, merged.size()));
    }

    private static EventQuery.Place place(StoredEvent event) {
        return new EventQuery.Place(event.occurredAt(), event.id());
    }

    private static EventQuery.Place place(List<@Nullable Object> place) {
        return new EventQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }
}
