package dev.crmkit.benchmarks.compare;

import dev.crmkit.benchmarks.imports.ImportOutcome;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * All that a run found. Immutable.
 *
 * @param about what was run, for people
 * @param promoted whether the largest set had a bucket of its own
 * @param sizes how many records there were
 * @param reads the questions
 * @param writes the changes
 * @param bytes on disk without history, by layout, and what the product keeps besides; empty where that cannot be told apart
 * @param imported what an import took; null if there was none
 * @param notMeasured what is not in the report, and why
 */
record Findings(
        String about,
        boolean promoted,
        Sizes sizes,
        Results reads,
        Results writes,
        Map<String, Long> bytes,
        @Nullable ImportOutcome imported,
        List<String> notMeasured) {
    Findings {
        bytes = Collections.unmodifiableMap(new LinkedHashMap<>(bytes));
        notMeasured = List.copyOf(notMeasured);
    }

    /** The same with what an import took. */
    Findings withImport(ImportOutcome outcome) {
        return new Findings(about, promoted, sizes, reads, writes, bytes, outcome, notMeasured);
    }

    /** Whether all gave the same answers, and every row that was imported is there once. */
    boolean areRight() {
        return reads.disagreements().isEmpty() && (imported == null || imported.isRight());
    }

    /** What a set is called in the report. */
    String label(String set) {
        return promoted && set.equals("big") ? "promoted" : set;
    }

    int records(String set) {
        return sizes.of(Objects.requireNonNull(Runner.SETS.get(set)));
    }

    /** How many times as long as its first page a contestant's far page takes, in the largest set; empty if they were not asked. */
    OptionalDouble farPage(String contestant) {
        List<Results.Case> cases = reads.cases();
        for (Results.Case far : cases) {
            for (Results.Case first : cases) {
                if (far.set().equals("big")
                        && first.set().equals("big")
                        && far.shape().id().equals("Q3")
                        && first.shape().id().equals("Q2")) {
                    OptionalDouble farMillis = reads.millis(far, contestant);
                    OptionalDouble firstMillis = reads.millis(first, contestant);
                    return farMillis.isPresent() && firstMillis.isPresent()
                            ? OptionalDouble.of(farMillis.getAsDouble() / firstMillis.getAsDouble())
                            : OptionalDouble.empty();
                }
            }
        }
        return OptionalDouble.empty();
    }
}
