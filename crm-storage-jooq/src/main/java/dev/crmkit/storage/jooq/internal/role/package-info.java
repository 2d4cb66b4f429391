/**
 * Edges, events, the ledger and documents of a workspace.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.role;

import org.jspecify.annotations.NullMarked;
