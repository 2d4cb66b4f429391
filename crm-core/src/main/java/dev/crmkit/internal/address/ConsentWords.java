package dev.crmkit.internal.address;

import dev.crmkit.channel.Consent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What several words about consent to one address come to. Not instantiable. */
final class ConsentWords {
    private ConsentWords() {}

    /** Both: of two words about one purpose the more restrictive, of equal ones the later. */
    static Map<String, Consent> together(Map<String, Consent> held, Map<String, Consent> arriving) {
        Map<String, Consent> all = new HashMap<>(held);
        arriving.forEach((purpose, word) -> all.merge(purpose, word, ConsentWords::stronger));
        return all;
    }

    private static Consent stronger(Consent held, Consent arriving) {
        int order = arriving.state().compareTo(held.state());
        return order > 0 || (order == 0 && arriving.at().isAfter(held.at())) ? arriving : held;
    }

    /** The words as they were, and what was said since for each purpose of which it was said. */
    static Map<String, Consent> since(
            Map<String, Consent> were, Map<String, Consent> merged, Map<String, Consent> now) {
        Map<String, Consent> all = new HashMap<>(were);
        said(merged, now).forEach(purpose -> all.put(purpose, Objects.requireNonNull(now.get(purpose))));
        return all;
    }

    /** The words as they were, and what was refused since: whoever of those that were one was meant. */
    static Map<String, Consent> refusedSince(
            Map<String, Consent> were, Map<String, Consent> merged, Map<String, Consent> now) {
        Map<String, Consent> all = new HashMap<>(were);
        for (String purpose : said(merged, now)) {
            Consent word = Objects.requireNonNull(now.get(purpose));
            if (word.state().forbids()) {
                all.merge(purpose, word, ConsentWords::stronger);
            }
        }
        return all;
    }

    /** The purposes of which something else was said. */
    private static Set<String> said(Map<String, Consent> merged, Map<String, Consent> now) {
        Set<String> said = new TreeSet<>();
        now.forEach((purpose, word) -> {
            @Nullable Consent before = merged.get(purpose);
            if (!word.equals(before)) {
                said.add(purpose);
            }
        });
        return said;
    }
}
