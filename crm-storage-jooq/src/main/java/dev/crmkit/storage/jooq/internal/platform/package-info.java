/**
 * What differs between the databases: how a transaction enters a workspace, locks and introspection.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.platform;

import org.jspecify.annotations.NullMarked;
