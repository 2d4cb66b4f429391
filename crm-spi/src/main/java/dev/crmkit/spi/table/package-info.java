/**
 * The table socket: how rows of text become the bytes of a file, and bytes rows.
 */
@NullMarked
package dev.crmkit.spi.table;

import org.jspecify.annotations.NullMarked;
