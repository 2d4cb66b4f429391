package dev.crmkit.internal.access;

import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import java.util.List;
import java.util.Optional;

/** The roles that every workspace has. Not instantiable. */
final class BuiltInRoles {
    private static final Reach OWN_OR_UNCLAIMED = Reach.own().or(Reach.unclaimed());

    private static final List<Role> ALL = List.of(
            Role.named(Role.OWNER).everywhere(ObjectRules.all()).grant(Power.values()),
            Role.named(Role.ADMIN).everywhere(ObjectRules.all()).grant(Power.values()),
            Role.named(Role.MEMBER)
                    .everywhere(ObjectRules.nothing()
                            .allow(Verb.READ, Reach.all())
                            .allow(Verb.CREATE, Reach.all())
                            .allow(Verb.UPDATE, OWN_OR_UNCLAIMED)
                            .allow(Verb.ARCHIVE, OWN_OR_UNCLAIMED)
                            .allow(Verb.EXPORT, Reach.all())),
            Role.named(Role.VIEWER).everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all())));

    private BuiltInRoles() {}

    static List<Role> all() {
        return ALL;
    }

    static Optional<Role> find(String name) {
        return ALL.stream().filter(role -> role.name().equals(name)).findFirst();
    }

    /** Whether the role allows everything with every record. */
    static boolean isFull(String name) {
        return name.equals(Role.OWNER) || name.equals(Role.ADMIN);
    }
}
