/**
 * Tests of the H2 storage.
 */
@NullMarked
package dev.crmkit.storage.h2;

import org.jspecify.annotations.NullMarked;
