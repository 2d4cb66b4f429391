/** What belongs to records beside their values: what the parts that keep such things share. */
@NullMarked
package dev.crmkit.internal.item;

import org.jspecify.annotations.NullMarked;
