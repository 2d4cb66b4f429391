package dev.crmkit.internal.timeline;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pages of the log, as timeline and audit give them. Not thread-safe. */
public final class EventPages {
    private static final int MOST = 1000;
    private static final Pattern TYPE = Pattern.compile("[^*]*|[^*]+\\.\\*");

    private final Tx tx;

    /** Pages of the log of the transaction's workspace. */
    public EventPages(Tx tx) {
        this.tx = tx;
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
        List<StoredEvent> events = read(query, after, limit);
        boolean more = events.size() > limit;
        List<StoredEvent> page = more ? events.subList(0, limit) : events;
        String next = null;
        if (more) {
            EventQuery.Place last = place(page.get(page.size() - 1));
            next = CursorCodec.seal(
                    tx, list, List.of(last.occurredAt().toString(), last.id().toString()));
        }
        return new Page<>(EventDecoder.decode(tx, page), next, null);
    }

    /** A page and one more, if there are more. */
    private List<StoredEvent> read(EventQuery query, EventQuery.@Nullable Place after, int limit) {
        List<StoredEvent> events =
                new ArrayList<>(tx.storage().events().list(query.page(after, Math.min(limit + 1, MOST))));
        if (limit == MOST && events.size() == MOST) {
            // A storage gives no more at once, so the one more is asked for apart.
            events.addAll(tx.storage().events().list(query.page(place(events.get(MOST - 1)), 1)));
        }
        return events;
    }

    private static EventQuery.Place place(StoredEvent event) {
        return new EventQuery.Place(event.occurredAt(), event.id());
    }

    private static EventQuery.Place place(List<@Nullable Object> place) {
        return new EventQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }
}
