package dev.crmkit.internal.access;

import dev.crmkit.error.ForbiddenException;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Member;
import dev.crmkit.member.Power;
import dev.crmkit.member.Role;
import dev.crmkit.spi.storage.StoredEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** A change of members, groups or roles: one at a time in a workspace, and of no more than the actor has. */
final class MemberChange {
    private static final String LOCK = "crm.members";
    private static final String WHAT = "change members, groups or roles";

    private final Tx tx;
    private final Access access;
    private final MemberDocuments documents;

    private MemberChange(Tx tx) {
        this.tx = tx;
        this.access = tx.access();
        this.documents = new MemberDocuments(tx.storage().documents());
    }

    /** Waits for other changes, and looks again at what the actor may do. */
    static MemberChange begin(Tx tx) {
        tx.storage().ledger().lock(LOCK);
        tx.forgetAccess();
        return new MemberChange(tx);
    }

    MemberDocuments documents() {
        return documents;
    }

    void requirePower() {
        access.require(Power.MANAGE_MEMBERS, WHAT);
    }

    /** Refuses to give, change or take a role that gives more than the actor has. */
    void requireToCover(Collection<Role> kept) {
        for (Role role : kept) {
            if (!access.grants().covers(role)) {
                throw new ForbiddenException(
                        "The role '" + role.name()
                                + "' gives more than you have, so you may not give, change or take it. Ask "
                                + (role.name().equals(Role.OWNER) ? "an owner" : "an owner or admin"),
                        Map.of("role", role.name()));
            }
        }
    }

    /** Refuses to put a member into a group that the actor is not in: that may give it the group's records. */
    void requireToJoin(Member after, Optional<Member> before) {
        Set<String> joined = new TreeSet<>(after.groups());
        joined.removeAll(before.map(Member::groups).orElse(Set.of()));
        joined.removeAll(access.grants().groups());
        if (!joined.isEmpty() && !access.isUnrestricted()) {
            throw new ForbiddenException(
                    "You are not in the groups " + String.join(", ", joined)
                            + ", so you may not put others into them. Ask an owner or admin",
                    Map.of("groups", List.copyOf(joined)));
        }
    }

    /** Writes down what changed; from here on the actor may do what it may do now. */
    void tell(String what, String name, Optional<Map<String, Object>> before, Optional<Map<String, Object>> after) {
        tx.forgetAccess();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("what", what);
        details.put("name", name);
        before.ifPresent(document -> details.put("before", document));
        after.ifPresent(document -> details.put("after", document));
        UUID id = tx.newId();
        tx.append(List.of(new StoredEvent(
                id,
                EventTypes.MEMBER_CHANGED,
                null,
                null,
                0,
                tx.actor(),
                new Cause(id, null, 0),
                tx.now(),
                "",
                Json.write(details))));
    }
}
