/** Turns what callers ask (filters, sorts, search texts) into what storages evaluate. */
@NullMarked
package dev.crmkit.internal.query;

import org.jspecify.annotations.NullMarked;
