/**
 * What happened: the log of a workspace, read as timeline and as audit.
 */
@NullMarked
package dev.crmkit.timeline;

import org.jspecify.annotations.NullMarked;
