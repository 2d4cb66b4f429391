package dev.crmkit.internal.type;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The members that an input for a set names. Not instantiable. */
final class Members {
    private Members() {}

    /** The elements of a collection that are not empty, or else the input itself. */
    static List<Object> of(Object input) {
        if (input instanceof Collection<?> collection) {
            return collection.stream()
                    .filter(member -> !Emptiness.isEmpty(member))
                    .map(Object.class::cast)
                    .toList();
        }
        return List.of(input);
    }

    /** The parts of a file's text between semicolons, or between commas where there are no semicolons. */
    static List<String> split(String text) {
        return Stream.of(text.split(text.contains(";") ? ";" : ",", -1))
                .map(WhiteSpace::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
