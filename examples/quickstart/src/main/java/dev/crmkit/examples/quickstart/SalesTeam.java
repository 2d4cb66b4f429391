package dev.crmkit.examples.quickstart;

import static dev.crmkit.examples.quickstart.SalesObjects.DEAL;

import dev.crmkit.Crm;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who works with the records: agents are members, their regional offices are groups. Not instantiable. */
final class SalesTeam {
    /** Who loads the files and prints the report. */
    static final Actor OWNER = Actor.user("quickstart");

    private static final String AGENT_ROLE = "agent";

    private SalesTeam() {}

    /** Stores members, groups and what agents may do; a second time changes nothing. */
    static void install(Crm crm, List<Map<String, @Nullable Object>> agents) {
        // The first member closes the workspace to all others, so it must be one who can let them in.
        crm.members().put(Member.of(OWNER, Role.OWNER).name("Quickstart"));
        crm.members()
                .roles()
                .put(Role.named(AGENT_ROLE)
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(
                                DEAL,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.ownGroup().or(Reach.own()).or(Reach.unclaimed()))
                                        .allow(Verb.CREATE, Reach.own())
                                        .allow(Verb.UPDATE, Reach.own().or(Reach.unclaimed()))));
        for (Map<String, @Nullable Object> agent : agents) {
            String name = (String) Objects.requireNonNull(agent.get("name"));
            Member member = Member.of(Actor.user(userId(name)), AGENT_ROLE).name(name);
            if (agent.get("regional_office") instanceof String region) {
                crm.members().groups().put(new Group(id(region), region));
                member = member.groups(id(region));
            }
            crm.members().put(member);
        }
    }

    /** The id by which the host would know the user of that name. */
    static String userId(String agent) {
        return id(agent);
    }

    private static String id(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '.');
    }
}
