package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.aiComputed;
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

import dev.crmkit.error.ErrorCode;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.OptionState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The table of types in the contract, with examples: what a caller may give, what is kept of it, and what is refused. Immutable.
 *
 * @param slug the slug of an attribute of this type
 * @param spec the attribute
 * @param examples at least two with different kept values, or none for a type that only the engine writes
 * @param refused what is refused
 */
record TypeTable(String slug, AttributeSpec spec, List<Example> examples, List<Refused> refused) {
    /** A character outside the basic plane: two chars, one code point. */
    private static final String SMILE = "\uD83D\uDE00";

    /** Copies the lists. */
    TypeTable {
        examples = List.copyOf(examples);
        refused = List.copyOf(refused);
    }

    /**
     * What is kept of what.
     *
     * @param given by a caller
     * @param kept in canonical form
     */
    record Example(Object given, Object kept) {}

    /**
     * What is refused, and how.
     *
     * @param given by a caller
     * @param code of the fault
     */
    record Refused(Object given, ErrorCode code) {}

    /**
     * Every type, some with more than one configuration.
     *
     * @param first a record of the object {@code target}
     * @param second another one
     */
    static List<TypeTable> all(UUID first, UUID second) {
        List<TypeTable> types = new ArrayList<>();
        texts(types);
        numbers(types);
        times(types);
        choices(types);
        addresses(types);
        compounds(types);
        links(types, first, second);
        return types;
    }

    private static TypeTable of(String slug, AttributeSpec spec, Object... examplesAndRefusals) {
        List<Example> examples = new ArrayList<>();
        List<Refused> refused = new ArrayList<>();
        for (Object each : Arrays.asList(examplesAndRefusals)) {
            if (each instanceof Example example) {
                examples.add(example);
            } else {
                refused.add((Refused) each);
            }
        }
        return new TypeTable(slug, spec, examples, refused);
    }

    private static Example keeps(Object given) {
        return new Example(given, given);
    }

    private static Example keeps(Object given, Object kept) {
        return new Example(given, kept);
    }

    private static Refused wrongType(Object given) {
        return new Refused(given, ErrorCode.VALUE_WRONG_TYPE);
    }

    private static Refused malformed(Object given) {
        return new Refused(given, ErrorCode.VALUE_MALFORMED);
    }

    private static Refused outOfRange(Object given) {
        return new Refused(given, ErrorCode.VALUE_OUT_OF_RANGE);
    }

    private static Refused tooLong(Object given) {
        return new Refused(given, ErrorCode.VALUE_TOO_LONG);
    }

    private static BigDecimal exactly(String number) {
        return new BigDecimal(number);
    }

    private static Map<String, Object> money(String amount, String currency) {
        return Map.of("amount", exactly(amount), "currency", currency);
    }

    private static void texts(List<TypeTable> types) {
        types.add(of(
                "text",
                text(),
                keeps("Ada"),
                keeps("\u2003 Ada King\u00A0\n", "Ada King"),
                keeps("two\r\nlines", "two lines"),
                keeps("e\u0301clair", "\u00E9clair"),
                keeps("\u0130\u0131\u00DFx\u0301"),
                keeps("a\u0001b\u007F%_\\'\""),
                keeps(SMILE.repeat(255)),
                tooLong(SMILE.repeat(256)),
                malformed("a\u0000b"),
                malformed("a\uD83D"),
                malformed("\uDE00a"),
                wrongType(5),
                wrongType(List.of("a", "b")),
                wrongType(true)));
        types.add(of("short_text", text(3), keeps("abc"), keeps(SMILE.repeat(3)), tooLong("abcd")));
        types.add(of(
                "area",
                textArea(),
                keeps("first\r\nsecond\rthird", "first\nsecond\nthird"),
                keeps("x".repeat(100_000)),
                tooLong("x".repeat(100_001)),
                malformed("a\u0000b"),
                wrongType(5)));
    }

