package dev.crmkit.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No cell is computed, and every text comes back. */
class FormulasProperties {

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("='+-@\t\r\n\uFF1D1a .").ofMaxLength(6), Arbitraries.strings());
    }

    @Property(tries = 5000)
    void every_text_comes_back(@ForAll("texts") String text) {
        assertThat(Formulas.restore(Formulas.neutralise(text))).isEqualTo(text);
    }

    @Property(tries = 5000)
    void no_two_texts_become_one_cell(@ForAll("texts") String one, @ForAll("texts") String other) {
        assertThat(Formulas.neutralise(one).equals(Formulas.neutralise(other))).isEqualTo(one.equals(other));
    }

    @Property(tries = 5000)
    void what_a_spreadsheet_takes_for_a_formula_has_an_apostrophe_in_front(@ForAll("texts") String text) {
        String cell = Formulas.neutralise(text);
        boolean begins = !cell.isEmpty() && "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(cell.charAt(0)) >= 0;
        assertThat(begins).isEqualTo(begins && cell.matches("-[0-9]+(\\.[0-9]+)?"));
    }

    @Example
    void numbers_and_our_own_names_stay() {
        assertThat(Formulas.neutralise("-5")).isEqualTo("-5");
        assertThat(Formulas.neutralise("-12.50")).isEqualTo("-12.50");
        assertThat(Formulas.neutralise("@id")).isEqualTo("@id");
        assertThat(Formulas.neutralise("@list.reason")).isEqualTo("@list.reason");
        assertThat(Formulas.neutralise("@list.reason(1)")).isEqualTo("'@list.reason(1)");
        assertThat(Formulas.neutralise("-2+3+cmd|' /C calc'!A0")).isEqualTo("'-2+3+cmd|' /C calc'!A0");
        assertThat(Formulas.neutralise("@SUM(1)")).isEqualTo("'@SUM(1)");
        assertThat(Formulas.neutralise("'=1")).isEqualTo("''=1");
        assertThat(Formulas.neutralise("'tis")).isEqualTo("'tis");
        assertThat(Formulas.restore("'tis")).isEqualTo("'tis");
    }
}
