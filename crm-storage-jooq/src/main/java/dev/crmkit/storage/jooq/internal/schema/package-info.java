/**
 * How objects, attributes and options map to numbers, slots and keys of the relational layout.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.schema;

import org.jspecify.annotations.NullMarked;
