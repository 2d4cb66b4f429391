package dev.crmkit;

import java.time.Instant;
import java.time.InstantSource;

/** The machine's clock: the one place that asks it. Immutable. */
final class SystemClock implements InstantSource {
    @Override
    public Instant instant() {
        return Instant.now();
    }
}
