package dev.crmkit.internal.timeline;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.timeline.TimelineQuery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The log as the timeline of records and workspace. */
public final class TimelineService implements Timeline {
    private static final int MOST_LINKED = 200;

    private final Transactions transactions;

    /** The log of the workspace that the transactions are of. */
    public TimelineService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Page<CrmEvent> of(UUID record, TimelineQuery query) {
        Objects.requireNonNull(record, "record");
        check(query);
        return transactions.read(tx -> {
            new RecordGate(tx).readable(record);
            Set<UUID> records = query.linked() ? withLinked(tx, record) : Set.of(record);
            return page(tx, records, record + (query.linked() ? " and linked" : ""), query);
        });
    }

    private static Set<UUID> withLinked(Tx tx, UUID record) {
        List<UUID> neighbours = tx.storage().edges().neighbours(record, MOST_LINKED);
        Set<UUID> records = new HashSet<>(
                neighbours.isEmpty()
                        ? Set.of()
                        : new RecordGate(tx).readable(neighbours).keySet());
        records.add(record);
        return records;
    }

    @Override
    public Page<CrmEvent> list(TimelineQuery query) {
        check(query);
        return transactions.read(tx -> page(tx, Set.of(), "workspace", query));
    }

    private static void check(TimelineQuery query) {
        List<Violation> faults = new ArrayList<>();
        EventPages.check(query.limit(), query.types(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("read the timeline", faults);
        }
    }

    private static Page<CrmEvent> page(Tx tx, Set<UUID> records, String scope, TimelineQuery query) {
        EventQuery asked = EventQuery.of(records, query.limit())
                .types(query.types())
                .actor(query.actorKind(), query.actorId())
                .channel(query.channel())
                .between(query.from(), query.until());
        return new EventPages(tx).page("timeline", asked, scope, query.limit(), query.cursor());
    }

    @Override
    public boolean report(HostEvent event) {
        ReportedEvent reported = ReportedEvent.of(event);
        return transactions.write(reported::write);
    }
}
