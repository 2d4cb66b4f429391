/** Saved views: kept as items without a record, checked against the schema, shown and run as their reader may see them. */
@NullMarked
package dev.crmkit.internal.view;

import org.jspecify.annotations.NullMarked;
