package dev.crmkit.internal.audit;

import dev.crmkit.audit.Audit;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventPages;
import dev.crmkit.internal.timeline.EventSight;
import dev.crmkit.member.Power;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The log as an audit. */
public final class AuditService implements Audit {
    private static final int PORTION = 999;

    private final Transactions transactions;

    /** The log of the workspace that the transactions are of. */
    public AuditService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Page<CrmEvent> list(AuditQuery query) {
        check(query, "read the audit");
        return transactions.read(tx -> {
            tx.access().require(Power.READ_AUDIT, "read the audit");
            return page(tx, new EventSight(tx), query);
        });
    }

    private static void check(AuditQuery query, String what) {
        List<Violation> faults = new ArrayList<>();
        EventPages.check(query.limit(), query.types(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    private static Page<CrmEvent> page(Tx tx, EventSight sight, AuditQuery query) {
        UUID record = query.record();
        String slug = query.object();
        EventQuery asked = EventQuery.of(record == null ? Set.of() : ids(tx, record), query.limit())
                .types(query.types())
                .object(slug == null ? null : tx.access().view().get(slug).id())
                .actor(query.actorKind(), query.actorId())
                .root(query.root())
                .between(query.from(), query.until());
        return new EventPages(tx, sight).page("audit", asked, String.valueOf(record), query.limit(), query.cursor());
    }

    /** The ids under which entries about the record stand; of one that never was, there are none under its own. */
    private static Set<UUID> ids(Tx tx, UUID record) {
        Identity identity = tx.records().identities(List.of(record)).get(record);
        UUID survivor = identity == null ? null : identity.aliasOf();
        return EventPages.withMerged(tx, Set.of(survivor == null ? record : survivor));
    }

    @Override
    public long exportCsv(AuditQuery query, Writer out) {
        return export(query, out, new CsvForm());
    }

    @Override
    public long exportJsonLines(AuditQuery query, Writer out) {
        return export(query, out, new JsonForm());
    }

    private long export(AuditQuery query, Writer out, Form form) {
        check(query, "export the audit");
        try {
            long written = 0;
            AuditQuery next = query.limit(PORTION);
            boolean begun = false;
            while (true) {
                AuditQuery wanted = next;
                Page<CrmEvent> page = transactions.read(tx -> {
                    tx.access().require(Power.READ_AUDIT, "export the audit");
                    return page(tx, EventSight.ofExports(tx), wanted);
                });
                if (!begun) {
                    // Not before the first page, so that a call that is refused writes nothing.
                    form.begin(out);
                    begun = true;
                }
                for (CrmEvent event : page.items()) {
                    form.write(event, out);
                }
                written += page.items().size();
                if (!page.hasNext()) {
                    out.flush();
                    return written;
                }
                next = wanted.after(page.nextCursor());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How an export looks. */
    interface Form {

        /** Writes what stands before the first event. */
        void begin(Writer out) throws IOException;

        /** Writes an event. */
        void write(CrmEvent event, Writer out) throws IOException;
    }
}
