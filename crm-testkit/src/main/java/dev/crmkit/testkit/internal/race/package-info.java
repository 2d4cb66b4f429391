/** The threads of the contract tests: the one place in this module that starts any. */
@NullMarked
package dev.crmkit.testkit.internal.race;

import org.jspecify.annotations.NullMarked;
