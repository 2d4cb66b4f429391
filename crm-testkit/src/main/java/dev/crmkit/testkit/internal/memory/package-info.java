/** How {@code InMemoryStorage} keeps its state: committed tables, what one transaction changed of them, and row locks. */
@NullMarked
package dev.crmkit.testkit.internal.memory;

import org.jspecify.annotations.NullMarked;
