/** The worker runtime: claims jobs, runs handlers, keeps leases, records how it ended. No threads live here. */
@NullMarked
package dev.crmkit.internal.job;

import org.jspecify.annotations.NullMarked;
