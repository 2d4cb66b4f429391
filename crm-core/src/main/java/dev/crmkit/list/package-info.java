/** Lists of records: those that people choose, and those that a condition chooses and the engine keeps up to date. */
@NullMarked
package dev.crmkit.list;

import org.jspecify.annotations.NullMarked;