    private static void numbers(List<TypeTable> types) {
        types.add(of(
                "number",
                number(),
                keeps(1, exactly("1")),
                keeps(exactly("1.10"), exactly("1.1")),
                keeps(exactly("1E+3"), exactly("1000")),
                keeps(0.1, exactly("0.1")),
                keeps(-0.0, exactly("0")),
                keeps(Long.MIN_VALUE, exactly("-9223372036854775808")),
                keeps(BigInteger.TEN, exactly("10")),
                keeps(exactly("999999999999999999999999999999.999999999999999999")),
                keeps(exactly("-0.000000000000000001")),
                outOfRange(exactly("1000000000000000000000000000000")),
                outOfRange(exactly("0.0000000000000000001")),
                outOfRange(exactly("1E+1000000000")),
                malformed(Double.NaN),
                malformed(Double.NEGATIVE_INFINITY),
                wrongType("5"),
                wrongType(true)));
        types.add(of("scaled", number(2), keeps(exactly("1.25")), keeps(exactly("-7")), outOfRange(exactly("1.255"))));
        types.add(of(
                "bounded",
                number(exactly("-1"), exactly("1.5")),
                keeps(exactly("-1")),
                keeps(exactly("1.5")),
                outOfRange(exactly("-1.001")),
                outOfRange(exactly("1.51"))));
        types.add(of(
                "money",
                currency("EUR"),
                keeps(exactly("12.5"), money("12.50", "EUR")),
                keeps(3, money("3.00", "EUR")),
                keeps(Map.of("amount", exactly("-7.00"), "currency", "JPY"), money("-7", "JPY")),
                keeps(money("1.234", "KWD")),
                outOfRange(exactly("12.345")),
                outOfRange(money("0.5", "JPY")),
                malformed(Map.of("amount", 1, "currency", "XQX")),
                malformed(Map.of("currency", "EUR")),
                malformed(Map.of("amount", 1, "unit", "EUR")),
                wrongType("12.50")));
        types.add(of(
                "rating",
                rating(5),
                keeps(1, exactly("1")),
                keeps(exactly("5.0"), exactly("5")),
                outOfRange(0),
                outOfRange(6),
                outOfRange(exactly("2.5")),
                wrongType("3")));
    }

    private static void times(List<TypeTable> types) {
        types.add(of(
                "day",
                date(),
                keeps(LocalDate.of(2026, 3, 1)),
                keeps("2024-02-29", LocalDate.of(2024, 2, 29)),
                keeps(LocalDate.of(1, 1, 1)),
                keeps(LocalDate.of(9999, 12, 31)),
                malformed("2026-02-29"),
                malformed("2026-04-31"),
                malformed("2026-3-1"),
                malformed("2026-03-01T00:00:00Z"),
                outOfRange(LocalDate.of(10_000, 1, 1)),
                wrongType(Instant.EPOCH),
                wrongType(20_260_301)));
        types.add(of(
                "instant",
                timestamp(),
                keeps(Instant.parse("2026-03-01T09:00:00Z")),
                keeps("2026-03-29T02:30:00+01:00", Instant.parse("2026-03-29T01:30:00Z")),
                keeps(Instant.parse("2026-03-01T09:00:00.123456789Z"), Instant.parse("2026-03-01T09:00:00.123456Z")),
                keeps(
                        Instant.parse("1969-12-31T23:59:59.999999Z").atZone(ZoneId.of("Asia/Kolkata")),
                        Instant.parse("1969-12-31T23:59:59.999999Z")),
                keeps(Instant.parse("0001-01-01T00:00:00Z")),
                keeps(Instant.parse("9999-12-31T23:59:59.999999Z")),
                malformed("2026-03-01"),
                malformed("2026-03-01T09:00:00"),
                outOfRange(Instant.MAX),
                wrongType(LocalDate.of(2026, 3, 1)),
                wrongType(1_772_355_600_000L)));
    }

    private static void choices(List<TypeTable> types) {
        types.add(of("check", checkbox(), keeps(true), keeps(false), wrongType("true"), wrongType(1)));
        types.add(of(
                "choice",
                select("red", "green", "blue"),
                keeps("blue"),
                keeps("red"),
                new Refused("Red", ErrorCode.VALUE_UNKNOWN_OPTION),
                new Refused("yellow", ErrorCode.VALUE_UNKNOWN_OPTION),
                wrongType(1)));
        types.add(of(
                "progress",
                status().option(AttributeOption.of("open", OptionState.NOT_STARTED))
                        .option(AttributeOption.of("won", OptionState.DONE_SUCCESS))
                        .option(AttributeOption.of("lost", OptionState.DONE_FAILED)),
                keeps("open"),
                keeps("lost"),
                new Refused("paused", ErrorCode.VALUE_UNKNOWN_OPTION)));
        types.add(of(
                "choices",
                multiSelect("a", "b", "c"),
                keeps(List.of("c", "a", "c"), List.of("a", "c")),
                keeps(List.of("b")),
                new Refused(List.of("a", "z"), ErrorCode.VALUE_UNKNOWN_OPTION)));
    }

