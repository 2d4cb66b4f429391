/** Where the records of objects are kept on PostgreSQL, and how they move while they are in use. */
@NullMarked
package dev.crmkit.storage.jooq.internal.placement;

import org.jspecify.annotations.NullMarked;
