/**
 * Background jobs: enqueue one, handle a kind, look after the dead. What is guaranteed is in {@code docs/jobs.md}.
 *
 * <p>Handlers see the engine as a type parameter {@code T}; a host meets it as the workspace handle of the engine. Threads live in
 * {@code dev.crmkit.schedule}, the queue itself in the storage.
 */
@NullMarked
package dev.crmkit.job;

import org.jspecify.annotations.NullMarked;
