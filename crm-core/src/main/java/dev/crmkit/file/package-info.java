/**
 * Files: what is known of them, and how their bytes come in and out.
 */
@NullMarked
package dev.crmkit.file;

import org.jspecify.annotations.NullMarked;
