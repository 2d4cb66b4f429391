package dev.crmkit.internal.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of names: what one record finds the other finds too, with the same score. */
class NameFormProperties {
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars("abcdeoxyz \u00e9\u00df\u0131-.'\ud83d\ude00")
                .ofMaxLength(30);
    }

    @Property
    void likenessIsSymmetricAndBounded(@ForAll("names") String one, @ForAll("names") String other) {
        Optional<NameForm> a = NameForm.of(one, false);
        Optional<NameForm> b = NameForm.of(other, false);
        if (a.isPresent() && b.isPresent()) {
            double score = a.get().similarity(b.get());
            assertThat(score).isBetween(0.0, 1.0).isEqualTo(b.get().similarity(a.get()));
        }
    }

    @Property
    void aFormIsReadAsItWasWritten(@ForAll("names") String name) {
        NameForm.of(name, true).ifPresent(form -> {
            NameForm read = NameForm.read(form.text());
            assertThat(read.text()).isEqualTo(form.text());
            assertThat(read.blocks()).isEqualTo(form.blocks());
            assertThat(read.similarity(form)).isEqualTo(1);
            assertThat(form.text()).isNotBlank();
        });
    }

    @Property
    void orderAndCaseDoNotMatter(@ForAll("names") String name, @ForAll long seed) {
        NameForm.of(name, false).ifPresent(form -> {
            List<String> words = new ArrayList<>(List.of(form.text().split(" ")));
            Collections.shuffle(words, new Random(seed));
            NameForm shuffled = NameForm.of(String.join("  ", words).toUpperCase(Locale.ROOT), false)
                    .orElseThrow();
            Set<String> common = new HashSet<>(form.blocks());
            common.retainAll(shuffled.blocks());
            assertThat(common)
                    .as("shared blocks of %s and %s", form.text(), shuffled.text())
                    .isNotEmpty();
            assertThat(form.similarity(shuffled)).isEqualTo(1);
        });
    }
}
