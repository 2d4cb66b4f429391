/**
 * The inside of the storage on PostgreSQL; not API.
 */
@NullMarked
package dev.crmkit.storage.postgres.internal;

import org.jspecify.annotations.NullMarked;
