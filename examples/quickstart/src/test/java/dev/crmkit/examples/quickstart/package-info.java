/** What the quickstart prints. */
@NullMarked
package dev.crmkit.examples.quickstart;

import org.jspecify.annotations.NullMarked;
