/**
 * The storage socket: role interfaces reached from a transaction that always carries its workspace.
 *
 * <p>The numbered rules that a storage keeps are in {@code docs/spi/storage.md}; the kit in {@code crm-testkit} proves them.
 */
@NullMarked
package dev.crmkit.spi.storage;

import org.jspecify.annotations.NullMarked;
