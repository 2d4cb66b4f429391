/**
 * Imports: records from CSV files and other tables, with preview, errors row by row, progress, cancelling and taking back.
 */
@NullMarked
package dev.crmkit.imports;

import org.jspecify.annotations.NullMarked;
