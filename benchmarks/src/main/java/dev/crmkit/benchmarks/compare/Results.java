package dev.crmkit.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The times of all rounds, and what they come to. Not thread-safe. */
final class Results {
    /** Whom all others are compared with. */
    static final String BASE = "N";

    private static final List<String> ORDER = List.of(BASE, "N jOOQ", "L SQL", "L", "J", "G", "V");

    private final Map<Case, Map<String, Map<Integer, Double>>> times = new LinkedHashMap<>();
    private final List<String> disagreements = new ArrayList<>();
    private final Map<Case, Integer> most = new LinkedHashMap<>();

    /**
     * What is measured. Immutable.
     *
     * @param set the label of the records, as in {@code shared9k}
     */
    record Case(String set, Shape shape) {}

    void add(Case of, String contestant, int round, double millis) {
        times.computeIfAbsent(of, any -> new LinkedHashMap<>())
                .computeIfAbsent(contestant, any -> new TreeMap<>())
                .put(round, millis);
    }

    void disagree(String how) {
        disagreements.add(how);
    }

    /** Notes how much a case was answered with. */
    void answered(Case of, int lines) {
        most.merge(of, lines, Math::max);
    }

    /** In which way contestants answered unlike each other; empty if they did not. */
    List<String> disagreements() {
        return Collections.unmodifiableList(disagreements);
    }

    /** The shapes that found nothing in all rounds, of whatever records. */
    List<String> empty() {
        return most.keySet().stream()
                .map(one -> one.shape().id())
                .distinct()
                .filter(id -> most.entrySet().stream()
                        .noneMatch(entry -> entry.getKey().shape().id().equals(id) && entry.getValue() > 0))
                .toList();
    }

    /** The labels of the records that were asked about. */
    List<String> sets() {
        return times.keySet().stream().map(Case::set).distinct().toList();
    }

    List<Case> cases() {
        return List.copyOf(times.keySet());
    }

    /** Who was measured, in the order of the report. */
    List<String> contestants() {
        return times.values().stream()
                .flatMap(byContestant -> byContestant.keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(ORDER::indexOf))
                .toList();
    }

    /** The median time, in milliseconds. */
    OptionalDouble millis(Case of, String contestant) {
        return median(List.copyOf(rounds(of, contestant).values()));
    }

    /** The median over rounds of how many times as long one took as another in the same round. */
    OptionalDouble ratio(Case of, String contestant, String base) {
        Map<Integer, Double> bases = rounds(of, base);
        List<Double> ratios = new ArrayList<>();
        rounds(of, contestant).forEach((round, millis) -> {
            Double other = bases.get(round);
            if (other != null) {
                ratios.add(millis / other);
            }
        });
        return median(ratios);
    }

    private Map<Integer, Double> rounds(Case of, String contestant) {
        return times.getOrDefault(of, Map.of()).getOrDefault(contestant, Map.of());
    }

    private static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }

    /**
     * What the ratios of several cases come to. Immutable.
     *
     * @param geomean their geometric mean
     * @param worst the greatest
     * @param worstCase that of the greatest
     */
    record Summary(double geomean, double worst, Case worstCase) {}

    /** The ratios of the cases that both were measured at; null if there are none. */
    @Nullable
    Summary summary(String contestant, String base, Predicate<Case> which) {
        double logarithms = 0;
        int count = 0;
        double worst = 0;
        Case worstCase = null;
        for (Case one : times.keySet()) {
            OptionalDouble ratio = which.test(one) ? ratio(one, contestant, base) : OptionalDouble.empty();
            if (ratio.isPresent()) {
                logarithms += Math.log(ratio.getAsDouble());
                count++;
                if (ratio.getAsDouble() > worst) {
                    worst = ratio.getAsDouble();
                    worstCase = one;
                }
            }
        }
        return count == 0 ? null : new Summary(Math.exp(logarithms / count), worst, Objects.requireNonNull(worstCase));
    }
}
