/** Pipelines as callers reach them; not API. */
@NullMarked
package dev.crmkit.internal.pipeline;

import org.jspecify.annotations.NullMarked;
