package dev.crmkit.internal.type;

import dev.crmkit.spi.storage.TextFolding;
import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant, and lists names in messages. Not instantiable. */
public final class DidYouMean {
    private static final int MAX_LISTED = 30;

    private DidYouMean() {}

    /** {@code " Did you mean 'amount'?"}, or nothing if no choice is near. */
    public static String hint(String given, Collection<String> choices) {
        return closest(given, choices)
                .map(choice -> " Did you mean '" + choice + "'?")
                .orElse("");
    }

    /** The choices in their order, with an end: {@code a, b, c}; {@code none} if there are none. */
    public static String list(Collection<String> choices) {
        if (choices.isEmpty()) {
            return "none";
        }
        String listed = String.join(", ", choices.stream().limit(MAX_LISTED).toList());
        int rest = choices.size() - MAX_LISTED;
        return rest > 0 ? listed + " and " + rest + " more" : listed;
    }

    /** The nearest choice, the first of several; within a third of the length, at least one edit. */
    static Optional<String> closest(String given, Collection<String> choices) {
        String folded = TextFolding.fold(given);
        int limit = Math.max(1, given.length() / 3);
        String best = null;
        for (String choice : choices) {
            if (Math.abs(choice.length() - given.length()) <= limit) {
                int distance = distance(folded, TextFolding.fold(choice));
                if (distance <= limit) {
                    best = choice;
                    limit = distance - 1;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    best = Math.min(best, cost[i - 2][j - 2] + 1);
                }
                cost[i][j] = best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
