/**
 * Pipelines: the stages through which records of an object go, who may move them, and what that says about the work.
 */
@NullMarked
package dev.crmkit.pipeline;

import org.jspecify.annotations.NullMarked;
