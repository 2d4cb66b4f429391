/** Storage on PostgreSQL. */
@NullMarked
package dev.crmkit.storage.postgres;

import org.jspecify.annotations.NullMarked;
