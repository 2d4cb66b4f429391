/**
 * Transactions of our own and of the host, and what is reached from them.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.transaction;

import org.jspecify.annotations.NullMarked;
