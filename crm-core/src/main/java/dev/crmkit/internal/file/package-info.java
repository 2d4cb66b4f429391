/**
 * Files; not API.
 */
@NullMarked
package dev.crmkit.internal.file;

import org.jspecify.annotations.NullMarked;
