package dev.crmkit.internal.timeline;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.timeline.TimelineQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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
            UUID survivor = EventPages.survivor(tx, record);
            Set<UUID> records = new LinkedHashSet<>(List.of(survivor));
            if (query.linked()) {
                List<UUID> neighbours = tx.storage().edges().neighbours(survivor, MOST_LINKED);
                Aliases.labels(tx, neighbours).values().forEach(label -> records.add(label.id()));
            }
            return page(
                    tx, EventPages.withMerged(tx, records), survivor + (query.linked() ? " and linked" : ""), query);
        });
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
        return new EventPages(tx, new EventSight(tx)).page("timeline", asked, scope, query.limit(), query.cursor());
    }

    @Override
    public boolean report(HostEvent event) {
        ReportedEvent reported = ReportedEvent.of(event);
        return transactions.write(reported::write);
    }
}
