/** Tables as files: CSV, how a file stands, and texts of cells. */
@NullMarked
package dev.crmkit.internal.table;

import org.jspecify.annotations.NullMarked;
