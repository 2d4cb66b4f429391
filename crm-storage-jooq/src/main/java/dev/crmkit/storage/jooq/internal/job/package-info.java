/**
 * Jobs of a workspace and the queue over all of them.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.job;

import org.jspecify.annotations.NullMarked;
