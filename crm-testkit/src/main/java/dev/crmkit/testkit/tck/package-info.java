/**
 * Contract tests that plugin authors extend: {@link dev.crmkit.testkit.tck.StorageTck} proves the rules of {@code docs/spi/storage.md}. What
 * is not public here is theirs alone.
 */
@NullMarked
package dev.crmkit.testkit.tck;

import org.jspecify.annotations.NullMarked;
