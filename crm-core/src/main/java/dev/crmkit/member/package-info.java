/** Who works in a workspace, and what they may do: members, groups and roles. */
@NullMarked
package dev.crmkit.member;

import org.jspecify.annotations.NullMarked;
