/**
 * Java records as views of CRM records; not API.
 */
@NullMarked
package dev.crmkit.internal.mapping;

import org.jspecify.annotations.NullMarked;
