/**
 * The log of a workspace read as an audit: who changed what, from what to what, and why.
 */
@NullMarked
package dev.crmkit.audit;

import org.jspecify.annotations.NullMarked;
