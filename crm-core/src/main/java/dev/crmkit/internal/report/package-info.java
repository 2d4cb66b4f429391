/** Reports over pipelines and the moves of records; not API. */
@NullMarked
package dev.crmkit.internal.report;

import org.jspecify.annotations.NullMarked;
