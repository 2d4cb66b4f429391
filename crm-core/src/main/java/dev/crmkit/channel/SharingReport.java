package dev.crmkit.channel;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Whether settings came to hold, and what stood against them. Immutable.
 *
 * @param applied whether they hold now; if not, nothing was changed
 * @param shared how often a record has an address that another of its object has too, where it must be unique
 * @param samples the first of them, up to 20
 */
public record SharingReport(boolean applied, long shared, List<Sample> samples) {
    /** Copies the samples. */
    public SharingReport {
        samples = List.copyOf(samples);
    }

    /**
     * An address that two live records of one object have. Immutable.
     *
     * @param kind what sort of address
     * @param address as people read it
     * @param first one of the records
     * @param second the other
     */
    public record Sample(ChannelKind kind, String address, UUID first, UUID second) {
        /** Checks for null. */
        public Sample {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(second, "second");
        }
    }
}
