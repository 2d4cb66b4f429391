/**
 * Records: creating, changing, archiving, listing and counting them.
 */
@NullMarked
package dev.crmkit.record;

import org.jspecify.annotations.NullMarked;
