/**
 * Reports: how long things take, how many go on, how many end well, and what that is worth. Their lines are plain records: the rows of a table whose columns are
 * the components.
 */
@NullMarked
package dev.crmkit.report;

import org.jspecify.annotations.NullMarked;
