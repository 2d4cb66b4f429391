/**
 * Records in the relational layout: how they are written, found, sorted and counted.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.record;

import org.jspecify.annotations.NullMarked;
