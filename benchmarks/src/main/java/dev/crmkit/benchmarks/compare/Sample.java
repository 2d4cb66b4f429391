package dev.crmkit.benchmarks.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;

/** Some records of a target, from which the parameters of questions are drawn. Not thread-safe. */
final class Sample {
    private static final int MOST = 1_000;

    private final List<Row> rows = new ArrayList<>();
    private Random random = new Random(1);
    private int seen;

    /** Keeps the row, or perhaps another one: every row has the same chance. */
    void offer(Row row) {
        seen++;
        if (rows.size() < MOST) {
            rows.add(row);
        } else {
            int place = random.nextInt(seen);
            if (place < MOST) {
                rows.set(place, row);
            }
        }
    }

    /** Draws from here on as the seed says. */
    Sample reseed(long seed) {
        random = new Random(seed);
        return this;
    }

    /** How many records the target has. */
    int size() {
        return seen;
    }

    Row row() {
        return rows.get(random.nextInt(rows.size()));
    }

    UUID id() {
        return row().id();
    }

    <V> V oneOf(List<V> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Several different ids. */
    List<UUID> ids(int number) {
        return random.ints(0, rows.size())
                .distinct()
                .limit(Math.min(number, rows.size()))
                .mapToObj(i -> rows.get(i).id())
                .toList();
    }

    /** A value that some record has. */
    Object value(String attribute) {
        for (int attempt = 0; attempt < 10 * MOST; attempt++) {
            Object value = row().value(attribute);
            if (value != null) {
                return value;
            }
        }
        throw new IllegalStateException("No record has a value of " + attribute);
    }

    String text(String attribute) {
        return (String) value(attribute);
    }

    /** A word of a text, by its place; the last one where there are fewer. */
    String word(String attribute, int place) {
        String[] words = text(attribute).split(" ", -1);
        return words[Math.min(place, words.length - 1)];
    }

    /** Several different values. */
    List<Object> values(String attribute, int number) {
        List<Object> values = new ArrayList<>();
        for (int attempt = 0; values.size() < number && attempt < 1_000; attempt++) {
            Object value = value(attribute);
            if (!values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }

    /** One option of a choice of several. */
    String member(String attribute) {
        List<?> members = (List<?>) value(attribute);
        return (String) members.get(random.nextInt(members.size()));
    }

    /** The members of a record that has at least two. */
    List<Object> twoMembers(String attribute) {
        for (int attempt = 0; attempt < 10 * MOST; attempt++) {
            if (row().value(attribute) instanceof List<?> members && members.size() > 1) {
                return List.of(
                        Objects.requireNonNull(members.get(0)),
                        Objects.requireNonNull(members.get(members.size() - 1)));
            }
        }
        throw new IllegalStateException("No record has two of " + attribute);
    }

    /** The value that so large a part of all records is below, shifted a little at random. */
    <V extends Comparable<? super V>> V quantile(String attribute, Class<V> type, double part) {
        List<V> sorted = rows.stream()
                .map(row -> row.value(attribute))
                .filter(Objects::nonNull)
                .map(type::cast)
                .sorted(Comparator.naturalOrder())
                .toList();
        double shifted = part + (random.nextDouble() - 0.5) * 0.02;
        int place = (int) (sorted.size() * shifted);
        return sorted.get(Math.max(0, Math.min(sorted.size() - 1, place)));
    }
}
