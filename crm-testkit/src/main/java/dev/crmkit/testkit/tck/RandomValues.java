package dev.crmkit.testkit.tck;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.OptionState;
import dev.crmkit.query.RelativeDate;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random values of every type from small stocks, so that ties and hits are frequent: what makes stores disagree is in them on purpose. Not
 * thread-safe.
 */
final class RandomValues {
    static final String TARGET = "target";
    static final String THING = "thing";
    static final List<String> OPTIONS = List.of("won", "new", "lost");
    static final List<String> TAGS = List.of("z", "a", "m");
    static final List<String> USERS = List.of("ada", "Ada", "bob", "\u00D6z");

    private static final List<String> PIECES = List.of(
            "a",
            "A",
            "b",
            "B",
            " ",
            "\u2003",
            "%",
            "_",
            "\\",
            "'",
            "\"",
            "\u0001",
            "\u001F",
            "\u007F",
            "\t",
            "\r\n",
            "\u2028",
            "i",
            "I",
            "\u0130",
            "\u0131",
            "\u00DF",
            "ss",
            "\u1E9E",
            "e\u0301",
            "\u00C9",
            "\u03A3",
            "\u03C3",
            "\u03C2",
            "\u2126",
            "\u01C5",
            "\uFB00",
            "\u4E2D",
            "\uFF5A",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uD801\uDC00",
            "\uD801\uDC28",
            "10",
            "9");

    private static final List<BigDecimal> NUMBERS = List.of(
            new BigDecimal("0"),
            new BigDecimal("1"),
            new BigDecimal("1.10"),
            new BigDecimal("1.1"),
            new BigDecimal("-1"),
            new BigDecimal("9"),
            new BigDecimal("10"),
            new BigDecimal("1E+29"),
            new BigDecimal("-999999999999999999999999999999.999999999999999999"),
            new BigDecimal("9007199254740992"),
            new BigDecimal("9007199254740993"),
            new BigDecimal("0.000000000000000001"));

    private static final List<Object> MONEY = List.of(
            10,
            new BigDecimal("9.50"),
            -1,
            Map.of("amount", 10, "currency", "USD"),
            Map.of("amount", new BigDecimal("0.05"), "currency", "USD"),
            Map.of("amount", 1000, "currency", "JPY"),
            Map.of("amount", new BigDecimal("1.234"), "currency", "KWD"));

    private static final List<String> MAILS =
            List.of("ada@example.com", "ADA@Example.com", "b_b@example.com", "b.b@example.com", "zoe%x@other.example");
    private static final List<String> PHONES = List.of("+4930901820", "+4930901821", "+16502530000");
    private static final List<String> URLS = List.of(
            "https://example.com/a",
            "https://example.com/A",
            "http://example.com/a_b",
            "https://example.com/%41?x=\u00E9");
    private static final List<Object> PLACES = List.of(
            Map.of("line1", "Allee 1", "city", "K\u00F6ln", "country", "DE"),
            Map.of("city", "\u0130zmir", "latitude", 38.4, "longitude", 27.1),
            Map.of("region", "100%_"));
    private static final List<Object> FILES = List.of(
            Map.of("id", "f1", "name", "a.txt", "size", 1, "mediaType", "text/plain"),
            List.of(
                    Map.of("id", "f1", "name", "a.txt", "size", 1, "mediaType", "text/plain"),
                    Map.of("id", "f2", "name", "b.png", "size", 2, "mediaType", "image/png")));

    /** The attributes of things, in order, without the number and the references. */
    private static final List<String> PLAIN_ATTRIBUTES = List.of(
            "text",
            "other",
            "area",
            "num",
            "stars",
            "money",
            "day",
            "at",
            "check",
            "pick",
            "state",
            "tags",
            "mail",
            "tel",
            "site",
            "place",
            "person",
            "user",
            "users",
            "files",
            "computed");

    private final Random random;
    private final Instant now;
    private final ZoneId zone;

    RandomValues(Random random, Instant now, ZoneId zone) {
        this.random = random;
        this.now = now;
        this.zone = zone;
    }

    /** The two objects; which attributes have an index is up to chance. */
    static List<ObjectSchema> schemas(Random random) {
        ObjectSchema.Builder target = ObjectSchema.named(TARGET)
                .attribute("n", Attributes.number())
                .attribute("name", Attributes.text().searchable());
        ObjectSchema.Builder thing = ObjectSchema.named(THING).attribute("n", Attributes.number());
        for (String slug : PLAIN_ATTRIBUTES) {
            AttributeSpec spec = spec(slug);
            thing.attribute(slug, random.nextInt(3) == 0 ? spec.notIndexed() : spec);
            if (!slug.equals("text")) {
                target.attribute(slug, random.nextInt(3) == 0 ? spec.notIndexed() : spec);
            }
        }
        thing.attribute("one", Attributes.reference(TARGET)).attribute("many", Attributes.references(TARGET));
        return List.of(target.primary("name").build(), thing.primary("text").build());
    }

