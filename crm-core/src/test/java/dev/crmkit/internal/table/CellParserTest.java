package dev.crmkit.internal.table;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.timestamp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.imports.CellFormat;
import dev.crmkit.imports.DateOrder;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** VAL-2: texts of cells as values. */
class CellParserTest {
    private static final CellFormat ENGLISH = CellFormat.standard().dates(DateOrder.MONTH_DAY_YEAR);
    private static final CellFormat GERMAN =
            CellFormat.standard().decimalComma().dates(DateOrder.DAY_MONTH_YEAR);

    private static CellParser parser(CellFormat format) {
        return new CellParser(TypeRegistry.builtIn(), format, ZoneId.of("Europe/Berlin"));
    }

    private static void parses(CellFormat format, AttributeSpec spec, String text, Object expected) {
        assertThat(parser(format).parse(spec, text)).as("'%s'", text).isEqualTo(expected);
    }

    private static void refuses(CellFormat format, AttributeSpec spec, String... texts) {
        for (String text : texts) {
            assertThatThrownBy(() -> parser(format).parse(spec, text))
                    .as("'%s'", text)
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    @DisplayName("VAL-2 Numbers: marks, groups of three, signs and exponents; never a guess")
    void numbers() {
        parses(ENGLISH, number(), " 1,234,567.5 ", new BigDecimal("1234567.5"));
        parses(ENGLISH, number(), "-0.50", new BigDecimal("-0.50"));
        parses(ENGLISH, number(), "\u22121'234", new BigDecimal("-1234"));
        parses(ENGLISH, number(), ".5", new BigDecimal("0.5"));
        parses(ENGLISH, number(), "1.2E3", new BigDecimal("1.2E+3"));
        parses(GERMAN, number(), "1.234,5", new BigDecimal("1234.5"));
        parses(GERMAN, number(), "1\u00A0234", new BigDecimal("1234"));
        refuses(ENGLISH, number(), "1,23", "12,34,567", "1.2.3", "1 23", "12abc", "-", "1,234 567", "NaN", "1e999");
        refuses(GERMAN, number(), "1.5", "1,2,3", "1.2345");
    }

    @Test
    @DisplayName("VAL-2 Money: a code or a sign on either side")
    void money() {
        parses(ENGLISH, currency("EUR"), "1,234.50", new BigDecimal("1234.50"));
        parses(ENGLISH, currency("EUR"), "usd 5", Map.of("amount", new BigDecimal("5"), "currency", "USD"));
        parses(ENGLISH, currency("CAD"), "-$1,000", Map.of("amount", new BigDecimal("-1000"), "currency", "CAD"));
        parses(ENGLISH, currency("EUR"), "$3", Map.of("amount", new BigDecimal("3"), "currency", "USD"));
        parses(GERMAN, currency("EUR"), "7,5 £", Map.of("amount", new BigDecimal("7.5"), "currency", "GBP"));
        refuses(ENGLISH, currency("EUR"), "EUR 5 USD", "€", "five");
    }

    @Test
    @DisplayName("VAL-2 Days are read in the order that was said, and only if they exist")
    void days() {
        LocalDate day = LocalDate.of(2026, 2, 3);
        parses(ENGLISH, date(), "2/3/2026", day);
        parses(GERMAN, date(), "3.2.2026", day);
        for (CellFormat format : List.of(ENGLISH, GERMAN, CellFormat.standard())) {
            parses(format, date(), "2026-02-03", day);
            parses(format, date(), "2026/2/3 00:00:00", day);
        }
        refuses(ENGLISH, date(), "30/1/2026", "2/30/2026", "2/3/26", "2/3-2026", "2026-02-03 10:00", "soon");
        refuses(CellFormat.standard(), date(), "2/3/2026");
    }

    @Test
    @DisplayName("TIM-2 Times are of the zone unless they say so; in a gap later by the gap, in an overlap the first")
    void times() {
        parses(GERMAN, timestamp(), "1.2.2026 09:30", Instant.parse("2026-02-01T08:30:00Z"));
        parses(ENGLISH, timestamp(), "2/1/2026 9:30:15.5 pm", Instant.parse("2026-02-01T20:30:15.500Z"));
        parses(ENGLISH, timestamp(), "2026-02-01T09:30:00+03:00", Instant.parse("2026-02-01T06:30:00Z"));
        parses(ENGLISH, timestamp(), "2026-02-01 09:30Z", Instant.parse("2026-02-01T09:30:00Z"));
        parses(ENGLISH, timestamp(), "2026-02-01", Instant.parse("2026-01-31T23:00:00Z"));
        parses(ENGLISH, timestamp(), "2026-03-29 02:30", Instant.parse("2026-03-29T01:30:00Z"));
        parses(ENGLISH, timestamp(), "2026-10-25 02:30", Instant.parse("2026-10-25T00:30:00Z"));
        parses(
                ENGLISH.zone(ZoneId.of("Asia/Tokyo")),
                timestamp(),
                "2026-02-01 09:00",
                Instant.parse("2026-02-01T00:00:00Z"));
        refuses(ENGLISH, timestamp(), "2026-02-01 24:00", "2026-02-01 13:00 pm", "2026-02-01 nine", "09:00");
    }

    @Test
    @DisplayName(
            "VAL-2 Lists stand between the separator, or else semicolons, or else commas; names only between semicolons")
    void lists() {
        parses(ENGLISH, multiSelect("a", "b"), "b, A", List.of("a", "b"));
        parses(ENGLISH.listSeparator(" / "), multiSelect("a", "b"), "a / b", List.of("a", "b"));
        refuses(ENGLISH.listSeparator("/"), multiSelect("a", "b"), "a/c");
        assertThat(parser(ENGLISH).list("a, b ,,c")).containsExactly("a", "b", "c");
        assertThat(parser(ENGLISH).list("a,b; c")).containsExactly("a,b", "c");
        assertThat(parser(ENGLISH).names("Acme, Inc.; Bolt")).containsExactly("Acme, Inc.", "Bolt");
    }
}
