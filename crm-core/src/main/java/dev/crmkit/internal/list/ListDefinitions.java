package dev.crmkit.internal.list;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.NamingRoles;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.ListState;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Definitions of lists, as documents by key. Changes are made while nobody else writes in the workspace. Not thread-safe. */
final class ListDefinitions {
    private final Tx tx;
    private final ListCodec codec;

    ListDefinitions(Tx tx) {
        this.tx = tx;
        this.codec = new ListCodec(tx.schema(), tx.types());
    }

    CrmList shown(DefinedList list) {
        return codec.shown(list);
    }

    /** The list of that key, if there is one for the actor. */
    Optional<DefinedList> find(String key) {
        return tx.lists().find(key).filter(tx.access()::sees);
    }

    /**
     * The list of that key.
     *
     * @throws NotFoundException if there is none for the actor
     */
    DefinedList seen(String key) {
        return find(key).orElseThrow(() -> {
            List<String> keys = tx.lists().all().stream()
                    .filter(tx.access()::sees)
                    .map(DefinedList::key)
                    .toList();
            return new NotFoundException(
                    ErrorCode.LIST_NOT_FOUND,
                    "There is no list '" + key + "'." + DidYouMean.hint(key, keys) + " "
                            + (keys.isEmpty() ? "There are no lists yet" : "The lists are " + DidYouMean.list(keys)),
                    Map.of("list", key));
        });
    }

    /**
     * The list of that key, for an actor who may change it.
     *
     * @param what as in "change the list"
     * @throws ForbiddenException if it is not the actor's to change
     */
    DefinedList own(String key, String what) {
        DefinedList list = seen(key);
        require(list.personal(), what);
        return list;
    }

    /** Whoever sees a personal list may change it. */
    private void require(boolean personal, String what) {
        if (!personal) {
            tx.access().require(Power.MANAGE_LISTS, what);
        }
    }

    List<CrmList> list(String object) {
        UUID id = tx.schema().get(object).id();
        return tx.lists().all().stream()
                .filter(list -> list.object().equals(id) && tx.access().sees(list))
                .map(this::shown)
                .toList();
    }

    ListState state(String key) {
        DefinedList list = seen(key);
        if (list.archived()) {
            return ListState.ARCHIVED;
        }
        return list.isDynamic() && ListRuns.isUnderWay(tx, key) ? ListState.UPDATING : ListState.CURRENT;
    }

    CrmList define(CrmList given) {
        require(given.personal(), "define a shared list");
        DefinedObject object = tx.schema().get(given.object());
        if (tx.access().predicate(object.id(), Verb.READ).equals(Predicate.never())) {
            throw tx.access().forbidden(Verb.READ, object.slug(), null);
        }
        String what = "define list '" + given.key() + "'";
        ListDraft draft = new ListDraft(tx, object, given, null);
        refuse(what, draft.faults());
        DefinedList list = codec.kept(given, object, draft.entryAttributes(), draft.owner(), false);
        Cause cause = put(list, "defined", null);
        if (list.isDynamic()) {
            ListRuns.start(tx, list, cause);
        }
        return shown(list);
    }

    CrmList alter(CrmList changed) {
        DefinedList before = own(changed.key(), "change a shared list");
        require(changed.personal(), "share a list");
        DefinedObject object = tx.schema().get(before.object());
        String what = "alter list '" + changed.key() + "'";
        ListDraft draft = new ListDraft(tx, object, changed, before);
        List<Violation> faults = new ArrayList<>(draft.faults());
        if (changed.personal() && !before.personal()) {
            faults.addAll(namingRoles(before.key()));
        }
        refuse(what, faults);
        DefinedList after = codec.kept(changed, object, draft.entryAttributes(), before.owner(), before.archived());
        if (codec.write(after).equals(codec.write(before))) {
            return shown(before);
        }
        Cause cause = put(after, "altered", before);
        if (after.isKept() && !Objects.equals(after.condition(), before.condition())) {
            ListRuns.start(tx, after, cause);
        }
        return shown(after);
    }

    CrmList archive(String key) {
        DefinedList before = own(key, "archive a shared list");
        if (before.archived()) {
            return shown(before);
        }
        refuseNamed(before, "archive");
        DefinedList after = before.archived(true);
        put(after, "archived", before);
        forget(key);
        return shown(after);
    }

