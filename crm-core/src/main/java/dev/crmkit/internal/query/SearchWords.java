package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.TextOperands;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
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
        return compile(text, null, faults);
    }

    /**
     * The condition that every word is found in one of the texts.
     *
     * @param fields the texts, or null for the search text
     * @param faults receives every fault; where it receives one, the result must not be used
     */
    static Predicate compile(@Nullable String text, @Nullable List<Field> fields, List<Violation> faults) {
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
        return fields == null ? new Predicate.Search(List.copyOf(words)) : inFields(words, fields);
    }

    private static Predicate inFields(Set<String> words, List<Field> fields) {
        List<Predicate> all = new ArrayList<>();
        for (String word : words) {
            List<Predicate> any = new ArrayList<>();
            fields.forEach(field -> any.add(new Predicate.Matches(field, Predicate.Where.INSIDE, word)));
            all.add(new Predicate.Any(any));
        }
        return new Predicate.All(all);
    }
}
