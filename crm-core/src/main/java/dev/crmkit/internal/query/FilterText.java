package dev.crmkit.internal.query;

import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.Filter;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A condition as one text: the same for the same condition on every machine, different for every other. Cursors are bound to its hash. Not
 * instantiable.
 */
public final class FilterText {
    private FilterText() {}

    /**
     * The text, with the type of every operand. Numbers that are equal are the same text.
     *
     * @param filter one that compiled, so it is not too deep
     */
    public static String canonical(Filter filter) {
        StringBuilder text = new StringBuilder();
        append(text, filter);
        return text.toString();
    }

    private static void append(StringBuilder text, Filter filter) {
        if (filter instanceof Filter.And and) {
            appendAll(text, "and", FilterShape.parts(and));
        } else if (filter instanceof Filter.Or or) {
            appendAll(text, "or", FilterShape.parts(or));
        } else if (filter instanceof Filter.Not not) {
            appendAll(text, "not", List.of(not.part()));
        } else if (filter instanceof Filter.Comparison comparison) {
            text.append(comparison.operator()).append('(');
            appendText(text, "path", comparison.path());
            for (Object operand : comparison.operands()) {
                text.append(',');
                appendOperand(text, operand);
            }
            text.append(')');
        }
    }

    private static void appendAll(StringBuilder text, String connective, List<Filter> parts) {
        text.append(connective).append('(');
        for (Filter part : parts) {
            append(text, part);
            text.append(';');
        }
        text.append(')');
    }

    private static void appendOperand(StringBuilder text, @Nullable Object operand) {
        if (operand == null) {
            text.append("null");
        } else if (operand instanceof String string) {
            appendText(text, "text", string);
        } else if (operand instanceof Number number) {
            appendText(text, "number", number(number));
        } else if (operand instanceof CrmRecord record) {
            appendText(text, "UUID", record.id().toString());
        } else if (operand instanceof RecordRef reference) {
            appendText(text, "UUID", reference.id().toString());
        } else if (operand instanceof Actor actor) {
            appendText(text, actor.kind().name(), actor.id());
        } else if (operand instanceof Collection<?> collection) {
            text.append("list(");
            for (Object member : collection) {
                appendOperand(text, member);
                text.append(',');
            }
            text.append(')');
        } else if (operand instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
            text.append("map(");
            for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
                appendText(text, "key", entry.getKey());
                appendOperand(text, entry.getValue());
                text.append(',');
            }
            text.append(')');
        } else {
            appendText(text, operand.getClass().getSimpleName(), operand.toString());
        }
    }

    private static String number(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (!Double.isFinite(value)) {
                return number.toString();
            }
        }
        BigDecimal exact = new BigDecimal(number.toString());
        return exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toString();
    }

    /** With the length in front, so that no text can look like the marks around it. */
    private static void appendText(StringBuilder text, String kind, String value) {
        text.append(kind).append(value.length()).append(':').append(value);
    }
}
