package dev.crmkit.internal.access;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.member.Groups;
import dev.crmkit.member.Member;
import dev.crmkit.member.Members;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Role;
import dev.crmkit.member.Roles;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.TextFolding;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Members as documents. Changes go one after the other, so that what is checked still holds when it is stored. */
public final class MemberService implements Members {
    private static final int MAX_PAGE = 1_000;

    private final Transactions transactions;

    /** The members of the workspace that the transactions are of. */
    public MemberService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Groups groups() {
        return new GroupService(transactions);
    }

    @Override
    public Roles roles() {
        return new RoleService(transactions);
    }

    @Override
    public Member put(Member member) {
        Objects.requireNonNull(member, "member");
        String what = "put member '" + member.actor().id() + "'";
        return transactions.write(tx -> {
            MemberChange change = MemberChange.begin(tx);
            MemberDocuments documents = change.documents();
            MemberDocuments.Found found = documents.find(member.actor());
            Map<String, Role> roles = documents.roles(member.roles());
            Map<String, MemberDocuments.StoredGroup> groups = documents.groups(member.groups());
            List<Violation> faults = MemberCheck.faults(member, roles.keySet(), groups.keySet(), documents);
            String name = MemberDocuments.nameOf(member.actor());
            Set<String> owners = found.owners() == null ? new TreeSet<>() : new TreeSet<>(found.owners());
            boolean owner = member.roles().contains(Role.OWNER);
            if (found.owners() == null && !owner) {
                faults.add(MemberCheck.refused(
                        "roles",
                        "the first member must be an owner, or nobody could put others. Give it the role owner"));
            } else if (!owner && owners.equals(Set.of(name))) {
                faults.add(MemberCheck.lastOwner("roles"));
            }
            if (found.owners() != null) {
                change.requirePower();
                change.requireToCover(changed(documents, found.member(), roles));
                change.requireToJoin(member, found.member());
            }
            if (!faults.isEmpty()) {
                throw new InvalidInputException(what, faults);
            }
            if (found.member().filter(member::equals).isPresent()) {
                return member;
            }
            documents.put(member);
            if (owner ? owners.add(name) : owners.remove(name)) {
                documents.putOwners(owners);
            }
            join(documents, name, found.member().map(Member::groups).orElse(Set.of()), groups);
            change.tell(
                    "member",
                    name,
                    found.member().map(MemberDocuments::document),
                    Optional.of(MemberDocuments.document(member)));
            return member;
        });
    }

    /** The roles that the member gets or loses; others stay whoever gave them. */
    private static List<Role> changed(MemberDocuments documents, Optional<Member> before, Map<String, Role> after) {
        Set<String> had = before.map(Member::roles).orElse(Set.of());
        Set<String> lost = new HashSet<>(had);
        lost.removeAll(after.keySet());
        return Stream.concat(
                        after.values().stream().filter(role -> !had.contains(role.name())),
                        documents.roles(lost).values().stream())
                .toList();
    }

    /** Puts the member's name into its groups, and takes it out of those that it was in before. */
    private static void join(
            MemberDocuments documents,
            String name,
            Set<String> before,
            Map<String, MemberDocuments.StoredGroup> after) {
        Set<String> left = new TreeSet<>(before);
        left.removeAll(after.keySet());
        documents.groups(left).values().forEach(group -> {
            Set<String> members = new TreeSet<>(group.members());
            if (members.remove(name)) {
                documents.put(new MemberDocuments.StoredGroup(group.group(), members));
            }
        });
        after.values().forEach(group -> {
            Set<String> members = new TreeSet<>(group.members());
            if (members.add(name)) {
                documents.put(new MemberDocuments.StoredGroup(group.group(), members));
            }
        });
    }

    @Override
    public Member get(Actor actor) {
        return find(actor)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.MEMBER_NOT_FOUND,
                        "There is no member for the " + actor.kind().name().toLowerCase(Locale.ROOT) + " '" + actor.id()
                                + "'. Put it first, or check kind and id",
                        Map.of("kind", actor.kind().name(), "actor", actor.id())));
    }

    @Override
    public Optional<Member> find(Actor actor) {
        Objects.requireNonNull(actor, "actor");
        return transactions.read(
                tx -> new MemberDocuments(tx.storage().documents()).find(actor).member());
    }

    @Override
    public Page<Member> list(int limit, @Nullable String after) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new InvalidInputException(
                    "list members",
                    List.of(new Violation(
                            "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MAX_PAGE + ", not " + limit)));
        }
        return transactions.read(tx -> {
            String list = CallText.fingerprint("members", tx.workspace().id());
            String last = after == null
                    ? null
                    : String.valueOf(CursorCodec.open(tx, list, after).get(0));
            MemberDocuments documents = new MemberDocuments(tx.storage().documents());
            List<String> rest = documents.memberNames().stream()
                    .dropWhile(name -> last != null && TextFolding.compareCodePoints(name, last) <= 0)
                    .toList();
            List<String> names = rest.subList(0, Math.min(limit, rest.size()));
            Map<String, Member> members = documents.members(names);
            String next = rest.size() > limit ? CursorCodec.seal(tx, list, List.of(names.get(names.size() - 1))) : null;
            return new Page<>(
                    names.stream().map(members::get).filter(Objects::nonNull).toList(), next, null);
        });
    }

    @Override
    public boolean remove(Actor actor) {
        Objects.requireNonNull(actor, "actor");
        return transactions.write(tx -> {
            MemberChange change = MemberChange.begin(tx);
            change.requirePower();
            MemberDocuments documents = change.documents();
            MemberDocuments.Found found = documents.find(actor);
            if (found.member().isEmpty()) {
                return false;
            }
            Member member = found.member().get();
            change.requireToCover(documents.roles(member.roles()).values());
            String name = MemberDocuments.nameOf(actor);
            Set<String> owners = new TreeSet<>(Objects.requireNonNull(found.owners()));
            if (owners.equals(Set.of(name))) {
                throw new InvalidInputException(
                        "remove member '" + actor.id() + "'", List.of(MemberCheck.lastOwner("")));
            }
            documents.remove(actor);
            if (owners.remove(name)) {
                documents.putOwners(owners);
            }
            join(documents, name, member.groups(), Map.of());
            change.tell("member", name, Optional.of(MemberDocuments.document(member)), Optional.empty());
            if (actor.kind() == ActorKind.USER) {
                Unassignment.enqueue(tx, Principal.user(actor.id()));
            }
            return true;
        });
    }
}
