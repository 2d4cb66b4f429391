package dev.crmkit.internal.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.crmkit.event.Change;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.table.Formulas;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line per changed value. Immutable. */
final class CsvForm implements AuditService.Form {
    private static final List<String> NAMES = List.of(
            "id",
            "occurred_at",
            "type",
            "actor_kind",
            "actor",
            "record",
            "object",
            "version",
            "root",
            "caused_by",
            "depth",
            "channel",
            "attribute",
            "before",
            "after",
            "details");

    @Override
    public void begin(Writer out) throws IOException {
        line(out, NAMES);
    }

    @Override
    public void write(CrmEvent event, Writer out) throws IOException {
        if (event.changes().isEmpty()) {
            line(out, cells(event, "", null));
        }
        for (Map.Entry<String, Change> change : event.changes().entrySet()) {
            line(out, cells(event, change.getKey(), change.getValue()));
        }
    }

    private static List<String> cells(CrmEvent event, String attribute, @Nullable Change change) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(event.id());
        values.add(event.occurredAt());
        values.add(event.type());
        values.add(event.actor().kind());
        values.add(event.actor().id());
        values.add(event.recordId());
        values.add(event.object());
        values.add(event.recordVersion());
        values.add(event.cause().rootId());
        values.add(event.cause().causationId());
        values.add(event.cause().depth());
        values.add(event.channel());
        values.add(attribute);
        values.add(change == null ? null : change.before());
        values.add(change == null ? null : change.after());
        values.add(event.details().isEmpty() ? null : event.details());
        return values.stream().map(value -> Formulas.neutralise(text(value))).toList();
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        } else if (value instanceof Map || value instanceof Collection) {
            return Json.write(JsonForm.plain(value));
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    private static void line(Writer out, List<String> cells) throws IOException {
        StringWriter line = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder()
                .bufferSize(0)
                .lineDelimiter(LineDelimiter.CRLF)
                .build(line)) {
            csv.writeRecord(cells);
        }
        out.write(line.toString());
    }
}
