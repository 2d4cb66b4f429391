package dev.crmkit.internal.record;

import dev.crmkit.duplicate.DuplicateAction;
import dev.crmkit.error.DuplicateRecordException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.duplicate.Dismissals;
import dev.crmkit.internal.duplicate.MatchKey;
import dev.crmkit.internal.duplicate.MatchKeys;
import dev.crmkit.internal.duplicate.MatchSearch;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The duplicate rules on the write path: looks up whom the records of one call would match, refuses or notes it, and keeps the keys of records in step with
 * their values. An object without rules costs nothing. Not thread-safe.
 *
 * <p>Of two transactions that write one key of a rule which refuses, the second waits for the end of the first, and then sees what it left: both insert the
 * same guard, an item that is gone again before anybody else could read it.
 */
final class DuplicateCheck {
    private static final String GUARD = "duplicate.guard";

    private final Tx tx;
    private final DefinedObject object;
    private final MatchKeys keys;
    private final Map<UUID, Changes> changes = new LinkedHashMap<>();
    private final Map<UUID, Set<MatchRule>> suspected = new LinkedHashMap<>();
    private final Set<UUID> guards = new TreeSet<>();

    DuplicateCheck(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.keys = new MatchKeys(object, tx.types());
    }

    /**
     * How the keys of one record change.
     *
     * @param path its place in the input, for messages
     * @param wanted all that it has afterwards
     * @param added those that it has not yet, or with another name
     * @param gone the ids of the items that it has no more, or differently
     */
    private record Changes(
            RecordDraft draft, String path, List<MatchKey> wanted, List<MatchKey> added, Set<UUID> gone) {}

    /** Whether the object has rules. */
    private boolean isIdle() {
        return object.matchRules().isEmpty();
    }

    /** Takes note of a draft that is about to be written, of a record whose keys are in step with what it was. */
    void plan(RecordDraft draft, String path) {
        if (!isIdle()) {
            LoadedRecord before = draft.before();
            plan(draft, path, before == null ? List.of() : held(before));
        }
    }

    /** Takes note of a draft that is about to come back, of a record that has no keys. */
    void planBack(RecordDraft draft) {
        if (!isIdle()) {
            plan(draft, "", List.of());
        }
    }

    private void plan(RecordDraft draft, String path, List<MatchKey> held) {
        List<MatchKey> wanted = draft.isArchived() ? List.of() : keys.of(draft.values());
        List<MatchKey> added =
                wanted.stream().filter(key -> !held.contains(key)).toList();
        Set<UUID> gone = new LinkedHashSet<>();
        held.stream().filter(key -> !wanted.contains(key)).forEach(key -> gone.add(key.itemId(draft.id())));
        changes.put(draft.id(), new Changes(draft, path, wanted, added, gone));
    }

    private List<MatchKey> held(LoadedRecord record) {
        return record.stored().isArchived() ? List.of() : keys.of(record.values());
    }

    /**
     * Looks for duplicates of the drafts by their new keys.
     *
     * @param what the call, for messages
     * @throws DuplicateRecordException if a rule refuses one of them
     */
    void check(String what) {
        List<MatchKey> added = new ArrayList<>();
        changes.values().forEach(change -> added.addAll(change.added()));
        if (added.isEmpty()) {
            return;
        }
        guard(added);
        MatchSearch search = MatchSearch.of(tx, added, true);
        Map<String, List<Holder>> within = within();
        Map<UUID, Map<UUID, Set<MatchRule>>> matches = new LinkedHashMap<>();
        for (Changes change : changes.values()) {
            Map<UUID, Set<MatchRule>> found = matches(change, search, within);
            if (!found.isEmpty()) {
                matches.put(change.draft().id(), found);
            }
        }
        dropDismissed(matches);
        refuse(what, matches);
        matches.forEach((record, found) -> found.values()
                .forEach(rules -> suspected
                        .computeIfAbsent(record, id -> new LinkedHashSet<>())
                        .addAll(rules)));
    }

    private void guard(List<MatchKey> added) {
        Map<UUID, StoredItem> items = new LinkedHashMap<>();
        for (MatchKey key : added) {
            if (key.rule().action() == DuplicateAction.REFUSE) {
                UUID id = ItemIds.of(GUARD, key.key());
                items.put(id, new StoredItem(id, GUARD, null, "", tx.now(), ""));
            }
        }
        if (!items.isEmpty()) {
            tx.storage().items().insert(items.values());
            guards.addAll(items.keySet());
        }
    }

    /** A record of this call that has a key. */
    private record Holder(UUID record, MatchKey key) {}

    private Map<String, List<Holder>> within() {
        Map<String, List<Holder>> within = new HashMap<>();
        changes.forEach((record, change) -> change.wanted()
                .forEach(key -> within.computeIfAbsent(key.key(), any -> new ArrayList<>())
                        .add(new Holder(record, key))));
        return within;
    }

    private Map<UUID, Set<MatchRule>> matches(Changes change, MatchSearch search, Map<String, List<Holder>> within) {
        UUID self = change.draft().id();
        Map<UUID, Set<MatchRule>> found = new LinkedHashMap<>();
        for (MatchKey key : change.added()) {
            search.matches(key).keySet().stream()
                    // What others of this call were before says nothing.
                    .filter(other -> !changes.containsKey(other))
                    .forEach(other -> found.computeIfAbsent(other, id -> new LinkedHashSet<>())
                            .add(key.rule()));
            for (Holder holder : Objects.requireNonNull(within.get(key.key()))) {
                if (!holder.record().equals(self) && key.matches(holder.key())) {
                    found.computeIfAbsent(holder.record(), id -> new LinkedHashSet<>())
                            .add(key.rule());
                }
            }
        }
        return found;
    }

