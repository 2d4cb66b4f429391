package dev.crmkit.internal.access;

import dev.crmkit.error.ForbiddenException;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.member.AttributeRule;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.StorageTransaction;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an actor was given in a workspace, as of one version of its documents. Immutable, but for what it remembers of one schema. Thread-safe. */
public final class Grants {
    private final long version;
    private final Actor actor;
    private final Standing standing;
    private final List<Role> roles;
    private final Set<String> groups;
    private final Set<String> colleagues;
    private final Set<Power> powers;
    private volatile @Nullable Seen seen;

    private enum Standing {
        /** There are no members, so nobody is held to anything. */
        OPEN,
        /** The engine itself. */
        SYSTEM,
        /** A member. */
        MEMBER,
        /** No member. */
        STRANGER
    }

    private Grants(
            long version,
            Actor actor,
            Standing standing,
            List<Role> roles,
            Set<String> groups,
            Set<String> colleagues) {
        this.version = version;
        this.actor = actor;
        this.standing = standing;
        this.roles = List.copyOf(roles);
        this.groups = Set.copyOf(groups);
        this.colleagues = Set.copyOf(colleagues);
        this.powers = EnumSet.noneOf(Power.class);
        roles.forEach(role -> powers.addAll(role.powers()));
    }

    /**
     * Reads what the actor was given.
     *
     * @param version of the documents; 0 says that there are none
     */
    public static Grants load(StorageTransaction storage, Actor actor, long version) {
        if (version == 0) {
            return new Grants(
                    version,
                    actor,
                    actor.kind() == ActorKind.SYSTEM ? Standing.SYSTEM : Standing.OPEN,
                    List.of(),
                    Set.of(),
                    Set.of());
        }
        MemberDocuments documents = new MemberDocuments(storage.documents());
        MemberDocuments.Found found = documents.find(actor);
        if (found.owners() == null) {
            return new Grants(version, actor, Standing.OPEN, List.of(), Set.of(), Set.of());
        } else if (actor.kind() == ActorKind.SYSTEM) {
            return new Grants(version, actor, Standing.SYSTEM, List.of(), Set.of(), Set.of());
        } else if (found.member().isEmpty()) {
            return new Grants(version, actor, Standing.STRANGER, List.of(), Set.of(), Set.of());
        }
        Member member = found.member().get();
        List<Role> roles = List.copyOf(documents.roles(member.roles()).values());
        Set<String> colleagues = new TreeSet<>();
        if (roles.stream().anyMatch(Grants::looksAtGroups)) {
            Map<String, MemberDocuments.StoredGroup> groups = documents.groups(member.groups());
            Set<String> names = new HashSet<>();
            groups.values().forEach(group -> names.addAll(group.members()));
            Map<String, Member> members = documents.members(names);
            groups.values().forEach(group -> colleagues.addAll(group.users(members)));
        }
        return new Grants(version, actor, Standing.MEMBER, roles, member.groups(), colleagues);
    }

    private static boolean looksAtGroups(Role role) {
        return role.everywhere().verbs().values().stream()
                        .anyMatch(reach -> reach.parts().contains(Reach.Part.OWN_GROUP))
                || role.objects().values().stream()
                        .flatMap(rules -> rules.verbs().values().stream())
                        .anyMatch(reach -> reach.parts().contains(Reach.Part.OWN_GROUP));
    }

    /** Of which version of the documents it is. */
    public long version() {
        return version;
    }

    /** Who it is about. */
    Actor actor() {
        return actor;
    }

    /**
     * Refuses an actor that is no member of a workspace that has members.
     *
     * @throws ForbiddenException if it is none
     */
    public Grants admitted(String workspace) {
        if (standing == Standing.STRANGER) {
            throw new ForbiddenException(
                    "The " + actor.kind().name().toLowerCase(Locale.ROOT) + " '" + actor.id()
                            + "' is not a member of workspace '" + workspace
                            + "'. Have an owner or admin put it with crm.members().put(...)",
                    Map.of("actor", actor.id(), "kind", actor.kind().name()));
        }
        return this;
    }

    /** Whether the workspace has members. */
    boolean isClosed() {
        return standing != Standing.OPEN;
    }

    /** Whether it is above all rules for records and attributes. */
    boolean isFull() {
        return standing == Standing.OPEN
                || standing == Standing.SYSTEM
                || roles.stream().anyMatch(role -> BuiltInRoles.isFull(role.name()));
    }

    /** Whether it may make owners. */
    private boolean isOwner() {
        return standing == Standing.OPEN
                || standing == Standing.SYSTEM
                || roles.stream().anyMatch(role -> role.name().equals(Role.OWNER));
    }

    List<Role> roles() {
        return roles;
    }

    /** The ids of the groups that the actor is in. */
    Set<String> groups() {
        return groups;
    }

    /** The ids of the users in those groups, where a role asks for them. */
    Set<String> colleagues() {
        return colleagues;
    }

    boolean has(Power power) {
        return standing == Standing.OPEN || standing == Standing.SYSTEM || powers.contains(power);
    }

    /** Whether the actor has everything that the role gives, and so may give it. */
    boolean covers(Role kept) {
        if (kept.name().equals(Role.OWNER)) {
            return isOwner();
        }
        if (!kept.powers().stream().allMatch(this::has)) {
            return false;
        }
        return isFull()
                || (coversRules(kept.everywhere(), Role::everywhere)
                        && kept.objects().entrySet().stream()
                                .allMatch(entry -> coversRules(
                                        entry.getValue(),
                                        own -> own.objects().getOrDefault(entry.getKey(), own.everywhere())))
                        && coversEverywhereElse(kept));
    }

    /** Where the actor has special rules, and the role gives what it gives everywhere. */
    private boolean coversEverywhereElse(Role kept) {
        Set<String> special = new HashSet<>();
        roles.forEach(own -> special.addAll(own.objects().keySet()));
        special.removeAll(kept.objects().keySet());
        return special.stream()
                .allMatch(object ->
                        coversRules(kept.everywhere(), own -> own.objects().getOrDefault(object, own.everywhere())));
    }

    private boolean coversRules(ObjectRules given, Function<Role, ObjectRules> ownRules) {
        Reach nothing = Reach.nothing();
        for (Verb verb : given.verbs().keySet()) {
            Reach own = nothing;
            for (Role role : roles) {
                own = own.or(ownRules.apply(role).reach(verb));
            }
            if (!own.covers(given.reach(verb))) {
                return false;
            }
        }
        // What every role of the actor takes away from an attribute, the role given must take away too.
        Set<String> limited = new HashSet<>();
        for (Role role : roles) {
            limited.addAll(ownRules.apply(role).attributes().keySet());
        }
        return given.verbs().isEmpty()
                || limited.stream().allMatch(attribute -> {
                    int own = 2;
                    for (Role role : roles) {
                        if (!ownRules.apply(role).verbs().isEmpty()) {
                            own = Math.min(own, weight(ownRules.apply(role), attribute));
                        }
                    }
                    return weight(given, attribute) >= own;
                });
    }

    private static int weight(ObjectRules rules, String attribute) {
        AttributeRule rule = rules.attributes().get(attribute);
        return rule == null ? 0 : rule == AttributeRule.READ_ONLY ? 1 : 2;
    }

    /** The schema as the actor sees it, worked out once for each schema. */
    Seen seen(WorkspaceSchema schema) {
        Seen known = seen;
        if (known == null || known.schema() != schema) {
            known = Seen.of(schema, this);
            seen = known;
        }
        return known;
    }
}