    CrmList restore(String key) {
        DefinedList before = own(key, "restore a shared list");
        if (!before.archived()) {
            return shown(before);
        }
        DefinedList after = before.archived(false);
        List<Violation> faults = new ArrayList<>(Condition.faults(tx, after));
        for (String named : after.needs().nested()) {
            if (tx.lists().find(named).filter(DefinedList::archived).isPresent()) {
                faults.add(new Violation(
                        "condition",
                        ErrorCode.LIST_CHANGE_REFUSED,
                        "names the list '" + named + "', which is archived. Restore that first"));
            }
        }
        refuse("restore list '" + key + "'", faults);
        Cause cause = put(after, "restored", before);
        if (after.isDynamic()) {
            ListRuns.start(tx, after, cause);
        }
        return shown(after);
    }

    /** Deletes it; the answer says nothing. */
    String delete(String key) {
        DefinedList before = own(key, "delete a shared list");
        refuseNamed(before, "delete");
        put(before.asDeleted(), "deleted", before);
        forget(key);
        EngineJob.enqueue(tx, List.of(ListRemains.job(key, before.items())));
        return key;
    }

    private void forget(String key) {
        ListRuns.end(tx, key);
        ListClock.stop(tx, key);
    }

    private void refuseNamed(DefinedList list, String verb) {
        List<Violation> faults = new ArrayList<>();
        for (DefinedList other : tx.lists().naming(list.key())) {
            if (!other.archived() || verb.equals("delete")) {
                faults.add(new Violation(
                        "",
                        ErrorCode.LIST_CHANGE_REFUSED,
                        (tx.access().sees(other)
                                        ? "is named by the list '" + other.key() + "'"
                                        : "is named by a list that you do not see")
                                + ". Change or " + verb + " that first"));
            }
        }
        faults.addAll(namingRoles(list.key()));
        refuse(verb + " list '" + list.key() + "'", faults);
    }

    /** A role that no longer finds a list lets nobody in. */
    private List<Violation> namingRoles(String key) {
        List<String> roles = NamingRoles.with(
                tx,
                condition -> ListDependencies.comparisons(condition).stream()
                        .anyMatch(comparison -> ListDependencies.isAboutLists(comparison)
                                && ListDependencies.keys(comparison).contains(key)));
        return roles.isEmpty()
                ? List.of()
                : List.of(new Violation(
                        "",
                        ErrorCode.LIST_CHANGE_REFUSED,
                        tx.access().has(Power.MANAGE_MEMBERS)
                                ? "is named by the role " + String.join(", ", roles) + ". Put the role without it first"
                                : "is named by a role. Ask an owner or admin to put the role without it first"));
    }

    private static void refuse(String what, List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    /** Stores a list with its event; the answer is the cause of what follows. */
    private Cause put(DefinedList after, String change, @Nullable DefinedList before) {
        tx.storage().documents().put(ListCatalog.KIND, after.key(), codec.write(after));
        tx.forgetLists();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("list", after.key());
        details.put("change", change);
        if (before != null) {
            details.put("before", codec.document(before));
        }
        if (!after.deleted()) {
            details.put("after", codec.document(after));
        }
        UUID id = tx.newId();
        tx.append(List.of(new StoredEvent(
                id,
                EventTypes.LIST_CHANGED,
                null,
                after.object(),
                0,
                tx.actor(),
                new Cause(id, null, 0),
                tx.now(),
                "",
                Json.write(details))));
        return new Cause(id, id, 1);
    }

    /** Does the next portion of comparing a list with all records. */
    ListScan.Portion reconcile(ListScan scan) {
        DefinedList list = own(scan.list(), "reconcile a shared list");
        if (!list.isKept()) {
            throw new InvalidInputException(
                    "reconcile list '" + list.key() + "'",
                    List.of(new Violation(
                            "",
                            ErrorCode.LIST_CHANGE_REFUSED,
                            list.archived()
                                    ? "is archived, so nothing keeps it. Restore it, which compares it too"
                                    : "is static, so there is nothing to compare it with")));
        }
        return scan.portion(tx, list);
    }
}
