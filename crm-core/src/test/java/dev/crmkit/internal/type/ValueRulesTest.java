package dev.crmkit.internal.type;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.file;
import static dev.crmkit.model.Attributes.location;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
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
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueRulesTest {
    private static final TypeRegistry TYPES = TypeRegistry.builtIn();
    private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

    @ParameterizedTest
    @DisplayName("VAL-1 text of only Unicode white space is empty")
    @ValueSource(strings = {"", " ", "\t\r\n", "\u00A0", "\u3000\u2003", "\u0085\u2028"})
    void val_1_white_space_is_empty(String text) {
        assertThat(Emptiness.isEmpty(text)).isTrue();
    }

    @Test
    @DisplayName("VAL-1 empty is null, blank, or a collection or map of nothing else")
    void val_1_emptiness() {
        assertThat(Emptiness.isEmpty(null)).isTrue();
        assertThat(Emptiness.isEmpty(List.of())).isTrue();
        assertThat(Emptiness.isEmpty(Arrays.asList(null, " "))).isTrue();
        assertThat(Emptiness.isEmpty(Collections.singletonMap("city", null))).isTrue();
        // Zero width space is not white space by Unicode's property.
        assertThat(Emptiness.isEmpty("\u200B")).isFalse();
        assertThat(Emptiness.isEmpty(0)).isFalse();
        assertThat(Emptiness.isEmpty(false)).isFalse();
    }

    @Test
    @DisplayName("VAL-2 no text becomes a number, date or boolean that is not its own form")
    void val_2_no_conversion() {
        for (AttributeSpec spec : List.of(number(), currency("EUR"), rating(5), checkbox())) {
            assertRefused(spec, "5", ErrorCode.VALUE_WRONG_TYPE);
        }
        assertRefused(text(), 5, ErrorCode.VALUE_WRONG_TYPE);
        assertRefused(date(), 20260301, ErrorCode.VALUE_WRONG_TYPE);
        assertThat(type(number()).parse(number(), " 1234.50 ")).isEqualTo(new BigDecimal("1234.5"));
        assertThat(catchParse(number(), "1,234.5").code()).isEqualTo(ErrorCode.VALUE_MALFORMED);
        assertThat(type(checkbox()).parse(checkbox(), "YES")).isEqualTo(true);
        assertThat(type(rating(5)).parse(rating(5), "3")).isEqualTo(new BigDecimal("3"));
    }

    @Test
    @DisplayName("VAL TEXT is NFC, one line, counted in code points")
    void val_text() {
        assertThat(normalise(text(), "  e\u0301\r\nx ")).isEqualTo("é x");
        assertThat(normalise(text(2), "\uD83D\uDE00\uD83D\uDE00")).isEqualTo("\uD83D\uDE00\uD83D\uDE00");
        assertRefused(text(2), "abc", ErrorCode.VALUE_TOO_LONG);
        assertRefused(text(), "a".repeat(256), ErrorCode.VALUE_TOO_LONG);
        assertRefused(text(), "a\u0000b", ErrorCode.VALUE_MALFORMED);
        assertRefused(text(), "a\uD83Db", ErrorCode.VALUE_MALFORMED);
        assertRefused(text(), "\uDE00", ErrorCode.VALUE_MALFORMED);
        assertThat(normalise(textArea(), "a\r\nb\rc\n\n")).isEqualTo("a\nb\nc");
        assertRefused(textArea(), "a".repeat(100_001), ErrorCode.VALUE_TOO_LONG);
        assertThat(type(textArea()).isLong()).isTrue();
        assertThat(type(textArea()).sortComponents(textArea())).isEmpty();
    }

    @Test
    @DisplayName("VAL NUMBER is an exact decimal, never through double")
    void val_number() {
        assertThat(normalise(number(), 0.1)).isEqualTo(new BigDecimal("0.1"));
        assertThat(normalise(number(), 0.1f)).isEqualTo(new BigDecimal("0.1"));
        assertThat(normalise(number(), (short) 7)).isEqualTo(new BigDecimal("7"));
        assertThat(normalise(number(), (byte) 7)).isEqualTo(new BigDecimal("7"));
        assertThat(normalise(number(), new BigInteger("7"))).isEqualTo(new BigDecimal("7"));
        assertThat(normalise(number(), new BigDecimal("1.10"))).isEqualTo(normalise(number(), new BigDecimal("1.1")));
        assertThat(normalise(number(), new BigDecimal("1E+3"))).hasToString("1000");
        assertThat(normalise(number(), -0.0)).isEqualTo(BigDecimal.ZERO);
        assertRefused(number(), Double.NaN, ErrorCode.VALUE_MALFORMED);
        assertRefused(number(), Float.POSITIVE_INFINITY, ErrorCode.VALUE_MALFORMED);
        assertThat(normalise(number(), new BigDecimal("9".repeat(30) + "." + "9".repeat(18))))
                .isNotNull();
        assertRefused(number(), new BigDecimal("1E+30"), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(number(), new BigDecimal("1E+1000000000"), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(number(), new BigDecimal("1E-19"), ErrorCode.VALUE_OUT_OF_RANGE);
        assertThat(normalise(number(2), new BigDecimal("1.500"))).isEqualTo(new BigDecimal("1.5"));
        assertRefused(number(2), new BigDecimal("1.555"), ErrorCode.VALUE_OUT_OF_RANGE);
        AttributeSpec bounded = number(BigDecimal.ONE, BigDecimal.TEN);
        assertThat(normalise(bounded, 10)).isEqualTo(new BigDecimal("10"));
        assertThat(refusal(bounded, 11).reason()).contains("11").contains("10");
        assertRefused(bounded, 0.999, ErrorCode.VALUE_OUT_OF_RANGE);
    }

    @Test
    @DisplayName("VAL CURRENCY takes the default currency and the scale of ISO 4217")
    void val_currency() {
        assertThat(normalise(currency("EUR"), 12_000))
                .isEqualTo(Map.of("amount", new BigDecimal("12000.00"), "currency", "EUR"));
        assertThat(normalise(currency("EUR"), Map.of("amount", 5, "currency", "JPY")))
                .isEqualTo(Map.of("amount", new BigDecimal("5"), "currency", "JPY"));
        assertThat(normalise(currency("EUR"), Map.of("amount", 1.5, "currency", "BHD")))
                .isEqualTo(Map.of("amount", new BigDecimal("1.500"), "currency", "BHD"));
        assertRefused(currency("JPY"), 1.5, ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(currency("EUR"), Map.of("amount", 5, "currency", "EURO"), ErrorCode.VALUE_MALFORMED);
        assertRefused(currency("EUR"), Map.of("amount", "5"), ErrorCode.VALUE_WRONG_TYPE);
        assertRefused(currency("EUR"), Map.of("currency", "EUR"), ErrorCode.VALUE_MALFORMED);
        assertThat(refusal(currency("EUR"), Map.of("amuont", 5)).reason()).contains("Did you mean 'amount'?");
        Object euros = Map.of("amount", new BigDecimal("1234.50"), "currency", "EUR");
        for (String form : List.of("1234.5", "1234.50 EUR", "eur 1234.50", "1234.50EUR")) {
            assertThat(type(currency("EUR")).parse(currency("EUR"), form)).isEqualTo(euros);
        }
        assertThat(catchParse(currency("EUR"), "1.234,50 EUR").code()).isEqualTo(ErrorCode.VALUE_MALFORMED);
        assertThat(type(currency("EUR")).display(currency("EUR"), euros)).isEqualTo("1234.50 EUR");
    }

    @Test
    @DisplayName("VAL CURRENCY codes keep their order as numbers and come back")
    void val_currency_codes() {
        List<String> codes = List.of("AAA", "AED", "EUR", "JPY", "USD", "ZZZ");
        assertThat(codes.stream().map(CurrencyCodes::pack).toList()).isSorted();
        assertThat(codes.stream()
                        .map(code -> CurrencyCodes.unpack(CurrencyCodes.pack(code)))
                        .toList())
                .isEqualTo(codes);
    }

    @Test
    @DisplayName("VAL DATE is a calendar day, strict, without rollover")
    void val_date() {
        assertThat(normalise(date(), "2026-03-01")).isEqualTo(LocalDate.of(2026, 3, 1));
        for (String wrong : List.of("2026-02-29", "2026-3-1", "01.03.2026", "2026-03-01T00:00:00Z", "0000-01-01")) {
            assertThat(refusal(date(), wrong).reason()).isNotBlank();
        }
        assertRefused(date(), Instant.EPOCH, ErrorCode.VALUE_WRONG_TYPE);
        assertRefused(date(), LocalDate.of(10_000, 1, 1), ErrorCode.VALUE_OUT_OF_RANGE);
        assertThat(type(date()).store(date(), LocalDate.of(1, 2, 3))).isEqualTo("0001-02-03");
    }

    @Test
    @DisplayName("VAL TIMESTAMP is an instant, to the microsecond")
    void val_timestamp() {
        Instant nine = Instant.parse("2026-03-01T09:00:00Z");
        assertThat(normalise(timestamp(), "2026-03-01T10:00:00+01:00")).isEqualTo(nine);
        assertThat(normalise(timestamp(), ZonedDateTime.parse("2026-03-01T10:00:00+01:00[Europe/Berlin]")))
                .isEqualTo(nine);
        assertThat(normalise(timestamp(), nine.plusNanos(1_999))).isEqualTo(nine.plusNanos(1_000));
        assertThat(type(timestamp()).store(timestamp(), nine)).isEqualTo("2026-03-01T09:00:00Z");
        assertRefused(timestamp(), "2026-03-01T09:00:00", ErrorCode.VALUE_MALFORMED);
        assertRefused(timestamp(), LocalDateTime.of(2026, 3, 1, 9, 0), ErrorCode.VALUE_WRONG_TYPE);
        assertRefused(timestamp(), Instant.MAX, ErrorCode.VALUE_OUT_OF_RANGE);
    }

    @Test
    @DisplayName("VAL options: unknown ones are refused with the choices, archived ones are not offered")
    void val_options() {
        AttributeSpec kind =
                select("small", "large").option(AttributeOption.of("tiny").asArchived());
        assertThat(normalise(kind, "small")).isEqualTo("small");
        InvalidValueException unknown = refusal(kind, "smal");
        assertThat(unknown.code()).isEqualTo(ErrorCode.VALUE_UNKNOWN_OPTION);
        assertThat(unknown.reason())
                .contains("Did you mean 'small'?")
                .contains("small, large")
                .doesNotContain("tiny");
        assertThat(refusal(kind, "tiny").reason()).contains("archived");
        AttributeSpec tags = multiSelect("a", "b", "c");
        assertThat(normalise(tags, List.of("c", "a", "c"))).isEqualTo(List.of("a", "c"));
        assertThat(type(tags).parse(tags, "c; A")).isEqualTo(List.of("a", "c"));
        assertThat(type(tags).restore(multiSelect("c", "b", "a"), List.of("a", "c")))
                .isEqualTo(List.of("c", "a"));
        assertThat(faults(status().option(AttributeOption.of("open")))).containsExactly("options[0].state");
        assertThat(faults(select())).containsExactly("options");
        assertThat(faults(select("a", "a", " b")))
                .containsExactly("options[1].id", "options[2].id", "options[2].title");
        assertThat(faults(text().options("a"))).containsExactly("options");
    }

    @Test
    @DisplayName("VAL EMAIL is trimmed, kept as typed and matched without case")
    void val_email() {
        assertThat(normalise(email(), " Ada.L+x@Example.com ")).isEqualTo("Ada.L+x@Example.com");
        for (String wrong : List.of(
                "ada",
                "@x.de",
                "ada@",
                "a b@x.de",
                "ada@localhost",
                "a@@x.de",
                ".a@x.de",
                "a..b@x.de",
                "a@-x.de",
                "a@1.2.3.4",
                "Ada <ada@x.de>",
                "a".repeat(65) + "@x.de",
                "a@" + "b".repeat(64) + ".de")) {
            assertThat(refusal(email(), wrong).code()).as(wrong).isEqualTo(ErrorCode.VALUE_MALFORMED);
        }
        assertThat(UniqueKeys.of(type(email()), email(), "ADA@x.de"))
                .isEqualTo(UniqueKeys.of(type(email()), email(), "ada@X.de"));
    }

    @Test
    @DisplayName("VAL PHONE becomes E.164 by the region in the configuration")
    void val_phone() {
        assertThat(normalise(phone("DE"), "030 901820")).isEqualTo("+4930901820");
        assertThat(normalise(phone("DE"), "+1 (650) 253-0000")).isEqualTo("+16502530000");
        assertThat(type(phone()).display(phone(), "+16502530000")).isEqualTo("+1 650-253-0000");
        assertThat(refusal(phone(), "030 901820").reason()).contains("no country code");
        assertThat(refusal(phone("DE"), "+1 65025").reason()).contains("too short");
        assertThat(refusal(phone("DE"), "hello").code()).isEqualTo(ErrorCode.VALUE_MALFORMED);
        assertThat(refusal(phone("US"), "650 253 0000 ext. 5").reason()).contains("extension");
        assertThat(faults(phone("XX"))).containsExactly("region");
    }

    @Test
    @DisplayName("VAL URL is http or https with a host")
    void val_url() {
        assertThat(normalise(url(), "HTTPS://Example.COM/A?b#C")).isEqualTo("https://example.com/A?b#C");
        assertThat(normalise(url(), "http://bücher.example")).isEqualTo("http://xn--bcher-kva.example");
        for (String wrong : List.of(
                "example.com",
                "ftp://x.de",
                "javascript:alert(1)",
                "https://",
                "https:///a",
                "https://a b.de",
                "https://x.de/a b",
                "https://user:secret@x.de",
                "https://x.de:99999",
                "https://-x.de")) {
            assertThat(refusal(url(), wrong).code()).as(wrong).isEqualTo(ErrorCode.VALUE_MALFORMED);
        }
        assertRefused(url(), "https://x.de/" + "a".repeat(250), ErrorCode.VALUE_TOO_LONG);
    }

    @Test
    @DisplayName("VAL LOCATION checks its parts and is found by one line")
    void val_location() {
        Object place = normalise(location(), Map.of("city", " Berlin ", "country", "de", "postalCode", "10115"));
        assertThat(place).isEqualTo(Map.of("city", "Berlin", "country", "DE", "postalCode", "10115"));
        assertThat(type(location()).display(location(), place)).isEqualTo("10115 Berlin, DE");
        assertThat(refusal(location(), Map.of("town", "x")).reason()).contains("postalCode");
        assertRefused(location(), Map.of("country", "Germany"), ErrorCode.VALUE_MALFORMED);
        assertRefused(location(), Map.of("latitude", 91, "longitude", 0), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(location(), Map.of("latitude", 1), ErrorCode.VALUE_MALFORMED);
        assertRefused(location(), Map.of("latitude", "1", "longitude", 2), ErrorCode.VALUE_WRONG_TYPE);
        assertRefused(location(), "Berlin", ErrorCode.VALUE_WRONG_TYPE);
    }

    @Test
    @DisplayName("VAL PERSON_NAME derives the full name")
    void val_person_name() {
        assertThat(normalise(personName(), Map.of("first", "Ada", "last", "Lovelace", "full", "old")))
                .isEqualTo(Map.of("first", "Ada", "last", "Lovelace", "full", "Ada Lovelace"));
        assertThat(normalise(personName(), "Ada King Lovelace"))
                .isEqualTo(Map.of("first", "Ada", "middle", "King", "last", "Lovelace", "full", "Ada King Lovelace"));
        assertThat(normalise(personName(), "Lovelace, Ada"))
                .isEqualTo(Map.of("first", "Ada", "last", "Lovelace", "full", "Ada Lovelace"));
        assertThat(normalise(personName(), "Plato")).isEqualTo(Map.of("first", "Plato", "full", "Plato"));
        assertRefused(personName(), Map.of("first", "a".repeat(200), "last", "b".repeat(60)), ErrorCode.VALUE_TOO_LONG);
        assertRefused(personName(), Map.of("nick", "x"), ErrorCode.VALUE_MALFORMED);
    }

    @Test
    @DisplayName("VAL RATING is a whole number from 1 to max")
    void val_rating() {
        assertThat(normalise(rating(3), 3)).isEqualTo(new BigDecimal("3"));
        for (Number wrong : List.of(0, 4, 1.5)) {
            assertRefused(rating(3), wrong, ErrorCode.VALUE_OUT_OF_RANGE);
        }
        assertThat(faults(rating(101))).containsExactly("max");
    }

    @Test
    @DisplayName("VAL references are always lists")
    void val_references() {
        assertThat(normalise(reference("company"), ID)).isEqualTo(List.of(ID));
        assertThat(normalise(references("company"), List.of(ID.toString().toUpperCase(Locale.ROOT), ID)))
                .isEqualTo(List.of(ID));
        assertRefused(reference("company"), List.of(ID, new UUID(0, 1)), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(reference("company"), "acme", ErrorCode.VALUE_MALFORMED);
        assertRefused(reference("company"), "1-1-1-1-1", ErrorCode.VALUE_MALFORMED);
        assertThat(type(reference("company")).referencedObject(reference("company")))
                .contains("company");
        assertThat(faults(parent("company").config("multiple", true))).containsExactly("multiple");
        assertThat(faults(AttributeSpec.ofType("RECORD_REFERENCE"))).containsExactly("object");
        assertThat(normalise(user(), Actor.user("ada"))).isEqualTo(List.of("ada"));
        assertThat(normalise(users(), List.of("b", "a", "b"))).isEqualTo(List.of("b", "a"));
        assertRefused(user(), Actor.system(), ErrorCode.VALUE_WRONG_TYPE);
    }

    @Test
    @DisplayName("VAL FILE is a list of what is known of files")
    void val_file() {
        Map<String, Object> file = Map.of("id", "f", "name", "a.pdf", "size", 12, "mediaType", "Application/PDF");
        assertThat(normalise(file(), file))
                .isEqualTo(List.of(Map.of(
                        "id", "f", "name", "a.pdf", "size", new BigDecimal("12"), "mediaType", "application/pdf")));
        assertRefused(file(), List.of(file, file), ErrorCode.VALUE_MALFORMED);
        assertRefused(file(), Map.of("id", "f"), ErrorCode.VALUE_MALFORMED);
        assertThat(catchParse(file(), "a.pdf").code()).isEqualTo(ErrorCode.VALUE_MALFORMED);
    }

    @Test
    @DisplayName("VAL AI_COMPUTED has the form of its result and is written by the engine only")
    void val_ai_computed() {
        AttributeSpec spec = Attributes.aiComputed("NUMBER").config("settings", Map.of("scale", 1));
        assertThat(type(spec).isEngineWritten()).isTrue();
        assertThat(normalise(spec, 1.5)).isEqualTo(new BigDecimal("1.5"));
        assertRefused(spec, 1.55, ErrorCode.VALUE_OUT_OF_RANGE);
        assertThat(faults(Attributes.aiComputed("FILE"))).containsExactly("result");
        assertThat(faults(Attributes.aiComputed("NUMBER").config("settings", Map.of("scale", 99))))
                .containsExactly("settings.scale");
        assertThat(faults(Attributes.aiComputed("SELECT"))).containsExactly("options");
        assertThat(faults(Attributes.aiComputed("TEXT").required().unique().defaultValue("x")))
                .containsExactly("required", "unique", "default");
    }

    @Test
    @DisplayName("VAL-5 a configuration is checked whole: unknown settings, limits, uniqueness and the default")
    void val_5_configuration() {
        assertThat(faults(text().config("maxLenght", 5).config("maxLength", 0)))
                .containsExactly("maxLenght", "maxLength");
        assertThat(type(text()).check(text().config("maxLenght", 5)).get(0).message())
                .contains("Did you mean 'maxLength'?");
        assertThat(faults(textArea().unique())).containsExactly("unique");
        assertThat(faults(text(3).defaultValue("long"))).containsExactly("default");
        assertThat(faults(number(BigDecimal.TEN, BigDecimal.ONE))).containsExactly("min");
        assertThat(faults(AttributeSpec.ofType("CURRENCY"))).containsExactly("currency");
        assertThat(faults(currency("XXX"))).containsExactly("currency");
        assertThat(faults(text(80).config("maxLength", new BigDecimal("80")))).isEmpty();
    }

    @Test
    @DisplayName("VAL-5 long unique values are told apart by their hash")
    void val_5_long_keys() {
        String a = UniqueKeys.of(type(text()), text(), "a".repeat(255));
        String b = UniqueKeys.of(type(text()), text(), "a".repeat(254) + "b");
        assertThat(a).hasSize(65).startsWith("#").isNotEqualTo(b);
        assertThat(UniqueKeys.of(type(text()), text(), a)).isNotEqualTo(a);
    }

    private static AttributeType type(AttributeSpec spec) {
        return TYPES.get(spec.type());
    }

    private static Object normalise(AttributeSpec spec, Object input) {
        return type(spec).normalise(spec, input);
    }

    private static InvalidValueException refusal(AttributeSpec spec, Object input) {
        InvalidValueException refusal = catchThrowableOfType(InvalidValueException.class, () -> normalise(spec, input));
        assertThat(refusal).as(spec + " takes " + input).isNotNull();
        return refusal;
    }

    private static InvalidValueException catchParse(AttributeSpec spec, String text) {
        return catchThrowableOfType(
                InvalidValueException.class, () -> type(spec).parse(spec, text));
    }

    private static void assertRefused(AttributeSpec spec, Object input, ErrorCode code) {
        assertThat(refusal(spec, input).code())
                .as(spec + " refuses " + Refusals.show(input))
                .isEqualTo(code);
    }

    private static List<String> faults(AttributeSpec spec) {
        return type(spec).check(spec).stream().map(Violation::path).toList();
    }
}
