package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Role;
import dev.crmkit.query.Filter;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds roles by what their conditions name. Not instantiable. */
public final class NamingRoles {
    private NamingRoles() {}

    /** The names of the workspace's own roles that have a condition of which this is true, by code point. Two statements. */
    public static List<String> with(Tx tx, Predicate<Filter> condition) {
        MemberDocuments documents = new MemberDocuments(tx.storage().documents());
        List<String> names = documents.roleNames();
        return documents.roles(names).values().stream()
                .filter(role -> conditions(role).anyMatch(condition))
                .map(Role::name)
                .sorted()
                .toList();
    }

    private static Stream<Filter> conditions(Role role) {
        Stream<ObjectRules> rules = Stream.concat(Stream.of(role.everywhere()), role.objects().values().stream());
        return rules.flatMap(some -> some.verbs().values().stream()).flatMap(reach -> reach.conditions().stream());
    }
}
