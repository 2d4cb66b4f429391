package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.file;
import static dev.crmkit.model.Attributes.location;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.rating;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.status;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.model.Attributes.url;
import static dev.crmkit.model.Attributes.user;
import static dev.crmkit.model.Attributes.users;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.OptionState;
import dev.crmkit.query.Operator;
import dev.crmkit.query.RelativeDate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What every operator of one type finds among some records, written down from the contract by hand. The records are numbered from 1 in the
 * order of their values. It is the first of March 2026. Not thread-safe.
 */
final class OperatorTable {
    private final String name;
    private final AttributeSpec spec;
    private final List<@Nullable Object> values;
    private final List<Case> cases = new ArrayList<>();

    private OperatorTable(String name, AttributeSpec spec, @Nullable Object... values) {
        this.name = name;
        this.spec = spec;
        this.values = Arrays.asList(values);
    }

    /**
     * One comparison.
     *
     * @param operator what is asked
     * @param operands with what
     * @param found the numbers of the records of which it is true
     */
    record Case(Operator operator, List<@Nullable Object> operands, Set<Integer> found) {
        /** Copies the collections. */
        Case {
            operands = Collections.unmodifiableList(new ArrayList<>(operands));
            found = Collections.unmodifiableSet(new TreeSet<>(found));
        }
    }

    String name() {
        return name;
    }

    AttributeSpec spec() {
        return spec;
    }

    List<@Nullable Object> values() {
        return values;
    }

    List<Case> cases() {
        return cases;
    }

    private OperatorTable with(Operator operator, List<?> operands, int... found) {
        Set<Integer> numbers = new TreeSet<>();
        for (int number : found) {
            numbers.add(number);
        }
        cases.add(new Case(operator, new ArrayList<@Nullable Object>(operands), numbers));
        return this;
    }

    private static List<@Nullable Object> of(@Nullable Object... operands) {
        return Arrays.asList(operands);
    }

    /** Every type that has operators, some in more than one form. */
    static List<OperatorTable> all(UUID first, UUID second, UUID third) {
        return List.of(
                text1(),
                area(),
                line("email", email(), "ada@example.com", "ADA@Other.example", "bob@example.com"),
                line("phone", phone(), "+4930901820", "+4930901821", "+16502530000"),
                line("url", url(), "https://example.com/a", "https://example.com/B", "http://other.example"),
                name1(),
                place(),
                number1(),
                money(),
                rating1(),
                day(),
                instant(),
                check(),
                choice("select", select("new", "won", "lost")),
                choice(
                        "status",
                        status().option(AttributeOption.of("new", OptionState.NOT_STARTED))
                                .option(AttributeOption.of("won", OptionState.DONE_SUCCESS))
                                .option(AttributeOption.of("lost", OptionState.DONE_FAILED))),
                set("multi_select", multiSelect("a", "b", "c"), "a", "b", "c"),
                set("users", users(), "ada", "bob", "\u00D6z"),
                set("references", references("target"), first, second, third),
                single("user", user(), "ada", "bob", "\u00D6z"),
                single("reference", reference("target"), first, second, third),
                files());
    }

