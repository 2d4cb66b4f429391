package dev.crmkit.internal.access;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Member;
import dev.crmkit.member.Power;
import dev.crmkit.member.Role;
import dev.crmkit.member.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Roles as documents, with the ids of what they are about. */
final class RoleService implements Roles {
    private static final int PORTION = 1_000;

    private final Transactions transactions;

    RoleService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Role put(Role role) {
        String what = "put role '" + role.name() + "'";
        return transactions.write(tx -> {
            MemberChange change = MemberChange.begin(tx);
            change.requirePower();
            List<Violation> faults = new RoleCheck(tx).faults(role);
            if (!faults.isEmpty()) {
                throw new InvalidInputException(what, faults);
            }
            RoleCodec codec = new RoleCodec(tx.schema(), tx.types());
            Role kept = codec.kept(role);
            Optional<Role> before = find(tx, role.name());
            change.requireToCover(List.of(kept));
            before.ifPresent(old -> change.requireToCover(List.of(old)));
            String document = codec.write(kept);
            if (before.isEmpty() || !codec.write(before.get()).equals(document)) {
                change.documents().putRole(role.name(), document);
                change.tell(
                        "role",
                        role.name(),
                        before.map(old -> Json.readObject(codec.write(old))),
                        Optional.of(Json.readObject(document)));
            }
            return codec.shown(kept);
        });
    }

    private static Optional<Role> find(Tx tx, String name) {
        return MemberCheck.id("name", name).isEmpty()
                ? Optional.ofNullable(new MemberDocuments(tx.storage().documents())
                        .roles(Set.of(name))
                        .get(name))
                : Optional.empty();
    }

    @Override
    public Role get(String name) {
        return find(name)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.MEMBER_NOT_FOUND,
                        "There is no role '" + name + "'. Put it first, or check the name",
                        Map.of("role", name)));
    }

    @Override
    public Optional<Role> find(String name) {
        return transactions.read(tx -> {
            tx.access().require(Power.MANAGE_MEMBERS, "look at roles");
            return find(tx, name).map(new RoleCodec(tx.schema(), tx.types())::shown);
        });
    }

    @Override
    public List<Role> list() {
        return transactions.read(tx -> {
            tx.access().require(Power.MANAGE_MEMBERS, "look at roles");
            RoleCodec codec = new RoleCodec(tx.schema(), tx.types());
            MemberDocuments documents = new MemberDocuments(tx.storage().documents());
            List<String> names = documents.roleNames();
            Map<String, Role> own = documents.roles(names);
            List<Role> roles = new ArrayList<>(BuiltInRoles.all());
            names.forEach(
                    name -> Optional.ofNullable(own.get(name)).map(codec::shown).ifPresent(roles::add));
            return roles;
        });
    }

    @Override
    public boolean remove(String name) {
        return transactions.write(tx -> {
            MemberChange change = MemberChange.begin(tx);
            change.requirePower();
            Optional<Role> found = find(tx, name);
            if (found.isEmpty()) {
                return false;
            }
            change.requireToCover(List.of(found.get()));
            MemberDocuments documents = change.documents();
            String what = "remove role '" + name + "'";
            if (BuiltInRoles.find(name).isPresent()) {
                throw new InvalidInputException(what, List.of(RoleCheck.builtIn()));
            }
            long holders = holders(documents, name);
            if (holders > 0) {
                throw new InvalidInputException(
                        what,
                        List.of(MemberCheck.refused("", holders + " members have it. Give them other roles first")));
            }
            documents.removeRole(name);
            RoleCodec codec = new RoleCodec(tx.schema(), tx.types());
            change.tell("role", name, Optional.of(Json.readObject(codec.write(found.get()))), Optional.empty());
            return true;
        });
    }

    private static long holders(MemberDocuments documents, String role) {
        List<String> names = documents.memberNames();
        long holders = 0;
        for (int from = 0; from < names.size(); from += PORTION) {
            List<String> some = names.subList(from, Math.min(names.size(), from + PORTION));
            holders += documents.members(some).values().stream()
                    .map(Member::roles)
                    .filter(roles -> roles.contains(role))
                    .count();
        }
        return holders;
    }
}
