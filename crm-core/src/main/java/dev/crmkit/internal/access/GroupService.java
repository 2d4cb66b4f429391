package dev.crmkit.internal.access;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Group;
import dev.crmkit.member.Groups;
import dev.crmkit.member.Member;
import dev.crmkit.member.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Groups as documents. */
final class GroupService implements Groups {
    private final Transactions transactions;

    GroupService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Group put(Group group) {
        List<Violation> faults = new ArrayList<>(MemberCheck.id("id", group.id()));
        faults.addAll(MemberCheck.name("name", group.name()));
        if (!faults.isEmpty()) {
            throw new InvalidInputException("put group '" + group.id() + "'", faults);
        }
        return transactions.write(tx -> {
            MemberChange change = MemberChange.begin(tx);
            change.requirePower();
            Optional<MemberDocuments.StoredGroup> before = find(tx, group.id());
            if (before.isEmpty() || !before.get().group().equals(group)) {
                change.documents()
                        .put(new MemberDocuments.StoredGroup(
                                group,
                                before.map(MemberDocuments.StoredGroup::members).orElse(Set.of())));
                change.tell("group", group.id(), before.map(b -> document(b.group())), Optional.of(document(group)));
            }
            return group;
        });
    }

    private static Map<String, Object> document(Group group) {
        return Map.of("name", group.name());
    }

    private static Optional<MemberDocuments.StoredGroup> find(Tx tx, String id) {
        return MemberCheck.id("id", id).isEmpty()
                ? Optional.ofNullable(new MemberDocuments(tx.storage().documents())
                        .groups(Set.of(id))
                        .get(id))
                : Optional.empty();
    }

    @Override
    public Group get(String id) {
        return find(id).orElseThrow(() -> new NotFoundException(
                ErrorCode.MEMBER_NOT_FOUND,
                "There is no group '" + id + "'. Put it first, or check the id",
                Map.of("group", id)));
    }

    @Override
    public Optional<Group> find(String id) {
        return transactions.read(tx -> find(tx, id).map(MemberDocuments.StoredGroup::group));
    }

    @Override
    public List<Group> list() {
        return transactions.read(tx -> {
            MemberDocuments documents = new MemberDocuments(tx.storage().documents());
            List<String> ids = documents.groupIds();
            Map<String, MemberDocuments.StoredGroup> groups = documents.groups(ids);
            return ids.stream()
                    .flatMap(id -> Optional.ofNullable(groups.get(id)).stream())
                    .map(MemberDocuments.StoredGroup::group)
                    .toList();
        });
    }

    @Override
    public boolean remove(String id) {
        return transactions.write(tx -> {
            MemberChange change = MemberChange.begin(tx);
            change.requirePower();
            Optional<MemberDocuments.StoredGroup> found = find(tx, id);
            if (found.isEmpty()) {
                return false;
            }
            MemberDocuments documents = change.documents();
            for (Member member : documents.members(found.get().members()).values()) {
                Set<String> groups = new TreeSet<>(member.groups());
                groups.remove(id);
                documents.put(member.groups(groups.toArray(String[]::new)));
            }
            documents.removeGroup(id);
            change.tell("group", id, Optional.of(document(found.get().group())), Optional.empty());
            Unassignment.enqueue(tx, Principal.group(id));
            return true;
        });
    }
}
