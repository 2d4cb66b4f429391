/** What all relational storages share. No dialect and no connection pool lives here. */
@NullMarked
package dev.crmkit.storage.jooq;

import org.jspecify.annotations.NullMarked;
