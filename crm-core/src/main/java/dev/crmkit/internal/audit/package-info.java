/**
 * The log as an audit; not API.
 */
@NullMarked
package dev.crmkit.internal.audit;

import org.jspecify.annotations.NullMarked;
