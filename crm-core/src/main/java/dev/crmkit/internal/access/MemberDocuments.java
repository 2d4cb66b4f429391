package dev.crmkit.internal.access;

import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.Role;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.DocumentStorage;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Members, groups and roles as documents of the workspace. Not thread-safe. */
final class MemberDocuments {
    /** The document that is there as long as there are members: who of them is an owner. No actor's name is like its name. */
    static final String OWNERS = "*";

    private static final String MEMBER = "crm.member";
    private static final String GROUP = "crm.group";
    private static final String ROLE = "crm.role";
    private static final int MAX_NAME = 100;

    private final DocumentStorage documents;

    MemberDocuments(DocumentStorage documents) {
        this.documents = documents;
    }

    /** The name of an actor's document: readable where that is possible. */
    static String nameOf(Actor actor) {
        String kind = actor.kind().name().toLowerCase(Locale.ROOT);
        String id = actor.id();
        boolean plain = kind.length() + 1 + id.length() <= MAX_NAME
                && id.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
        return plain ? kind + ":" + id : kind + "#" + CallText.fingerprint(id);
    }

    /** The state of the workspace's members and one member, in one statement. */
    Found find(Actor actor) {
        String name = nameOf(actor);
        Map<String, String> found = documents.load(MEMBER, List.of(OWNERS, name));
        String owners = found.get(OWNERS);
        return new Found(
                owners == null ? null : owners(owners),
                Optional.ofNullable(found.get(name)).map(MemberDocuments::member));
    }

    /**
     * What is known when a member was looked up. Immutable.
     *
     * @param owners the names of the owners' documents, or null if there are no members
     * @param member the member, if there is one
     */
    record Found(@Nullable Set<String> owners, Optional<Member> member) {}

    private static Set<String> owners(String text) {
        Set<String> owners = new TreeSet<>();
        Json.list(Json.readObject(text), "owners").forEach(owner -> owners.add((String) owner));
        return owners;
    }

    void putOwners(Set<String> owners) {
        documents.put(
                MEMBER,
                OWNERS,
                Json.write(Map.of("owners", owners.stream().sorted().toList())));
    }

    /** The members that exist of these actors. */
    Set<Actor> known(Collection<Actor> actors) {
        Set<Actor> known = new LinkedHashSet<>();
        documents
                .load(MEMBER, actors.stream().map(MemberDocuments::nameOf).toList())
                .values()
                .forEach(text -> known.add(member(text).actor()));
        return known;
    }

    /** The names of all members' documents, by code point. */
    List<String> memberNames() {
        return documents.names(MEMBER).stream()
                .filter(name -> !name.equals(OWNERS))
                .toList();
    }

    /** The members of these document names, by name. */
    Map<String, Member> members(Collection<String> names) {
        Map<String, Member> members = new LinkedHashMap<>();
        documents.load(MEMBER, names).forEach((name, text) -> members.put(name, member(text)));
        return members;
    }

    void put(Member member) {
        documents.put(MEMBER, nameOf(member.actor()), Json.write(document(member)));
    }

    void remove(Actor actor) {
        documents.remove(MEMBER, nameOf(actor));
    }

    static Map<String, Object> document(Member member) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", member.actor().kind().name());
        document.put("id", member.actor().id());
        String name = member.name();
        if (name != null) {
            document.put("name", name);
        }
        String email = member.email();
        if (email != null) {
            document.put("email", email);
        }
        ZoneId zone = member.zone();
        if (zone != null) {
            document.put("zone", zone.getId());
        }
        document.put("roles", member.roles().stream().sorted().toList());
        document.put("groups", member.groups().stream().sorted().toList());
        return document;
    }

    private static Member member(String text) {
        Map<String, Object> document = Json.readObject(text);
        String zone = Json.text(document, "zone");
        return new Member(
                new Actor(ActorKind.valueOf(Json.requiredText(document, "kind")), Json.requiredText(document, "id")),
                Json.text(document, "name"),
                Json.text(document, "email"),
                zone == null ? null : ZoneId.of(zone),
                texts(document, "roles"),
                texts(document, "groups"));
    }

    private static Set<String> texts(Map<String, Object> document, String name) {
        Set<String> texts = new LinkedHashSet<>();
        Json.list(document, name).forEach(text -> texts.add((String) text));
        return texts;
    }

    /** The groups that exist of these ids, by id. */
    Map<String, StoredGroup> groups(Collection<String> ids) {
        Map<String, StoredGroup> groups = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            documents.load(GROUP, ids).forEach((id, text) -> groups.put(id, group(id, text)));
        }
        return groups;
    }

    List<String> groupIds() {
        return documents.names(GROUP);
    }

    private static StoredGroup group(String id, String text) {
        Map<String, Object> document = Json.readObject(text);
        return new StoredGroup(
                new Group(id, Json.requiredText(document, "name")), new TreeSet<>(texts(document, "members")));
    }

    void put(StoredGroup group) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", group.group().name());
        document.put("members", group.members().stream().sorted().toList());
        documents.put(GROUP, group.group().id(), Json.write(document));
    }

    void removeGroup(String id) {
        documents.remove(GROUP, id);
    }

    /**
     * A group with those in it. Immutable.
     *
     * @param group as callers see it
     * @param members the names of their documents
     */
    record StoredGroup(Group group, Set<String> members) {
        /** Copies the members. */
        StoredGroup {
            members = Set.copyOf(members);
        }

        /** The ids of the users in it. */
        Set<String> users(Map<String, Member> known) {
            Set<String> users = new TreeSet<>();
            for (String name : members) {
                Member member = known.get(name);
                if (member != null && member.actor().kind() == ActorKind.USER) {
                    users.add(member.actor().id());
                }
            }
            return users;
        }
    }

    /** The kept roles that exist of these names, the built-in ones too, by name. */
    Map<String, Role> roles(Collection<String> names) {
        Map<String, Role> roles = new LinkedHashMap<>();
        Set<String> own = new LinkedHashSet<>();
        for (String name : names) {
            BuiltInRoles.find(name).ifPresentOrElse(role -> roles.put(name, role), () -> own.add(name));
        }
        if (!own.isEmpty()) {
            documents.load(ROLE, own).forEach((name, text) -> roles.put(name, RoleCodec.read(name, text)));
        }
        return roles;
    }

    /** The names of the workspace's own roles, by code point. */
    List<String> roleNames() {
        return documents.names(ROLE);
    }

    void putRole(String name, String document) {
        documents.put(ROLE, name, document);
    }

    void removeRole(String name) {
        documents.remove(ROLE, name);
    }
}
