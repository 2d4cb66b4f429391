package dev.crmkit.benchmarks.imports;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an import took. Immutable.
 *
 * @param rows of the file
 * @param kills how often the process was killed on the way
 * @param copySeconds COPY into the hand-written table
 * @param importSeconds the import, with the start of its processes
 * @param heapPeak the most heap that was seen in use, in MiB
 * @param heapLimit the most that there was, in MiB
 * @param fault what is wrong; null if every row is there once
 */
public record ImportOutcome(
        int rows,
        int kills,
        double copySeconds,
        double importSeconds,
        long heapPeak,
        long heapLimit,
        @Nullable String fault) {

    /** The speed of the import as a part of that of COPY. */
    public double ratio() {
        return copySeconds / importSeconds;
    }

    /** Whether every row is there once. */
    public boolean isRight() {
        return fault == null;
    }

    /** In two lines, for people. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d rows; COPY %.1f s; import %.1f s, killed %d times; COPY / import: %.2f; heap at most %d of %d MiB%n%s",
                rows,
                copySeconds,
                importSeconds,
                kills,
                ratio(),
                heapPeak,
                heapLimit,
                isRight() ? "every row is there once" : "WRONG: " + fault);
    }
}
