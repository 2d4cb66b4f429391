package dev.crmkit.member;

import dev.crmkit.model.Actor;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shadow of one of the host's users, or of another actor: an API key, an automation, an import, a model. Every method returns a changed
 * copy. Immutable.
 *
 * @param actor who it is
 * @param name what people read, up to 200 characters, or null
 * @param email up to 320 characters, or null
 * @param zone the member's own zone, or null for the workspace's
 * @param roles names of roles, at least one, unmodifiable
 * @param groups ids of groups, unmodifiable
 */
public record Member(
        Actor actor,
        @Nullable String name,
        @Nullable String email,
        @Nullable ZoneId zone,
        Set<String> roles,
        Set<String> groups) {

    /** Copies the collections. */
    public Member {
        Objects.requireNonNull(actor, "actor");
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
    }

    /** A member with these roles. */
    public static Member of(Actor actor, String... roles) {
        return new Member(actor, null, null, null, Set.of(roles), Set.of());
    }

    /** With this name. */
    public Member name(@Nullable String newName) {
        return new Member(actor, newName, email, zone, roles, groups);
    }

    /** With this address. */
    public Member email(@Nullable String newEmail) {
        return new Member(actor, name, newEmail, zone, roles, groups);
    }

    /** With this zone. */
    public Member zone(@Nullable ZoneId newZone) {
        return new Member(actor, name, email, newZone, roles, groups);
    }

    /** With these roles instead of those before. */
    public Member roles(String... newRoles) {
        return new Member(actor, name, email, zone, Set.of(newRoles), groups);
    }

    /** In these groups instead of those before. */
    public Member groups(String... newGroups) {
        return new Member(actor, name, email, zone, roles, Set.of(newGroups));
    }
}