    private static void addresses(List<TypeTable> types) {
        types.add(of(
                "mail",
                email(),
                keeps(" Ada.King+crm@Example.COM ", "Ada.King+crm@Example.COM"),
                keeps("j\u00FCrgen@m\u00FCnchen.example"),
                malformed("ada"),
                malformed("ada@"),
                malformed("a b@example.com"),
                wrongType(1)));
        types.add(of(
                "call",
                phone("DE"),
                keeps("030 / 901820", "+4930901820"),
                keeps("+1 650-253-0000", "+16502530000"),
                malformed("12"),
                malformed("no number"),
                wrongType(49_30L)));
        types.add(of(
                "site",
                url(),
                keeps("HTTPS://Example.COM:8443/Path?q=%20#f", "https://example.com:8443/Path?q=%20#f"),
                keeps("http://localhost"),
                malformed("ftp://example.com"),
                malformed("javascript:alert(1)"),
                malformed("https://user:secret@example.com"),
                malformed("example.com"),
                tooLong("https://example.com/" + "x".repeat(255)),
                wrongType(1)));
    }

    private static void compounds(List<TypeTable> types) {
        types.add(of(
                "place",
                location(),
                keeps(
                        Map.of(
                                "line1",
                                " Unter den Linden 1 ",
                                "city",
                                "Berlin",
                                "country",
                                "de",
                                "latitude",
                                52.50,
                                "longitude",
                                exactly("13.40")),
                        Map.of(
                                "line1",
                                "Unter den Linden 1",
                                "city",
                                "Berlin",
                                "country",
                                "DE",
                                "latitude",
                                exactly("52.5"),
                                "longitude",
                                exactly("13.4"))),
                keeps(Map.of("line2", "Hinterhaus", "region", "BE", "postalCode", "10117")),
                malformed(Map.of("latitude", 1)),
                malformed(Map.of("planet", "Mars")),
                malformed(Map.of("country", "XX")),
                outOfRange(Map.of("latitude", 91, "longitude", 0)),
                wrongType("Berlin")));
        types.add(of(
                "name",
                personName(),
                keeps(
                        "Lovelace, Ada King",
                        Map.of("first", "Ada", "middle", "King", "last", "Lovelace", "full", "Ada King Lovelace")),
                keeps(
                        Map.of("prefix", "Dr", "last", "\u00D6z", "full", "is derived"),
                        Map.of("prefix", "Dr", "last", "\u00D6z", "full", "Dr \u00D6z")),
                malformed(Map.of("nick", "A")),
                wrongType(1)));
        Map<String, Object> contract =
                Map.of("id", "f1", "name", "Contract.pdf", "size", exactly("1024"), "mediaType", "application/pdf");
        types.add(of(
                "files",
                file(),
                keeps(contract, List.of(contract)),
                keeps(
                        List.of(contract, Map.of("id", "f2", "name", "b.png", "size", 0, "mediaType", "IMAGE/PNG")),
                        List.of(
                                contract,
                                Map.of("id", "f2", "name", "b.png", "size", exactly("0"), "mediaType", "image/png"))),
                malformed(Map.of("id", "f1", "name", "x", "mediaType", "text/plain")),
                malformed(List.of(contract, contract)),
                outOfRange(Map.of("id", "f1", "name", "x", "size", -1, "mediaType", "text/plain")),
                wrongType("f1")));
        types.add(of("computed", aiComputed("TEXT"), new Refused("by hand", ErrorCode.VALUE_READ_ONLY)));
    }

    private static void links(List<TypeTable> types, UUID first, UUID second) {
        UUID unknown = new UUID(0x7000L, 0x8000_0000_0000_0001L);
        types.add(of(
                "link",
                reference("target"),
                keeps(first, List.of(first)),
                keeps(List.of(second.toString()), List.of(second)),
                outOfRange(List.of(first, second)),
                new Refused(unknown, ErrorCode.VALUE_UNKNOWN_REFERENCE),
                malformed("first"),
                wrongType(1)));
        types.add(of(
                "links",
                references("target"),
                keeps(List.of(second, first, second), List.of(second, first)),
                keeps(first, List.of(first)),
                new Refused(List.of(first, unknown), ErrorCode.VALUE_UNKNOWN_REFERENCE)));
        types.add(of(
                "person",
                user(),
                keeps("ada", List.of("ada")),
                keeps(Actor.user("\u00D6z"), List.of("\u00D6z")),
                outOfRange(List.of("ada", "bob")),
                wrongType(Actor.api("key")),
                tooLong("u".repeat(201))));
        types.add(of(
                "people",
                users(),
                keeps(List.of("bob", "ada", "bob"), List.of("bob", "ada")),
                keeps("ada", List.of("ada")),
                wrongType(List.of(1))));
    }
}
