package dev.crmkit.benchmarks.crowd;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What one thread saw, or all together. Not thread-safe. */
final class Tally {
    private static final int MOST_FAILURES = 20;

    private final Map<String, Times> times = new TreeMap<>();
    private final Map<String, Integer> conflicts = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private long steps;
    private long created;
    private long archived;

    /** A call took so long. */
    void took(String call, long nanos) {
        times.computeIfAbsent(call, any -> new Times()).add(nanos);
    }

    /** A call ended with a documented conflict. */
    void conflict(String code) {
        conflicts.merge(code, 1, Integer::sum);
    }

    /** A call failed as none may. */
    void failed(String call, RuntimeException e) {
        if (failures.size() < MOST_FAILURES) {
            failures.add(call + ": " + e);
        }
    }

    /** Counters of deals were raised so often. */
    void stepped(long number) {
        steps += number;
    }

    /** So many deals were created. */
    void created(long number) {
        created += number;
    }

    /** Deals were archived, or restored where the number is negative. */
    void archived(long number) {
        archived += number;
    }

    long steps() {
        return steps;
    }

    /** By how many there are more live deals than at first. */
    long grown() {
        return created - archived;
    }

    List<String> failures() {
        return Collections.unmodifiableList(failures);
    }

    void add(Tally other) {
        other.times.forEach(
                (call, more) -> times.computeIfAbsent(call, any -> new Times()).addAll(more));
        other.conflicts.forEach((code, number) -> conflicts.merge(code, number, Integer::sum));
        other.failures.stream().limit(MOST_FAILURES - failures.size()).forEach(failures::add);
        steps += other.steps;
        created += other.created;
        archived += other.archived;
    }

    void print(PrintStream out, int seconds) {
        out.printf(
                Locale.ROOT, "%-36s %9s %9s %9s %9s %9s%n", "call", "times", "a second", "p50 ms", "p99 ms", "max ms");
        times.forEach((call, all) -> {
            long[] sorted = all.sorted();
            out.printf(
                    Locale.ROOT,
                    "%-36s %9d %9.1f %9.2f %9.2f %9.2f%n",
                    call,
                    sorted.length,
                    sorted.length / (double) seconds,
                    at(sorted, 0.5),
                    at(sorted, 0.99),
                    at(sorted, 1));
        });
        out.println("conflicts, as documented: " + conflicts);
        out.println();
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))] / 1e6;
    }

    /** Durations in nanoseconds. */
    private static final class Times {
        private long[] nanos = new long[1_024];
        private int size;

        void add(long one) {
            if (size == nanos.length) {
                nanos = Arrays.copyOf(nanos, size * 2);
            }
            nanos[size++] = one;
        }

        void addAll(Times other) {
            for (int i = 0; i < other.size; i++) {
                add(other.nanos[i]);
            }
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(nanos, size);
            Arrays.sort(sorted);
            return sorted;
        }
    }
}