    private static AttributeSpec spec(String slug) {
        return switch (slug) {
            case "text" -> Attributes.text();
            case "other" -> Attributes.text().searchable();
            case "area" -> Attributes.textArea().searchable();
            case "num" -> Attributes.number();
            case "stars" -> Attributes.rating(10);
            case "money" -> Attributes.currency("EUR");
            case "day" -> Attributes.date();
            case "at" -> Attributes.timestamp();
            case "check" -> Attributes.checkbox();
            case "pick" -> Attributes.select(OPTIONS.toArray(String[]::new));
            case "state" ->
                Attributes.status()
                        .option(AttributeOption.of("won", OptionState.DONE_SUCCESS))
                        .option(AttributeOption.of("new", OptionState.NOT_STARTED))
                        .option(AttributeOption.of("lost", OptionState.DONE_FAILED));
            case "tags" -> Attributes.multiSelect(TAGS.toArray(String[]::new));
            case "mail" -> Attributes.email();
            case "tel" -> Attributes.phone();
            case "site" -> Attributes.url();
            case "place" -> Attributes.location();
            case "person" -> Attributes.personName();
            case "user" -> Attributes.user();
            case "users" -> Attributes.users();
            case "files" -> Attributes.file();
            case "computed" -> Attributes.aiComputed("TEXT");
            default -> throw new IllegalArgumentException("No attribute " + slug);
        };
    }

    /** The values of a new record, without references. */
    Map<String, @Nullable Object> record(int n, String object) {
        Map<String, @Nullable Object> values = changes(object);
        values.put("n", n);
        return values;
    }

    /** Values for about two thirds of the attributes, without references. */
    Map<String, @Nullable Object> changes(String object) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (String slug : PLAIN_ATTRIBUTES) {
            boolean isTargets = object.equals(TARGET) && slug.equals("text");
            if (random.nextInt(3) > 0 && !slug.equals("computed") && !isTargets) {
                values.put(slug, value(slug));
            }
        }
        if (object.equals(TARGET)) {
            values.put("name", text());
        }
        values.put("@owner", random.nextInt(3) == 0 ? null : one(USERS));
        values.put("@assignee", random.nextBoolean() ? null : one(USERS));
        values.put("@source", random.nextBoolean() ? null : one(List.of("web", "Web", "import")));
        return values;
    }

    /** A value of an attribute; sometimes null or blank. */
    @Nullable
    Object value(String slug) {
        return random.nextInt(8) == 0 ? null : full(slug);
    }

    private Object full(String slug) {
        return switch (slug) {
            case "text", "other", "area", "computed" -> text();
            case "num" -> number();
            case "stars" -> 1 + random.nextInt(10);
            case "money" -> one(MONEY);
            case "day" -> day();
            case "at" -> instant();
            case "check" -> random.nextBoolean();
            case "pick", "state" -> one(OPTIONS);
            case "tags" -> some(TAGS);
            case "mail" -> one(MAILS);
            case "tel" -> one(PHONES);
            case "site" -> one(URLS);
            case "place" -> one(PLACES);
            case "person" -> "x" + text();
            case "user" -> one(USERS);
            case "users" -> some(USERS);
            case "files" -> one(FILES);
            default -> throw new IllegalArgumentException("No attribute " + slug);
        };
    }

    /** Zero to four pieces; may be blank. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
            text.append(one(PIECES));
        }
        return text.toString();
    }

    /** A text that is not blank. */
    String fullText() {
        String text = text();
        return text.matches("[\\p{IsWhite_Space}]*") ? "b" : text;
    }

    BigDecimal number() {
        return random.nextBoolean() ? one(NUMBERS) : BigDecimal.valueOf(random.nextInt(10));
    }

    /** Days near today, near ends of years and months, and far away. */
    LocalDate day() {
        LocalDate today = LocalDate.ofInstant(now, zone);
        return switch (random.nextInt(6)) {
            case 0 -> today;
            case 1 -> LocalDate.of(today.getYear() - random.nextInt(2), 12, 31);
            case 2 -> LocalDate.of(today.getYear() + random.nextInt(2), 1, 1);
            case 3 -> one(List.of(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), LocalDate.of(2024, 2, 29)));
            default -> today.plusDays(random.nextInt(41) - 20L);
        };
    }

    /** Instants at and around midnights and where the clocks of the zone change. */
    Instant instant() {
        Instant anchor = switch (random.nextInt(4)) {
            case 0 -> now;
            case 1 -> {
                var next = zone.getRules().nextTransition(now.minus(Duration.ofDays(random.nextInt(300))));
                yield next == null ? now : next.getInstant();
            }
            default -> day().atStartOfDay(zone).toInstant();
        };
        Instant instant = switch (random.nextInt(4)) {
            case 0 -> anchor.minusNanos(1000);
            case 1 -> anchor.plus(Duration.ofHours(random.nextInt(49) - 24));
            default -> anchor;
        };
        boolean isOutside = instant.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                || instant.isAfter(Instant.parse("9999-12-31T23:59:59.999999Z"));
        return isOutside ? now : instant;
    }

    RelativeDate span() {
        RelativeDate.Form form = one(List.of(RelativeDate.Form.values()));
        return switch (form) {
            case LAST_DAYS, NEXT_DAYS, MORE_THAN_DAYS_AGO, MORE_THAN_DAYS_AHEAD ->
                new RelativeDate(form, one(List.of(0, 1, 2, 7, 20, 365)));
            default -> new RelativeDate(form, 0);
        };
    }

    <T> T one(List<T> stock) {
        return stock.get(random.nextInt(stock.size()));
    }

    /** Zero to three members, perhaps with repetitions. */
    <T> List<T> some(List<T> stock) {
        List<T> members = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            members.add(one(stock));
        }
        return members;
    }
}
