package dev.crmkit.internal.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language of formulas: what it says, what it refuses, and that it never throws. */
class FormulaTest {
    private static final Fields FIELDS = Fields.sample();

    private static @Nullable Object value(String text) {
        List<String> faults = new ArrayList<>();
        Formula formula = Formula.compile(text, FIELDS, faults);
        assertThat(faults).as(text).isEmpty();
        return Objects.requireNonNull(formula).evaluate(FIELDS);
    }

    private static List<String> faults(String text) {
        List<String> faults = new ArrayList<>();
        assertThat(Formula.compile(text, FIELDS, faults)).as(text).isNull();
        return faults;
    }

    @ParameterizedTest
    @DisplayName("Every operator and function gives what the guide says")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 + 2 * 3 | 7",
                "(1 + 2) * 3 | 9",
                "-n + 10 | 2.5",
                "7 % 4 - -1 | 4",
                "-7 % 4 | -3",
                "1 / 3 | 0.3333333333",
                "2 / 3 | 0.6666666667",
                "0.000000000000000001 * 1 | 0.000000000000000001",
                "1.10 = 1.1 | true",
                "n <> 7.5 | false",
                "not (n > 7 and n < 8) or false | false",
                "yes and unset | false",
                "not unset | true",
                "unset = false | true",
                "none = none | true",
                "none = 0 | false",
                "none <> 0 | true",
                "none < 1 | false",
                "none >= 1 | false",
                "t = 'STRAßE 9' | true",
                "t < 'tz' | true",
                "'it''s' & \" ok\" | it's ok",
                "n & '/' & notext & d | 7.5/2026-03-01",
                "eur & yes | 12.50 EURtrue",
                "if(n > 5, 'big', 'small') | big",
                "if(unset, 1 / zero, 2) | 2",
                "switch(stage, 'new', 1, 'won', 2, 9) | 2",
                "switch(n, 1, 'a', 2, 'b', 'c') | c",
                "coalesce(nodate = d, true) | false",
                "coalesce(notext, '', 'x') | x",
                "is_empty(notext) and not is_empty(n) | true",
                "if_error(1 / zero, -1) | -1",
                "round(2.5) | 3",
                "round(-2.5) | -3",
                "round(1234.567, 2) | 1234.57",
                "round(1250, -2) | 1300",
                "floor(-1.1) | -2",
                "ceil(1.001, 2) | 1.01",
                "abs(-3) | 3",
                "min(3, none, 2) | 2",
                "max(d, date(2026, 4, 1)) | 2026-04-01",
                "number(' 12.50 ') | 12.5",
                "text(n) | 7.5",
                "upper('straße') | STRASSE",
                "lower('ÄI') | äi",
                "trim('  a  ') | a",
                "left('😀ab', 2) | 😀a",
                "right('ab😀', 2) | b😀",
                "length('😀a') + length(notext) | 2",
                "contains(t, 'STRAß') | true",
                "starts_with(t, 'x') | false",
                "ends_with(t, '9') | true",
                "replace('a.b.c', '.', '-') | a-b-c",
                "date_of(at) | 2026-03-02",
                "year(d) * 100 + month(d) | 202603",
                "day(at) | 2",
                "weekday(d) | 7",
                "add_days(d, -1) | 2026-02-28",
                "add_months(date(2026, 1, 31), 1) | 2026-02-28",
                "days_between(d, date(2026, 3, 11)) | 10",
                "hours_between(at, at) | 0",
                "amount_of(eur * 2) | 25",
                "currency_of(usd) | USD",
                "eur / money(2.5, 'EUR') | 5",
                "amount_of(eur / 2) | 6.25",
                "amount_of(abs(-eur)) | 12.5",
                "eur > money(12, 'EUR') | true",
                "eur = usd | false",
                "money(zero, 'EUR') = money(0.00, 'EUR') | true",
                "{n} + 1 | 8.5"
            })
    void gives(String formula, String expected) {
        assertThat(Values.text(value(formula))).as(formula).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("Empty goes through numbers, days, times and money")
    @CsvSource(
            delimiter = '|',
            value = {
                "none + 1",
                "-none",
                "none * eur",
                "round(none)",
                "add_days(nodate, 1)",
                "add_days(d, none)",
                "date_of(notime)",
                "year(nodate)",
                "left('abc', none)",
                "left('abc', 0)",
                "number('')",
                "amount_of(nomoney)",
                "if(yes, empty, 1)",
                "switch(stage, 'lost', 1)",
                "if_error(none, 3)",
                "min(none, none)"
            })
    void empties(String formula) {
        assertThat(value(formula)).as(formula).isNull();
    }

    @ParameterizedTest
    @DisplayName("What cannot be computed is a value that says why, and goes through whatever reads it")
    @CsvSource(
            delimiter = '|',
            value = {
                "1 / zero | DIVISION_BY_ZERO",
                "1 % zero | DIVISION_BY_ZERO",
                "eur / zero | DIVISION_BY_ZERO",
                "none = 1 / zero | DIVISION_BY_ZERO",
                "if(1 / zero > 1, 1, 2) | DIVISION_BY_ZERO",
                "is_empty(1 / zero) | DIVISION_BY_ZERO",
                "'a' & 1 / zero | DIVISION_BY_ZERO",
                "none + 1 / zero | DIVISION_BY_ZERO",
                "huge * huge | NUMBER_OUT_OF_RANGE",
                "huge + 1 | NUMBER_OUT_OF_RANGE",
                "eur + usd | UNLIKE_CURRENCIES",
                "eur < usd | UNLIKE_CURRENCIES",
                "max(eur, usd) | UNLIKE_CURRENCIES",
                "eur / usd | UNLIKE_CURRENCIES",
                "date(2026, 2, 30) | DATE_OUT_OF_RANGE",
                "add_days(d, 9999999) | DATE_OUT_OF_RANGE",
                "add_months(d, 1.5) | ARGUMENT_OUT_OF_RANGE",
                "left('a', -1) | ARGUMENT_OUT_OF_RANGE",
                "round(n, 99) | ARGUMENT_OUT_OF_RANGE",
                "number('12,5') | NOT_A_NUMBER"
            })
    void fails(String formula, String reason) {
        assertThat(value(formula))
                .as(formula)
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.reason().name()).isEqualTo(reason));
    }

    @ParameterizedTest
    @DisplayName("Every fault says where it is, what was expected and the choices")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 + | at character 4: expected a value, an attribute or a function, not the end",
                "(1 | at character 3: expected ), not the end. The '(' at character 1 is open",
                "1) | at character 2: expected an operator or the end, not ')'. There is one ')' too many",
                "1 2 | at character 3: expected an operator or the end, not '2'",
                "n ~ 2 | at character 3: '~' means nothing here.",
                "company.name | at character 8: a formula reads the attributes of its own record.",
                "'open | at character 1: the text that begins here never ends.",
                "{n | at character 1: '{' opens the name of an attribute",
                "1.2.3 | at character 1: a number has digits and one point",
                "1 < 2 < 3 | at character 7: one comparison does not follow another.",
                "n + missing | at character 5: 'missing' is not there",
                "rounds(n) | at character 1: 'rounds' is not a function. Did you mean 'round'?",
                "round() | at character 1: is written round(x) or round(x, digits), not with 0 arguments",
                "today() | at character 1: 'today' would make a stored value change by time alone",
                "NOW() | at character 1: 'NOW' would make a stored value change by time alone",
                "t + 1 | at character 3: '+' adds numbers. Texts are joined with &",
                "d - 1 | at character 3: '-' takes numbers. Days are counted with add_days",
                "n and yes | at character 1: 'and' takes CHECKBOX, and this is NUMBER",
                "eur + 1 | at character 5: '+' does not go between CURRENCY and NUMBER. Use amount_of",
                "eur > 1 | at character 5: '>' compares values of one kind, not CURRENCY and NUMBER. Use amount_of",
                "d = at | at character 3: '=' compares values of one kind, not DATE and TIMESTAMP. Use date_of",
                "yes < unset | at character 5: yes and no have no order.",
                "if(yes, 1, 'a') | at character 1: if gives values of one kind, not NUMBER and TEXT. Use text",
                "stage = 'wonn' | at character 9: 'wonn' is not an option. Did you mean 'won'?",
                "switch(stage, 'old', 1, 2) | at character 15: 'old' is not an option.",
                "money(1, 'XYZ1') | at character 10: money takes as its currency a code",
                "left(n, 1) | at character 6: left takes as argument 1 TEXT, and this is NUMBER",
                "and | at character 1: expected a value, not 'and'. An attribute of that slug is written {and}",
                "empty | at character 1: is always empty."
            })
    void faults(String formula, String expected) {
        assertThat(faults(formula)).as(formula).first().asString().startsWith(expected);
    }

    @Test
    @DisplayName("All faults of the kinds are told at once, and none because of another")
    void allAtOnce() {
        assertThat(faults("missing + 1 & upper(gone) & (t * 2)")).hasSize(3);
    }

    @Test
    @DisplayName("Length, number of parts and depth have limits that say so")
    void limits() {
        assertThat(faults(" ".repeat(Parser.MAX_LENGTH) + "1"))
                .first()
                .asString()
                .contains("the limit is 10000");
        assertThat(faults("1" + "+1".repeat(300))).first().asString().contains("more than 500");
        assertThat(faults("(".repeat(60) + "1" + ")".repeat(60)))
                .first()
                .asString()
                .contains("deeper than 50");
        assertThat(faults("-".repeat(60) + "1")).first().asString().contains("deeper than 50");
        assertThat(faults("not ".repeat(60) + "yes")).first().asString().contains("deeper than 50");
        assertThat(value("1" + "+1".repeat(249))).isEqualTo(new BigDecimal(250));
    }

    @Test
    @DisplayName("A long text fails before it is made")
    void longTexts() {
        Fields fields = new Fields().with("a", Kind.TEXT, "a".repeat(100_000));
        for (String text : List.of("replace(a, 'a', a)", "a & 'b'", "a & a & a")) {
            List<String> faults = new ArrayList<>();
            assertThat(Objects.requireNonNull(Formula.compile(text, fields, faults))
                            .evaluate(fields))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Failure.Reason.TEXT_TOO_LONG));
        }
    }

    @Test
    @DisplayName("Names change without touching texts, functions and words")
    void renames() {
        assertThat(Formula.renamed("round(n) + {n} & 'n' and not n", name -> name.equals("n") ? "amount" : name))
                .isEqualTo("round(amount) + amount & 'n' and not amount");
        assertThat(Formula.renamed("n = 1", name -> "and")).isEqualTo("{and} = 1");
        assertThat(Formula.renamed("n = 1", name -> new UUID(1, 2).toString()))
                .isEqualTo("{00000000-0000-0001-0000-000000000002} = 1");
        assertThat(Formula.renamed("'open", name -> "x")).isEqualTo("'open");
    }

    @Test
    @DisplayName("A formula knows what it reads and whether days matter")
    void inputs() {
        List<String> faults = new ArrayList<>();
        Formula formula = Objects.requireNonNull(Formula.compile("year(at) + n", FIELDS, faults));
        assertThat(formula.inputs())
                .containsExactlyInAnyOrder(
                        FIELDS.find("at").id(), FIELDS.find("n").id());
        assertThat(formula.usesZone()).isTrue();
        assertThat(Objects.requireNonNull(Formula.compile("year(d)", FIELDS, faults))
                        .usesZone())
                .isFalse();
    }
}
