/** Duplicate rules: the keys by which records that may be duplicates meet, looking them up, taking in old records, and scanning. */
@NullMarked
package dev.crmkit.internal.duplicate;

import org.jspecify.annotations.NullMarked;
