/** What actors may see and do; not API. */
@NullMarked
package dev.crmkit.internal.access;

import org.jspecify.annotations.NullMarked;
