/**
 * Tests that cross modules, on real databases.
 */
@NullMarked
package dev.crmkit.integration;

import org.jspecify.annotations.NullMarked;
