/** Lists of records: what they are, who may see them, and how what is in them follows what changes. */
@NullMarked
package dev.crmkit.internal.list;

import org.jspecify.annotations.NullMarked;
