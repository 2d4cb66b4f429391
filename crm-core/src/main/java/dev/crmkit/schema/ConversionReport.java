package dev.crmkit.schema;

import java.util.List;
import java.util.UUID;

/**
 * What became of the values of an attribute that changed its type. Immutable.
 *
 * @param applied whether the change was made; false if values stood against it
 * @param converted how many values the new type holds
 * @param emptied how many values were given up
 * @param refused how many values stood against the change
 * @param samples the first values, up to 20, that the new type cannot hold
 */
public record ConversionReport(boolean applied, long converted, long emptied, long refused, List<Sample> samples) {
    /** Copies the samples. */
    public ConversionReport {
        samples = List.copyOf(samples);
    }

    /**
     * A value that the new type cannot hold. Immutable.
     *
     * @param recordId whose value
     * @param value as people read it
     * @param reason why not
     */
    public record Sample(UUID recordId, String value, String reason) {}
}
