package dev.crmkit.internal.audit;

import dev.crmkit.audit.Audit;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventPages;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
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
        List<Violation> faults = new ArrayList<>();
        EventPages.check(query.limit(), query.types(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("read the audit", faults);
        }
        return transactions.read(tx -> page(tx, query));
    }

    private static Page<CrmEvent> page(Tx tx, AuditQuery query) {
        UUID record = query.record();
        String slug = query.object();
        EventQuery asked = EventQuery.of(record == null ? Set.of() : Set.of(record), query.limit())
                .types(query.types())
                .object(slug == null ? null : tx.schema().get(slug).id())
                .actor(query.actorKind(), query.actorId())
                .root(query.root())
                .between(query.from(), query.until());
        return new EventPages(tx).page("audit", asked, String.valueOf(record), query.limit(), query.cursor());
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
        try {
            form.begin(out);
            long written = 0;
            AuditQuery next = query.limit(PORTION);
            while (true) {
                Page<CrmEvent> page = list(next);
                for (CrmEvent event : page.items()) {
                    form.write(event, out);
                }
                written += page.items().size();
                if (!page.hasNext()) {
                    out.flush();
                    return written;
                }
                next = next.after(page.nextCursor());
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
