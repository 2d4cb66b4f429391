/** What embedders and plugin authors test with. Nothing here belongs in production. */
@NullMarked
package dev.crmkit.testkit;

import org.jspecify.annotations.NullMarked;
