/**
 * The schema catalog: objects, attributes and blueprints of a workspace.
 */
@NullMarked
package dev.crmkit.schema;

import org.jspecify.annotations.NullMarked;
