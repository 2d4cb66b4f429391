package dev.crmkit.benchmarks.compare;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was answered, in a form that compares: ids in their order, one count, or groups sorted as texts. Immutable.
 *
 * @param lines unmodifiable
 */
record Answer(List<String> lines) {
    private static final int COMPARED_DIGITS = 6;

    Answer {
        lines = List.copyOf(lines);
    }

    static Answer ofIds(Collection<UUID> ids) {
        return new Answer(ids.stream().map(UUID::toString).toList());
    }

    static Answer ofCount(long count) {
        return new Answer(List.of(Long.toString(count)));
    }

    static Answer ofGroups(Collection<String> groups) {
        return new Answer(groups.stream().sorted().toList());
    }

    /** A group with what was computed, as one line. */
    static String group(List<? extends @Nullable Object> cells) {
        List<@Nullable Object> all = new ArrayList<>(cells);
        return all.stream().map(Answer::cell).collect(Collectors.joining("|"));
    }

    /** Where this answer is first unlike another one, for people. */
    String difference(Answer other) {
        int place = 0;
        while (place < Math.min(lines.size(), other.lines.size())
                && lines.get(place).equals(other.lines.get(place))) {
            place++;
        }
        return lines.size() + " lines and " + other.lines.size() + ", from line " + (place + 1) + " on "
                + lines.subList(place, Math.min(lines.size(), place + 1)) + " and "
                + other.lines.subList(place, Math.min(other.lines.size(), place + 1));
    }

    private static String cell(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Number number) {
            BigDecimal exact = new BigDecimal(number.toString()).setScale(COMPARED_DIGITS, RoundingMode.HALF_UP);
            return exact.stripTrailingZeros().toPlainString();
        }
        return value.toString();
    }
}
