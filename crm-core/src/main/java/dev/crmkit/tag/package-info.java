/** Tags: free names on records of any object. */
@NullMarked
package dev.crmkit.tag;

import org.jspecify.annotations.NullMarked;
