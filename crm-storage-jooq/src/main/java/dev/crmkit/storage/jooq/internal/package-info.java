/**
 * The inside of the relational storages; not API.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal;

import org.jspecify.annotations.NullMarked;
