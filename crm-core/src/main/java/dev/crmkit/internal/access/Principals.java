package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Principal;
import dev.crmkit.model.Actor;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Whether those who shall own records are there. Not instantiable. */
public final class Principals {
    private Principals() {}

    /** The texts that name neither a member nor a group, in two statements at most; none while the workspace is open. */
    public static Set<String> unknown(Tx tx, Collection<String> texts) {
        if (!tx.access().isClosed()) {
            return Set.of();
        }
        Set<Actor> users = new LinkedHashSet<>();
        Set<String> groups = new LinkedHashSet<>();
        for (String text : texts) {
            Principal principal = Principal.parse(text);
            if (principal.kind() == Principal.Kind.USER) {
                users.add(Actor.user(principal.id()));
            } else {
                groups.add(principal.id());
            }
        }
        Set<String> unknown = new LinkedHashSet<>(texts);
        MemberDocuments documents = new MemberDocuments(tx.storage().documents());
        if (!users.isEmpty()) {
            documents.known(users).forEach(actor -> unknown.remove(actor.id()));
        }
        documents
                .groups(groups)
                .keySet()
                .forEach(id -> unknown.remove(Principal.group(id).text()));
        return unknown;
    }
}
