/**
 * Taking records out; not API.
 */
@NullMarked
package dev.crmkit.internal.exports;

import org.jspecify.annotations.NullMarked;