    private void dropDismissed(Map<UUID, Map<UUID, Set<MatchRule>>> matches) {
        Set<UUID> old = new HashSet<>();
        matches.keySet().forEach(record -> {
            if (!Objects.requireNonNull(changes.get(record)).draft().isNew()) {
                old.add(record);
            }
        });
        if (!old.isEmpty()) {
            Dismissals dismissed = Dismissals.of(tx, old);
            matches.forEach((record, found) -> found.keySet().removeIf(other -> dismissed.contains(record, other)));
            matches.values().removeIf(Map::isEmpty);
        }
    }

    private void refuse(String what, Map<UUID, Map<UUID, Set<MatchRule>>> matches) {
        Set<UUID> others = new LinkedHashSet<>();
        matches.values()
                .forEach(found -> found.forEach((other, rules) -> {
                    if (rules.stream().anyMatch(rule -> rule.action() == DuplicateAction.REFUSE)) {
                        others.add(other);
                    }
                }));
        if (others.isEmpty()) {
            return;
        }
        Set<UUID> stored = new HashSet<>(others);
        stored.removeAll(changes.keySet());
        Set<UUID> readable = Gate.permitted(tx, object.id(), Verb.READ, stored);
        List<Violation> faults = new ArrayList<>();
        matches.forEach((record, found) -> {
            Map<MatchRule, List<UUID>> byRule = new LinkedHashMap<>();
            found.forEach((other, rules) -> rules.stream()
                    .filter(rule -> rule.action() == DuplicateAction.REFUSE)
                    .forEach(rule -> byRule.computeIfAbsent(rule, any -> new ArrayList<>())
                            .add(other)));
            byRule.forEach(
                    (rule, ids) -> faults.add(fault(Objects.requireNonNull(changes.get(record)), rule, ids, readable)));
        });
        boolean hidden = matches.values().stream()
                .flatMap(found -> found.values().stream())
                .flatMap(Collection::stream)
                .anyMatch(rule -> rule.action() == DuplicateAction.REFUSE && isHidden(rule));
        // By a rule about what is hidden, even a readable record would tell something that is hidden.
        throw new DuplicateRecordException(what, faults, hidden ? List.of() : List.copyOf(readable));
    }

    private boolean isHidden(MatchRule rule) {
        UUID within = rule.within();
        return tx.access().isHidden(rule.attribute())
                || (within != null && tx.access().isHidden(within));
    }

    private Violation fault(Changes change, MatchRule rule, List<UUID> ids, Set<UUID> readable) {
        String path = change.path();
        if (isHidden(rule)) {
            return new Violation(
                    path.endsWith(".") ? path.substring(0, path.length() - 1) : path,
                    ErrorCode.RECORD_DUPLICATE,
                    "would be a duplicate by a value that your roles do not show. Ask an owner or admin");
        }
        CrmAttribute attribute = object.object().findAttribute(rule.attribute()).orElseThrow();
        Object value = Objects.requireNonNull(change.draft().values().get(attribute.id()));
        String shown = tx.types().get(attribute.spec().type()).display(attribute.spec(), value);
        Optional<UUID> named = ids.stream().filter(readable::contains).findFirst();
        boolean here = ids.stream().anyMatch(changes::containsKey);
        return new Violation(
                path + attribute.slug(),
                ErrorCode.RECORD_DUPLICATE,
                "'" + shown + "' matches "
                        + named.map(id -> "record " + id)
                                .orElse(here ? "another record of this call" : "another record")
                        + " by the rule '" + rule.shown(object.object()).orElseThrow()
                        + "', which refuses duplicates. Open that record instead, or change the value");
    }

    /** Brings the stored keys in step; the records are written by now. */
    void store() {
        Set<UUID> gone = new LinkedHashSet<>();
        List<StoredItem> items = new ArrayList<>();
        changes.forEach((record, change) -> {
            gone.addAll(change.gone());
            change.added().forEach(key -> items.add(key.item(record, tx.now())));
        });
        Set<UUID> removed = new LinkedHashSet<>(gone);
        // Those of the records that wait for one of the guards come after this transaction.
        removed.addAll(guards);
        if (!removed.isEmpty()) {
            tx.storage().items().remove(removed);
        }
        if (!items.isEmpty()) {
            tx.storage().items().insert(items);
        }
    }

    /** Takes away the keys of records that go. */
    void remove(List<LoadedRecord> records) {
        if (isIdle()) {
            return;
        }
        Set<UUID> gone = new LinkedHashSet<>();
        for (LoadedRecord record : records) {
            held(record).forEach(key -> gone.add(key.itemId(record.stored().id())));
        }
        if (!gone.isEmpty()) {
            tx.storage().items().remove(gone);
        }
    }

    /** What the timeline of a written record says of its duplicates: by which rules there are any. Which ones, everybody finds out as they may. */
    Optional<StoredEvent> suspicion(StoredRecord written, @Nullable UUID cause) {
        Set<MatchRule> rules = suspected.get(written.id());
        if (rules == null) {
            return Optional.empty();
        }
        UUID id = tx.newId();
        return Optional.of(new StoredEvent(
                id,
                EventTypes.DUPLICATE_SUSPECTED,
                written.id(),
                object.id(),
                written.version(),
                tx.actor(),
                cause == null ? new Cause(id, null, 0) : new Cause(cause, cause, 1),
                tx.now(),
                "",
                Json.write(Map.of(
                        "rules",
                        rules.stream().map(rule -> rule.id().toString()).toList()))));
    }
}
