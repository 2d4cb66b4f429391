package dev.crmkit.storage.jooq.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.storage.jooq.internal.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TextKeyTest {
    private static final List<Integer> CODE_POINTS = List.of(
            1,
            2,
            3,
            4,
            5,
            6,
            (int) ' ',
            (int) '%',
            (int) '_',
            (int) '\\',
            (int) 'a',
            (int) 'A',
            (int) 'b',
            (int) 'I',
            0x130,
            0x131,
            0xDF,
            0x3C2,
            0xD7FF,
            0xE000,
            0xFFFE,
            0xFFFF,
            0x10000,
            0x10400,
            0x10428,
            0x1F600,
            0x10FFFF);

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(CODE_POINTS)
                .list()
                .ofMaxSize(6)
                .map(list -> list.stream()
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
    }

    @Property(tries = 3000)
    void forms_sort_as_the_texts_do(@ForAll("texts") String a, @ForAll("texts") String b, @ForAll Dialect dialect) {
        TextKey key = new TextKey(dialect);
        IndexValue.Text x = IndexValue.Text.of(a);
        IndexValue.Text y = IndexValue.Text.of(b);
        assertThat(Integer.signum(compare(dialect, key.text(x), key.text(y))))
                .isEqualTo(Integer.signum(IndexOrder.compare(x, y, false, List.of())));
        assertThat(Integer.signum(compare(dialect, key.token(a), key.token(b))))
                .isEqualTo(Integer.signum(TextFolding.compareCodePoints(a, b)));
    }

    @Property(tries = 3000)
    void forms_give_the_text_back(@ForAll("texts") String a, @ForAll Dialect dialect) {
        TextKey key = new TextKey(dialect);
        IndexValue.Text text = IndexValue.Text.of(a);
        assertThat(key.text(key.text(text))).isEqualTo(text);
        assertThat(key.raw(key.token(a))).isEqualTo(a);
    }

    @Property(tries = 5000)
    void equality_and_literals_are_found_exactly(
            @ForAll("texts") String a, @ForAll("texts") String b, @ForAll Dialect dialect) {
        TextKey key = new TextKey(dialect);
        IndexValue.Text text = IndexValue.Text.of(a);
        String form = key.text(text);
        String literal = TextFolding.fold(b);
        assertThat(compare(dialect, form, key.equalFrom(literal)) >= 0
                        && compare(dialect, form, key.equalBelow(literal)) < 0)
                .isEqualTo(text.folded().equals(literal));
        if (!literal.isEmpty()) {
            String below = key.beginBelow(literal);
            assertThat(compare(dialect, form, key.beginFrom(literal)) >= 0
                            && (below == null || compare(dialect, form, below) < 0))
                    .isEqualTo(text.folded().startsWith(literal));
            assertThat(isLike(form, key.inside(literal)))
                    .isEqualTo(text.folded().contains(literal));
            assertThat(isLike(form, key.atEnd(literal))).isEqualTo(text.folded().endsWith(literal));
        }
    }

    @Test
    void the_longest_text_fits_into_an_index() {
        String longest = "\u0001".repeat(255);
        assertThat(new TextKey(Dialect.POSTGRES)
                        .text(IndexValue.Text.of(longest))
                        .getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(2_041);
        assertThat(new TextKey(Dialect.POSTGRES)
                        .text(IndexValue.Text.of("\uD83D\uDE00".repeat(255)))
                        .getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(2_041);
    }

    @Test
    void folding_twice_is_folding_once() {
        for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            int folded = TextFolding.fold(codePoint);
            assertThat(TextFolding.fold(folded)).isEqualTo(folded);
        }
    }

    /** As the database compares. */
    private static int compare(Dialect dialect, String a, String b) {
        return dialect == Dialect.H2 ? a.compareTo(b) : TextFolding.compareCodePoints(a, b);
    }

    /** LIKE for patterns that begin and end with a percent sign and escape with a backslash. */
    private static boolean isLike(String form, String pattern) {
        String literal = pattern.substring(1, pattern.length() - 1)
                .replace("\\%", "%")
                .replace("\\_", "_")
                .replace("\\\\", "\\");
        return form.contains(literal);
    }
}
