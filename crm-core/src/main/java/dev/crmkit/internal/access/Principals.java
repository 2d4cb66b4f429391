package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Member;
import dev.crmkit.member.Principal;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.TextFolding;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Whether those who shall own records are there. Not instantiable. */
public final class Principals {
    private Principals() {}

    /** The ids of the users among the members who have these e-mail addresses, in any case, by the address in lower case; no address that several have. */
    public static Map<String, String> byEmail(Tx tx, Set<String> folded) {
        if (folded.isEmpty() || !tx.access().isClosed()) {
            return Map.of();
        }
        MemberDocuments documents = new MemberDocuments(tx.storage().documents());
        Map<String, String> users = new LinkedHashMap<>();
        Set<String> ambiguous = new LinkedHashSet<>();
        for (Member member : documents.members(documents.memberNames()).values()) {
            String email = member.email() == null ? "" : TextFolding.fold(member.email());
            if (member.actor().kind() == ActorKind.USER
                    && folded.contains(email)
                    && users.put(email, member.actor().id()) != null) {
                ambiguous.add(email);
            }
        }
        users.keySet().removeAll(ambiguous);
        return users;
    }

    /** The texts that name neither a member nor a group, in two statements at most; none while the workspace is open. */
    public static Set<String> unknown(Tx tx, Collection<String> texts) {
        if (!tx.access().isClosed()) {
            return Set.of();
        }
        Set<String> asked = new LinkedHashSet<>(texts);
        asked.removeIf(tx::isKnownPrincipal);
        Set<String> known = known(tx, asked);
        tx.rememberPrincipals(known);
        asked.removeAll(known);
        return asked;
    }

    private static Set<String> known(Tx tx, Set<String> texts) {
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
        Set<String> known = new LinkedHashSet<>();
        MemberDocuments documents = new MemberDocuments(tx.storage().documents());
        if (!users.isEmpty()) {
            documents.known(users).forEach(actor -> known.add(actor.id()));
        }
        documents
                .groups(groups)
                .keySet()
                .forEach(id -> known.add(Principal.group(id).text()));
        return known;
    }
}
