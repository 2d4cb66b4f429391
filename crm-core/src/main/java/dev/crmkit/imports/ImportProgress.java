package dev.crmkit.imports;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far an import has come in its file. Immutable.
 *
 * @param rows how many rows are done, without the header
 * @param bytesRead how many bytes of the file they took; it may run ahead by a buffer
 * @param bytes how many bytes the file has
 * @param worked how long workers were busy with it, by the engine's clock
 */
public record ImportProgress(long rows, long bytesRead, long bytes, Duration worked) {
    /** Checks for null. */
    public ImportProgress {
        Objects.requireNonNull(worked, "worked");
    }

    /** Rows per second of work; empty as long as no time has passed. */
    public Optional<Double> rowsPerSecond() {
        return worked.isZero() ? Optional.empty() : Optional.of(rows * 1_000.0 / Math.max(1, worked.toMillis()));
    }

    /** How much more work there is, at the pace so far; empty as long as that cannot be said. */
    public Optional<Duration> remaining() {
        return worked.isZero() || bytesRead == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofMillis((long) (worked.toMillis() * ((double) (bytes - bytesRead) / bytesRead))));
    }
}
