/** The first quarter of an hour with the engine. */
@NullMarked
package dev.crmkit.examples.quickstart;

import org.jspecify.annotations.NullMarked;
