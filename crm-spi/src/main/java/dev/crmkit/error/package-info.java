/**
 * What the engine says when it refuses: one unchecked root, a stable code, every fault at once.
 *
 * <p>Misuse of the Java API itself (a null argument, a closed engine) stays with the JDK's own exceptions.
 */
@NullMarked
package dev.crmkit.error;

import org.jspecify.annotations.NullMarked;
