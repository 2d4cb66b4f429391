package dev.crmkit.examples.quickstart;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant. Not instantiable. */
final class NearestName {
    private NearestName() {}

    /** The candidate with the fewest changes of a letter, without case; of equals the first by code point. Empty for no candidates. */
    static Optional<String> of(String text, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt((String candidate) -> distance(fold(text), fold(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** How many letters to insert, delete or replace (Levenshtein), row by row of the usual table. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[b.length()];
    }
}
