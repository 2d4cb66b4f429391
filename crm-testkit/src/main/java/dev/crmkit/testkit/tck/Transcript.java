package dev.crmkit.testkit.tck;

import dev.crmkit.error.CrmException;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import dev.crmkit.query.QueryPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a call came to, as text: its result or its refusal in full, with ids replaced by their place of appearance, so that two runs can be compared.
 * Not instantiable.
 */
final class Transcript {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Transcript() {}

    /** The text of what the call came to. */
    static String of(Supplier<?> call) {
        return numbered(text(call));
    }

    /** The same, with a name in place of the id that the call is about. */
    static String without(UUID id, Supplier<?> call) {
        return numbered(text(call).replace(id.toString(), "the id"));
    }

    private static String text(Supplier<?> call) {
        try {
            return "gave " + describe(call.get());
        } catch (CrmException e) {
            return "threw " + e.getClass().getName() + " " + e.code() + " " + e.getMessage() + " " + e.details();
        } catch (IllegalArgumentException e) {
            return "threw " + e.getClass().getName() + " " + e.getMessage();
        }
    }

    private static String numbered(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        return ID.matcher(text)
                .replaceAll(found -> names.computeIfAbsent(found.group(), id -> "#" + (names.size() + 1)));
    }

    private static String describe(@Nullable Object result) {
        if (result instanceof QueryPlan plan) {
            // The database's own text names its estimates, and the ids in whatever order.
            return plan.fields() + " " + plan.notes();
        }
        if (result instanceof CrmRecord record) {
            StringBuilder text = new StringBuilder(record + " " + record.state() + " " + record.values());
            record.values()
                    .keySet()
                    .forEach(attribute -> text.append(' ')
                            .append(describe(record.references(attribute)))
                            .append(describe(record.source(attribute))));
            return text.toString();
        } else if (result instanceof Page<?> page) {
            return describe(page.items()) + (page.hasNext() ? " and more" : "") + " of " + page.total();
        } else if (result instanceof Optional<?> optional) {
            return describe(optional.orElse(null));
        } else if (result instanceof Map<?, ?> map) {
            return map.toString();
        } else if (result instanceof Iterable<?> items) {
            return StreamSupport.stream(items.spliterator(), false)
                    .map(Transcript::describe)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(result);
    }
}
