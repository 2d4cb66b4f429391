/** Addresses in their normal form, and how they are kept beside the records that have them; not API. */
@NullMarked
package dev.crmkit.internal.address;

import org.jspecify.annotations.NullMarked;
