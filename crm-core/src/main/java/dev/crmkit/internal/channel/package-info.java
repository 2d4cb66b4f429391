/** What people do with the addresses of records; not API. */
@NullMarked
package dev.crmkit.internal.channel;

import org.jspecify.annotations.NullMarked;
