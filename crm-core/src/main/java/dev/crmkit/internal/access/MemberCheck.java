package dev.crmkit.internal.access;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.member.Member;
import dev.crmkit.member.Role;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with members, groups and the names of roles. Not instantiable. */
final class MemberCheck {
    private static final int MAX_ID = 90;
    private static final int MAX_NAME = 200;
    private static final int MAX_EMAIL = 320;

    private MemberCheck() {}

    /** Every fault of a member; the roles and groups that are known are those among its own that exist. */
    static List<Violation> faults(
            Member member, Collection<String> knownRoles, Collection<String> knownGroups, MemberDocuments documents) {
        List<Violation> faults = new ArrayList<>();
        Actor actor = member.actor();
        if (actor.kind() == ActorKind.SYSTEM) {
            faults.add(refused("actor", "is the engine itself, which stands above all roles and is no member"));
        }
        if (actor.kind() == ActorKind.USER && actor.id().startsWith("group:")) {
            faults.add(new Violation(
                    "actor",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + actor.id()
                            + "' begins with 'group:', as owners that are groups do. Give the user another id"));
        }
        text(faults, "name", member.name(), MAX_NAME);
        text(faults, "email", member.email(), MAX_EMAIL);
        if (member.roles().isEmpty()) {
            faults.add(new Violation("roles", ErrorCode.VALUE_REQUIRED, "must name at least one role"));
        }
        List<String> choices =
                new ArrayList<>(BuiltInRoles.all().stream().map(Role::name).toList());
        unknown(faults, "roles", "role", member.roles(), knownRoles, choices, documents.roleNames());
        unknown(faults, "groups", "group", member.groups(), knownGroups, new ArrayList<>(), documents.groupIds());
        return faults;
    }

    private static void unknown(
            List<Violation> faults,
            String path,
            String what,
            Collection<String> named,
            Collection<String> known,
            List<String> choices,
            List<String> more) {
        choices.addAll(more);
        named.stream()
                .filter(name -> !known.contains(name))
                .sorted()
                .forEach(name -> faults.add(new Violation(
                        path,
                        ErrorCode.MEMBER_NOT_FOUND,
                        "there is no " + what + " '" + name + "'." + DidYouMean.hint(name, choices) + " There are "
                                + DidYouMean.list(choices))));
    }

    private static void text(List<Violation> faults, String path, @Nullable String text, int longest) {
        if (text != null && text.length() > longest) {
            faults.add(new Violation(
                    path,
                    ErrorCode.VALUE_TOO_LONG,
                    "has " + text.length() + " characters; the limit is " + longest + ". Shorten it"));
        }
        if (text != null && text.indexOf('\0') >= 0) {
            faults.add(new Violation(path, ErrorCode.VALUE_MALFORMED, "has the character U+0000 in it. Take it out"));
        }
    }

    /** What is wrong with the id of a group or the name of a role. */
    static List<Violation> id(String path, String id) {
        List<Violation> faults = new ArrayList<>();
        if (id.isBlank() || !id.equals(id.strip()) || id.chars().anyMatch(Character::isISOControl)) {
            faults.add(new Violation(
                    path,
                    ErrorCode.VALUE_MALFORMED,
                    "must be text without control characters or white space at its ends, not '" + id + "'"));
        }
        text(faults, path, id, MAX_ID);
        return faults;
    }

    /** What is wrong with a name that must be there. */
    static List<Violation> name(String path, String name) {
        List<Violation> faults = new ArrayList<>();
        if (name.isBlank()) {
            faults.add(new Violation(path, ErrorCode.VALUE_REQUIRED, "must have a value. Give one"));
        }
        text(faults, path, name, MAX_NAME);
        return faults;
    }

    static Violation refused(String path, String message) {
        return new Violation(path, ErrorCode.MEMBER_CHANGE_REFUSED, message);
    }

    static Violation lastOwner(String path) {
        return refused(path, "it is the last owner, and there must be one. Make somebody else an owner first");
    }
}
