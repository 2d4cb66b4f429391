package dev.crmkit.internal.exports;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordReads;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.table.JsonLinesFormat;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import dev.crmkit.type.EvaluationContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way through the pages of an export; it holds one of them. Not thread-safe. */
final class ExportRun {
    /** How many records are read at a time. */
    static final int PAGE = 500;

    private final Transactions transactions;
    private final ExportPlan plan;
    private final TableFormats formats;
    private @Nullable String cursor;
    private boolean ended;
    private long records;

    ExportRun(Transactions transactions, ExportPlan plan, TableFormats formats) {
        this.transactions = transactions;
        this.plan = plan;
        this.formats = formats;
    }

    /** How many records have been written. */
    long records() {
        return records;
    }

    /** Whether there are no more. */
    boolean isEnded() {
        return ended;
    }

    /**
     * Begins the file.
     *
     * @param out gets it, and is closed with what is given back
     * @throws InvalidInputException if this engine does not know the format
     */
    RowSink open(OutputStream out) throws IOException {
        return RowSink.open(plan, formats, out);
    }

    /** Reads the next page and writes it. */
    void write(RowSink sink) throws IOException {
        Read read = transactions.read(this::read);
        for (List<@Nullable Object> row : read.rows()) {
            sink.write(row);
            records++;
        }
        cursor = read.next();
        ended = cursor == null;
    }

    private record Read(
            List<List<@Nullable Object>> rows, @Nullable String next) {}

    private Read read(Tx tx) {
        DefinedObject object = ExportPlan.permitted(tx, tx.access().view().get(plan.object()));
        Page<CrmRecord> page = new RecordReads(tx, object)
                .exported(
                        plan.query().limit(PAGE).after(cursor),
                        new EvaluationContext(plan.at(), tx.schema().zone()));
        RowForm form = plan.look().format().equals(JsonLinesFormat.NAME)
                ? RowForm.ofJson(tx.types(), plan.look().wording())
                : RowForm.ofCells(tx.types(), plan.look().wording());
        return new Read(RowReader.rows(tx, plan, form, object, page.items()), page.nextCursor());
    }
}
