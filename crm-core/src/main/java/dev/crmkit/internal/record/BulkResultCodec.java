package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.record.BulkResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Results of bulk calls as text, for those that are kept under an idempotency key. Not instantiable. */
final class BulkResultCodec {
    private BulkResultCodec() {}

    static String write(BulkResult result) {
        return Json.write(result.items().stream().map(BulkResultCodec::document).toList());
    }

    private static Map<String, @Nullable Object> document(BulkResult.Item item) {
        UUID id = item.id();
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("outcome", item.outcome().name());
        document.put("id", id == null ? null : id.toString());
        document.put("version", item.version());
        if (!item.violations().isEmpty()) {
            document.put(
                    "violations",
                    item.violations().stream()
                            .map(v -> List.of(v.path(), v.code().name(), v.message()))
                            .toList());
        }
        return document;
    }

    static BulkResult read(String text) {
        List<BulkResult.Item> items = new ArrayList<>();
        if (Json.read(text) instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    items.add(item(Json.asObject(map)));
                }
            }
        }
        return new BulkResult(items);
    }

    private static BulkResult.Item item(Map<String, Object> document) {
        String id = Json.text(document, "id");
        List<Violation> violations = new ArrayList<>();
        for (Object violation : Json.list(document, "violations")) {
            if (violation instanceof List<?> parts) {
                violations.add(new Violation(
                        String.valueOf(parts.get(0)),
                        ErrorCode.valueOf(String.valueOf(parts.get(1))),
                        String.valueOf(parts.get(2))));
            }
        }
        return new BulkResult.Item(
                BulkResult.Outcome.valueOf(Json.requiredText(document, "outcome")),
                id == null ? null : UUID.fromString(id),
                Json.number(document, "version").longValueExact(),
                violations);
    }
}
