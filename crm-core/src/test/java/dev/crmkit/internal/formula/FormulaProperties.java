package dev.crmkit.internal.formula;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Formulas never throw, whatever they say. */
class FormulaProperties {
    private static final Fields FIELDS = Fields.sample();

    @Property(tries = 3000)
    @Label("Whatever is well typed computes, without an exception, a value of its kind, nothing or a failure")
    void total(@ForAll long seed) {
        Random random = new Random(seed);
        Kind kind = Writer.KINDS.get(random.nextInt(Writer.KINDS.size()));
        String text = new Writer(random, FIELDS).write(kind, 4);
        List<String> faults = new ArrayList<>();
        Formula formula = Formula.compile(text, FIELDS, faults);
        if (formula == null) {
            assertThat(faults).as(text).allMatch(fault -> fault.contains("more than 500"));
            return;
        }
        assertThat(formula.kind()).as(text).isEqualTo(kind);
        Object value = formula.evaluate(FIELDS);
        if (value != null && !(value instanceof Failure)) {
            Class<?> form = switch (kind) {
                case NUMBER -> BigDecimal.class;
                case TEXT -> String.class;
                case DATE -> LocalDate.class;
                case TIMESTAMP -> Instant.class;
                case CHECKBOX -> Boolean.class;
                case CURRENCY -> Money.class;
                case NOTHING -> Void.class;
            };
            assertThat(value).as(text).isInstanceOf(form);
        }
        assertThat(formula.evaluate(FIELDS)).as("%s again", text).isEqualTo(value);
    }

    @Property(tries = 3000)
    @Label("Whatever is not a formula is refused with a place, without an exception")
    void anyText(@ForAll long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<String> parts = List.of(
                "n", "t", "(", ")", ",", "+", "-", "*", "if(", "'", "'a'", "1", "2.5", "and", "not", "=", "<", "{", "}",
                " ", "round", "empty", "date(", "stage", "&", "%", "\u0000", "😀");
        for (int i = random.nextInt(15); i >= 0; i--) {
            text.append(parts.get(random.nextInt(parts.size()))).append(' ');
        }
        List<String> faults = new ArrayList<>();
        Formula formula = Formula.compile(text.toString(), FIELDS, faults);
        if (formula == null) {
            assertThat(faults).isNotEmpty().allMatch(fault -> fault.startsWith("at character "));
        } else {
            formula.evaluate(FIELDS);
        }
    }
}
