package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** FILE: files by id, with what people want to know of them; the bytes live elsewhere. */
final class FileType extends BuiltInType {
    private static final List<String> KEYS = List.of("id", "name", "size", "mediaType");
    private static final int MAX_FILES = 100;
    private static final int MAX_ID = 200;
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]{1,127}/[a-z0-9!#$&^_.+-]{1,127}");

    FileType() {
        super("FILE", IndexKind.PRESENCE);
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        List<Object> files = new ArrayList<>();
        Set<Object> ids = new HashSet<>();
        for (Object member : Members.of(input)) {
            Map<String, Object> file = file(member);
            if (!ids.add(String.valueOf(file.get("id")))) {
                throw Refusals.malformed(file.get("id"), "is the id of two files. Name each once");
            }
            files.add(file);
        }
        if (files.size() > MAX_FILES) {
            throw Refusals.tooLong(files.size(), MAX_FILES, "files");
        }
        return files.isEmpty() ? null : List.copyOf(files);
    }

    private static Map<String, Object> file(Object input) {
        Map<String, Object> parts = Fields.read(input, KEYS, "files: maps of " + String.join(", ", KEYS));
        Map<String, Object> file = new LinkedHashMap<>();
        for (String key : KEYS) {
            Object part = parts.get(key);
            if (part == null) {
                throw Refusals.malformed(
                        input, "is a file without " + key + ". Every file has " + String.join(", ", KEYS));
            }
            Object canonical = switch (key) {
                case "id" -> Texts.line(part, MAX_ID);
                case "name" -> Texts.line(part, Texts.MAX_LINE);
                case "size" -> size(part);
                default -> mediaType(part);
            };
            file.put(key, canonical);
        }
        return Collections.unmodifiableMap(file);
    }

    private static BigDecimal size(Object part) {
        BigDecimal size = Numbers.read(part);
        if (size.scale() > 0 || size.signum() < 0) {
            throw Refusals.outOfRange(size, "is not a size: a whole number of bytes from 0");
        }
        return size;
    }

    private static String mediaType(Object part) {
        String type = Texts.line(part).toLowerCase(Locale.ROOT);
        if (!MEDIA_TYPE.matcher(type).matches()) {
            throw Refusals.malformed(part, "is not a media type such as application/pdf");
        }
        return type;
    }

    @Override
    public Object parse(AttributeSpec spec, String text) {
        throw Refusals.malformed(
                text, "cannot become a file: files are not read from text. Attach them through the API");
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        List<Object> files = new ArrayList<>();
        for (Object element : (List<?>) stored) {
            Map<?, ?> map = (Map<?, ?>) element;
            Map<String, Object> file = new LinkedHashMap<>();
            for (String key : KEYS) {
                Object part = map.get(key);
                if (part != null) {
                    file.put(key, part instanceof BigDecimal number ? Numbers.canonical(number) : part);
                }
            }
            files.add(Collections.unmodifiableMap(file));
        }
        return List.copyOf(files);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return ((List<?>) canonical)
                .stream()
                        .map(file -> String.valueOf(((Map<?, ?>) file).get("name")))
                        .collect(Collectors.joining(", "));
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return new IndexValue.Present();
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.EMPTINESS;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.emptiness(fields.apply(""), operator, operands);
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return false;
    }
}
