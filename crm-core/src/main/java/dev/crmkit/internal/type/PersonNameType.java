package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * PERSON_NAME: a name in parts, and in full as derived from them; filters and sorts look at the full name.
 *
 * <p>A plain text is taken apart: {@code Last, First Middle}, or {@code First Middle Last}; one word is the first name.
 */
final class PersonNameType extends BuiltInType {
    private static final String FULL = "full";
    private static final List<String> PARTS = List.of("prefix", "first", "middle", "last", "suffix");
    private static final List<String> KEYS = List.of("prefix", "first", "middle", "last", "suffix", FULL);

    PersonNameType() {
        super("PERSON_NAME", IndexKind.TEXT);
    }

    /** What a map says about the full name counts only where it says nothing else: the parts may have changed since. */
    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        if (input instanceof String text) {
            return parse(spec, text);
        }
        Map<String, Object> given =
                Fields.read(input, KEYS, "a text or a map of " + PARTS.stream().collect(Collectors.joining(", ")));
        if (given.size() == 1 && given.get(FULL) instanceof String full) {
            return parse(spec, full);
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        for (String key : PARTS) {
            Object part = given.get(key);
            if (part != null) {
                parts.put(key, Texts.line(part));
            }
        }
        return named(parts);
    }

    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        String line = Texts.line(text);
        Map<String, Object> parts = new LinkedHashMap<>();
        int comma = line.indexOf(',');
        if (comma > 0 && !WhiteSpace.isBlank(line.substring(comma + 1))) {
            List<String> given = words(line.substring(comma + 1));
            parts.put("first", given.get(0));
            if (given.size() > 1) {
                parts.put("middle", String.join(" ", given.subList(1, given.size())));
            }
            parts.put("last", WhiteSpace.strip(line.substring(0, comma)));
        } else {
            List<String> words = words(line);
            if (!words.isEmpty()) {
                parts.put("first", words.get(0));
            }
            if (words.size() > 2) {
                parts.put("middle", String.join(" ", words.subList(1, words.size() - 1)));
            }
            if (words.size() > 1) {
                parts.put("last", words.get(words.size() - 1));
            }
        }
        return named(parts);
    }

    private static List<String> words(String text) {
        return List.of(WhiteSpace.strip(text).split("\\p{IsWhite_Space}+")).stream()
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static @Nullable Object named(Map<String, Object> parts) {
        if (parts.isEmpty()) {
            return null;
        }
        Map<String, Object> name = new LinkedHashMap<>();
        for (String key : PARTS) {
            Object part = parts.get(key);
            if (part != null) {
                name.put(key, part);
            }
        }
        String full = name.values().stream().map(String.class::cast).collect(Collectors.joining(" "));
        name.put(FULL, Texts.limited(full, Texts.MAX_LINE));
        return Collections.unmodifiableMap(name);
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        Map<?, ?> map = (Map<?, ?>) stored;
        Map<String, Object> name = new LinkedHashMap<>();
        for (String key : KEYS) {
            Object part = map.get(key);
            if (part != null) {
                name.put(key, part);
            }
        }
        return Collections.unmodifiableMap(name);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return String.valueOf(((Map<?, ?>) canonical).get(FULL));
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return IndexValue.Text.of(display(spec, canonical));
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.TEXT;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.text(
                fields.apply(""), operator, operands, operand -> operand(spec, operand), Texts::foldedPart);
    }

    /** A text is compared with the full name as it stands. */
    private @Nullable IndexValue operand(AttributeSpec spec, Object operand) {
        if (operand instanceof String) {
            return TextOperands.whole(operand);
        }
        Object canonical = normalise(spec, operand);
        return canonical == null ? null : indexMain(spec, canonical);
    }
}