    private static OperatorTable text1() {
        return new OperatorTable(
                        "text",
                        text(),
                        "Stra\u00DFe",
                        "STRASSE",
                        "100%_a\\b",
                        "ISTANBUL",
                        "\u0130stanbul",
                        null,
                        "e\u0301clair",
                        "\uD83D\uDE00 smile")
                .with(Operator.EQ, of("strasse"), 2)
                .with(Operator.EQ, of(" STRA\u00DFE "), 1)
                .with(Operator.EQ, of("istanbul"), 4, 5)
                .with(Operator.EQ, of("\u0131stanbul"), 4, 5)
                .with(Operator.EQ, of("\u00C9CLAIR"), 7)
                .with(Operator.EQ, of((Object) null), 6)
                .with(Operator.EQ, of("\u2003"), 6)
                .with(Operator.EQ, of("x".repeat(300)))
                .with(Operator.NEQ, of("strasse"), 1, 3, 4, 5, 6, 7, 8)
                .with(Operator.NEQ, of((Object) null), 1, 2, 3, 4, 5, 7, 8)
                .with(Operator.IN, of("STRASSE", null, "100%_A\\B"), 2, 3, 6)
                .with(Operator.IN, of())
                .with(Operator.NOT_IN, of(), 1, 2, 3, 4, 5, 6, 7, 8)
                .with(Operator.NOT_IN, of("STRASSE", "unknown"), 1, 3, 4, 5, 6, 7, 8)
                .with(Operator.CONTAINS, of("%"), 3)
                .with(Operator.CONTAINS, of("_"), 3)
                .with(Operator.CONTAINS, of("\\"), 3)
                .with(Operator.CONTAINS, of("0%_A"), 3)
                .with(Operator.CONTAINS, of("E\u0301"), 7)
                .with(Operator.CONTAINS, of("\uD83D\uDE00"), 8)
                .with(Operator.CONTAINS, of("\u00DF"), 1)
                .with(Operator.CONTAINS, of("ss"), 2)
                .with(Operator.CONTAINS, of(" S"), 8)
                .with(Operator.NOT_CONTAINS, of("A"), 6, 8)
                .with(Operator.STARTS_WITH, of("str"), 1, 2)
                .with(Operator.STARTS_WITH, of("%"))
                .with(Operator.STARTS_WITH, of("i"), 4, 5)
                .with(Operator.ENDS_WITH, of("\\B"), 3)
                .with(Operator.ENDS_WITH, of("L"), 4, 5)
                .with(Operator.IS_EMPTY, of(), 6)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 3, 4, 5, 7, 8);
    }

    private static OperatorTable area() {
        return new OperatorTable(
                        "area",
                        textArea(),
                        "First line\r\nSecond_line",
                        "100% \u00C9",
                        null,
                        "x".repeat(99_990) + " The End")
                .with(Operator.CONTAINS, of("LINE\nsecond"), 1)
                .with(Operator.CONTAINS, of("%"), 2)
                .with(Operator.CONTAINS, of("x the"), 4)
                .with(Operator.NOT_CONTAINS, of("_"), 2, 3, 4)
                .with(Operator.STARTS_WITH, of("first"), 1)
                .with(Operator.STARTS_WITH, of("second"))
                .with(Operator.ENDS_WITH, of("E\u0301"), 2)
                .with(Operator.ENDS_WITH, of("the end"), 4)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4);
    }

    /** Types whose values are lines of text: records 1 to 3, and one without. */
    private static OperatorTable line(String name, AttributeSpec spec, String one, String two, String three) {
        String beginning = one.substring(0, 3);
        String end = three.substring(three.length() - 4);
        OperatorTable table = new OperatorTable(name, spec, one, two, three, null);
        return table.with(Operator.EQ, of(two.toUpperCase(Locale.ROOT)), 2)
                .with(Operator.EQ, of((Object) null), 4)
                .with(Operator.NEQ, of(one), 2, 3, 4)
                .with(Operator.IN, of(three, one, three), 1, 3)
                .with(Operator.IN, of(two, null), 2, 4)
                .with(Operator.NOT_IN, of(three), 1, 2, 4)
                .with(Operator.CONTAINS, of(two.substring(1)), 2)
                .with(Operator.NOT_CONTAINS, of(two.substring(1)), 1, 3, 4)
                .with(Operator.STARTS_WITH, of(beginning), table.where(v -> v.startsWith(beginning)))
                .with(Operator.ENDS_WITH, of(end), table.where(v -> v.endsWith(end)))
                .with(Operator.IS_EMPTY, of(), 4)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 3);
    }

    private int[] where(Predicate<String> test) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) instanceof String value && test.test(value.toLowerCase(Locale.ROOT))) {
                found.add(i + 1);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    private static OperatorTable name1() {
        return new OperatorTable(
                        "person_name",
                        personName(),
                        Map.of("first", "Ada", "last", "Lovelace"),
                        Map.of("prefix", "Dr", "first", "ada", "last", "King"),
                        null)
                .with(Operator.EQ, of("ADA LOVELACE"), 1)
                .with(Operator.EQ, of(Map.of("first", "ADA", "last", "lovelace")), 1)
                .with(Operator.NEQ, of("ada lovelace"), 2, 3)
                .with(Operator.IN, of("dr ada king", null), 2, 3)
                .with(Operator.NOT_IN, of("dr ada king"), 1, 3)
                .with(Operator.CONTAINS, of("ADA"), 1, 2)
                .with(Operator.NOT_CONTAINS, of("king"), 1, 3)
                .with(Operator.STARTS_WITH, of("ada l"), 1)
                .with(Operator.ENDS_WITH, of("A KING"), 2)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2);
    }

    private static OperatorTable place() {
        return new OperatorTable(
                        "location",
                        location(),
                        Map.of("line1", "Allee 1", "city", "K\u00F6ln", "postalCode", "50667", "country", "DE"),
                        Map.of("city", "Paris"),
                        null)
                .with(Operator.CONTAINS, of("50667 K\u00D6LN"), 1)
                .with(Operator.NOT_CONTAINS, of("Allee"), 2, 3)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2);
    }

    private static OperatorTable number1() {
        BigDecimal big = new BigDecimal("100000000000000000000000000000.000000000000000001");
        return new OperatorTable("number", number(), new BigDecimal("1.1"), -5, 0, big, null, 2, big.negate())
                .with(Operator.EQ, of(new BigDecimal("1.10")), 1)
                .with(Operator.EQ, of(-0.0), 3)
                .with(Operator.EQ, of(big), 4)
                .with(Operator.EQ, of(new BigDecimal("1E+29")))
                .with(Operator.EQ, of((Object) null), 5)
                .with(Operator.NEQ, of(1.1), 2, 3, 4, 5, 6, 7)
                .with(Operator.IN, of(2, new BigDecimal("2.0"), -5, null), 2, 5, 6)
                .with(Operator.NOT_IN, of(2, -5), 1, 3, 4, 5, 7)
                .with(Operator.LT, of(0), 2, 7)
                .with(Operator.LTE, of(0), 2, 3, 7)
                .with(Operator.GT, of(new BigDecimal("1.1")), 4, 6)
                .with(Operator.GT, of(new BigDecimal("1E+29")), 4)
                .with(Operator.GTE, of(big), 4)
                .with(Operator.BETWEEN, of(0, 2), 1, 3, 6)
                .with(Operator.BETWEEN, of(2, 0))
                .with(Operator.IS_EMPTY, of(), 5)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 3, 4, 6, 7);
    }

    private static OperatorTable money() {
        Map<String, Object> dollars = Map.of("amount", 10, "currency", "USD");
        return new OperatorTable(
                        "currency",
                        currency("EUR"),
                        10,
                        dollars,
                        new BigDecimal("5.50"),
                        null,
                        Map.of("amount", 1000, "currency", "JPY"),
                        -1)
                .with(Operator.EQ, of(10), 1)
                .with(Operator.EQ, of(dollars), 2)
                .with(Operator.EQ, of((Object) null), 4)
                .with(Operator.NEQ, of(10), 2, 3, 4, 5, 6)
                .with(Operator.IN, of(10, dollars, null), 1, 2, 4)
                .with(Operator.IN, of())
                .with(Operator.NOT_IN, of(dollars, 5.5), 1, 4, 5, 6)
                .with(Operator.LT, of(10), 3, 6)
                .with(Operator.LTE, of(10), 1, 3, 6)
                .with(Operator.GT, of(5), 1, 3)
                .with(Operator.GTE, of(Map.of("amount", 10, "currency", "USD")), 2)
                .with(Operator.BETWEEN, of(-1, 5.5), 3, 6)
                .with(Operator.IS_EMPTY, of(), 4)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 3, 5, 6);
    }

    private static OperatorTable rating1() {
        return new OperatorTable("rating", rating(10), 10, 1, null, 5)
                .with(Operator.EQ, of(10), 1)
                .with(Operator.NEQ, of(10), 2, 3, 4)
                .with(Operator.IN, of(1, 5), 2, 4)
                .with(Operator.NOT_IN, of(1, 5), 1, 3)
                .with(Operator.LT, of(5), 2)
                .with(Operator.LTE, of(5), 2, 4)
                .with(Operator.GT, of(1.5), 1, 4)
                .with(Operator.GTE, of(10), 1)
                .with(Operator.BETWEEN, of(1, 5), 2, 4)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4);
    }

    private static OperatorTable day() {
        return new OperatorTable("date", date(), "2024-02-29", "2026-03-01", null, "0001-01-01", "9999-12-31")
                .with(Operator.EQ, of("2026-03-01"), 2)
                .with(Operator.NEQ, of("2026-03-01"), 1, 3, 4, 5)
                .with(Operator.IN, of("2024-02-29", null), 1, 3)
                .with(Operator.NOT_IN, of("2024-02-29"), 2, 3, 4, 5)
                .with(Operator.LT, of("2024-02-29"), 4)
                .with(Operator.LTE, of("2024-02-29"), 1, 4)
                .with(Operator.GT, of("2024-02-29"), 2, 5)
                .with(Operator.GTE, of("2026-03-01"), 2, 5)
                .with(Operator.BETWEEN, of("2024-02-29", "2026-03-01"), 1, 2)
                .with(Operator.WITHIN, of(RelativeDate.today()), 2)
                .with(Operator.WITHIN, of(RelativeDate.moreThanDaysAgo(1)), 1, 4)
                .with(Operator.NOT_WITHIN, of(RelativeDate.today()), 1, 3, 4, 5)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4, 5);
    }

    private static OperatorTable instant() {
        return new OperatorTable(
                        "timestamp",
                        timestamp(),
                        "2026-03-01T00:00:00Z",
                        "2026-03-01T00:00:00.000001Z",
                        null,
                        "0001-01-01T00:00:00Z",
                        "9999-12-31T23:59:59.999999Z")
                .with(Operator.EQ, of("2026-03-01T01:00:00+01:00"), 1)
                .with(Operator.NEQ, of("2026-03-01T00:00:00Z"), 2, 3, 4, 5)
                .with(Operator.IN, of("2026-03-01T00:00:00.000001Z", null), 2, 3)
                .with(Operator.NOT_IN, of("2026-03-01T00:00:00.000001Z"), 1, 3, 4, 5)
                .with(Operator.LT, of("2026-03-01T00:00:00.000001Z"), 1, 4)
                .with(Operator.LTE, of("2026-03-01T00:00:00.000001Z"), 1, 2, 4)
                .with(Operator.GT, of("2026-03-01T00:00:00Z"), 2, 5)
                .with(Operator.GTE, of("2026-03-01T00:00:00Z"), 1, 2, 5)
                .with(Operator.BETWEEN, of("0001-01-01T00:00:00Z", "2026-03-01T00:00:00Z"), 1, 4)
                .with(Operator.WITHIN, of(RelativeDate.today()), 1, 2)
                .with(Operator.WITHIN, of(RelativeDate.moreThanDaysAhead(1)), 5)
                .with(Operator.NOT_WITHIN, of(RelativeDate.lastDays(0)), 3, 4, 5)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4, 5);
    }

    private static OperatorTable check() {
        return new OperatorTable("checkbox", checkbox(), true, false, null)
                .with(Operator.EQ, of(true), 1)
                .with(Operator.EQ, of(false), 2, 3)
                .with(Operator.NEQ, of(true), 2, 3)
                .with(Operator.NEQ, of(false), 1)
                .with(Operator.IN, of(true, false), 1, 2, 3)
                .with(Operator.IN, of(false), 2, 3)
                .with(Operator.IN, of())
                .with(Operator.NOT_IN, of(false), 1)
                .with(Operator.NOT_IN, of(), 1, 2, 3)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2);
    }

    private static OperatorTable choice(String name, AttributeSpec spec) {
        return new OperatorTable(name, spec, "won", "new", null, "won", "lost")
                .with(Operator.EQ, of("won"), 1, 4)
                .with(Operator.EQ, of((Object) null), 3)
                .with(Operator.NEQ, of("won"), 2, 3, 5)
                .with(Operator.IN, of("new", "lost"), 2, 5)
                .with(Operator.IN, of("new", null), 2, 3)
                .with(Operator.IN, of())
                .with(Operator.NOT_IN, of("new", "lost"), 1, 3, 4)
                .with(Operator.NOT_IN, of(), 1, 2, 3, 4, 5)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4, 5);
    }

    /** Types whose values are sets. */
    private static OperatorTable set(String name, AttributeSpec spec, Object a, Object b, Object c) {
        return new OperatorTable(name, spec, List.of(a, b), List.of(b), null, List.of(c, a, b))
                .with(Operator.EQ, of(List.of(b, a)), 1)
                .with(Operator.EQ, of(b), 2)
                .with(Operator.EQ, of(List.of()), 3)
                .with(Operator.EQ, of(List.of(a)))
                .with(Operator.NEQ, of(List.of(b, a, a)), 2, 3, 4)
                .with(Operator.CONTAINS_ANY, of(a, c), 1, 4)
                .with(Operator.CONTAINS_ANY, of())
                .with(Operator.CONTAINS_ALL, of(a, b), 1, 4)
                .with(Operator.CONTAINS_ALL, of(), 1, 2, 3, 4)
                .with(Operator.CONTAINS_NONE, of(a), 2, 3)
                .with(Operator.CONTAINS_NONE, of(), 1, 2, 3, 4)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4);
    }

    /** Sets of at most one member. */
    private static OperatorTable single(String name, AttributeSpec spec, Object a, Object b, Object c) {
        return new OperatorTable(name, spec, a, b, null, a)
                .with(Operator.EQ, of(a), 1, 4)
                .with(Operator.EQ, of(List.of(b)), 2)
                .with(Operator.EQ, of(List.of(a, b)))
                .with(Operator.EQ, of((Object) null), 3)
                .with(Operator.NEQ, of(a), 2, 3)
                .with(Operator.IN, of(b, c), 2)
                .with(Operator.IN, of(b, null), 2, 3)
                .with(Operator.NOT_IN, of(a, c), 2, 3)
                .with(Operator.NOT_IN, of(), 1, 2, 3, 4)
                .with(Operator.CONTAINS_ANY, of(b, c), 2)
                .with(Operator.CONTAINS_ALL, of(a), 1, 4)
                .with(Operator.CONTAINS_ALL, of(a, b))
                .with(Operator.CONTAINS_NONE, of(a), 2, 3)
                .with(Operator.IS_EMPTY, of(), 3)
                .with(Operator.IS_NOT_EMPTY, of(), 1, 2, 4);
    }

    private static OperatorTable files() {
        Map<String, Object> one = Map.of("id", "f", "name", "a.txt", "size", 1, "mediaType", "text/plain");
        return new OperatorTable("file", file(), one, null)
                .with(Operator.IS_EMPTY, of(), 2)
                .with(Operator.IS_NOT_EMPTY, of(), 1);
    }
}
