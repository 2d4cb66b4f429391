package dev.crmkit.internal.audit;

import dev.crmkit.event.CrmEvent;
import dev.crmkit.internal.engine.Json;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An object per event, one a line. Immutable. */
final class JsonForm implements AuditService.Form {

    @Override
    public void begin(Writer out) {}

    @Override
    public void write(CrmEvent event, Writer out) throws IOException {
        out.write(Json.write(document(event)));
        out.write('\n');
    }

    private static Map<String, @Nullable Object> document(CrmEvent event) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("id", event.id().toString());
        document.put("occurredAt", event.occurredAt().toString());
        document.put("type", event.type());
        document.put("actorKind", event.actor().kind().name());
        document.put("actor", event.actor().id());
        document.put("record", text(event.recordId()));
        document.put("object", event.object());
        document.put("version", event.recordVersion());
        document.put("root", event.cause().rootId().toString());
        document.put("causedBy", text(event.cause().causationId()));
        document.put("depth", event.cause().depth());
        document.put("channel", event.channel());
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        event.changes().forEach((attribute, change) -> {
            Map<String, @Nullable Object> pair = new LinkedHashMap<>();
            pair.put("before", plain(change.before()));
            pair.put("after", plain(change.after()));
            changes.put(attribute, pair);
        });
        document.put("changes", changes);
        document.put("details", plain(event.details()));
        return document;
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    /** A value as JSON has it: what JSON has no form for is text. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            map.forEach((key, element) -> plain.put(String.valueOf(key), plain(element)));
            return plain;
        } else if (value instanceof Collection<?> elements) {
            return elements.stream().map(JsonForm::plain).toList();
        }
        boolean isPlain = value instanceof Boolean || value instanceof BigDecimal || value instanceof Long;
        return value == null || isPlain ? value : value.toString();
    }
}
