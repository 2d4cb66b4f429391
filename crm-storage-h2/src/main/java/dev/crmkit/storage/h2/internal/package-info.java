/**
 * The inside of the storage on H2; not API.
 */
@NullMarked
package dev.crmkit.storage.h2.internal;

import org.jspecify.annotations.NullMarked;
