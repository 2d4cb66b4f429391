/**
 * Contract tests that plugin authors extend: the kits on {@link dev.crmkit.testkit.tck.EngineTck} prove what the engine promises. What
 * is not public here is theirs alone.
 */
@NullMarked
package dev.crmkit.testkit.tck;

import org.jspecify.annotations.NullMarked;
