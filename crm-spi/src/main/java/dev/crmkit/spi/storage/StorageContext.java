package dev.crmkit.spi.storage;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What the engine hands to a storage when it opens it. Immutable.
 *
 * @param clock what decides when jobs are due and leases end; null means the storage's own clock, which all nodes share. Tests hand in a
 *     virtual clock
 */
public record StorageContext(@Nullable InstantSource clock) {}
