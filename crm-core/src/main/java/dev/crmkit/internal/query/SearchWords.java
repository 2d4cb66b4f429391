package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.TextOperands;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.InvalidValueException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a search text apart. Not instantiable. */
public final class SearchWords {
    /** How many different words a search may have. */
    public static final int MAX_WORDS = 10;

    private SearchWords() {}

    /**
     * The condition that every word is found; always true if there is no word.
     *
     * @param faults receives every fault; where it receives one, the result must not be used
     */
    public static Predicate compile(@Nullable String text, List<Violation> faults) {
        if (text == null || WhiteSpace.isBlank(text)) {
            return Predicate.always();
        }
        Set<String> words = new LinkedHashSet<>();
        try {
            for (String word : TextOperands.part(text).split("\\p{IsWhite_Space}+")) {
                if (!word.isEmpty()) {
                    words.add(word);
                }
            }
        } catch (InvalidValueException e) {
            faults.add(new Violation("search", ErrorCode.QUERY_INVALID_OPERAND, e.reason()));
            return Predicate.never();
        }
        if (words.size() > MAX_WORDS) {
            faults.add(new Violation(
                    "search",
                    ErrorCode.QUERY_LIMIT,
                    "has " + words.size() + " words; the limit is " + MAX_WORDS + ". Search for fewer"));
            return Predicate.never();
        }
        return new Predicate.Search(List.copyOf(words));
    }
}
