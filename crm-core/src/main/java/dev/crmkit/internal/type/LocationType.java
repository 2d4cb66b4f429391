package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** LOCATION: a postal address with an optional position; filters look at the whole of it on one line. */
final class LocationType extends BuiltInType {
    private static final List<String> KEYS =
            List.of("line1", "line2", "city", "region", "postalCode", "country", "latitude", "longitude");
    private static final Set<String> COUNTRIES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);
    private static final Set<Operator> OPERATORS = Collections.unmodifiableSet(
            EnumSet.of(Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.IS_EMPTY, Operator.IS_NOT_EMPTY));

    LocationType() {
        super("LOCATION", IndexKind.LONG_TEXT);
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        Map<String, Object> place = new LinkedHashMap<>();
        Fields.read(input, KEYS, "a map of " + String.join(", ", KEYS)).forEach((key, part) -> {
            Object canonical = switch (key) {
                case "country" -> country(part);
                case "latitude" -> degrees(key, part, 90);
                case "longitude" -> degrees(key, part, 180);
                default -> Texts.line(part, Texts.MAX_LINE);
            };
            place.put(key, canonical);
        });
        if (place.containsKey("latitude") != place.containsKey("longitude")) {
            throw Refusals.malformed(input, "has one of latitude and longitude. Name both or neither");
        }
        return place.isEmpty() ? null : Collections.unmodifiableMap(place);
    }

    private static String country(Object part) {
        String code = Texts.line(part).toUpperCase(Locale.ROOT);
        if (!COUNTRIES.contains(code)) {
            throw Refusals.malformed(part, "is not a country of ISO 3166: two letters such as DE");
        }
        return code;
    }

    private static BigDecimal degrees(String key, Object part, int limit) {
        BigDecimal degrees = Numbers.read(part);
        if (degrees.abs().compareTo(BigDecimal.valueOf(limit)) > 0) {
            throw Refusals.outOfRange(degrees, "is not a " + key + ": it lies from -" + limit + " to " + limit);
        }
        return degrees;
    }

    /** A text without parts is the first line. */
    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        return normalise(spec, Map.of("line1", text));
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        Map<?, ?> map = (Map<?, ?>) stored;
        Map<String, Object> place = new LinkedHashMap<>();
        for (String key : KEYS) {
            Object part = map.get(key);
            if (part != null) {
                place.put(key, part instanceof BigDecimal number ? Numbers.canonical(number) : part);
            }
        }
        return Collections.unmodifiableMap(place);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        Map<?, ?> place = (Map<?, ?>) canonical;
        List<String> parts = new ArrayList<>();
        add(parts, place.get("line1"));
        add(parts, place.get("line2"));
        Object postalCode = place.get("postalCode");
        Object city = place.get("city");
        add(parts, postalCode == null || city == null ? (city == null ? postalCode : city) : postalCode + " " + city);
        add(parts, place.get("region"));
        add(parts, place.get("country"));
        if (parts.isEmpty()) {
            parts.add(plain(place.get("latitude")));
            parts.add(plain(place.get("longitude")));
        }
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, @Nullable Object part) {
        if (part != null) {
            parts.add((String) part);
        }
    }

    private static String plain(@Nullable Object degrees) {
        return degrees instanceof BigDecimal number ? number.toPlainString() : "";
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return new IndexValue.LongText(TextFolding.fold(display(spec, canonical)));
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return OPERATORS;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.text(fields.apply(""), operator, operands, TextOperands::whole, Texts::foldedPart);
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return false;
    }
}
