package dev.crmkit.internal.record;

import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.tag.Tagging;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.BulkMode;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes back what one step of an import wrote, as the log tells it: what the step changed gets the values from before where it still has those of the step,
 * and what it created is archived where nobody has been active on it since. Used once. Not thread-safe.
 */
public final class StepReversal {
    private static final int MOVES = 1_000;
    private static final String OWNER = SystemFields.OWNER;
    private static final String ASSIGNEE = SystemFields.ASSIGNEE;
    private static final String SOURCE = SystemFields.SOURCE;

    private final Tx tx;
    private final UUID root;
    private final Map<UUID, List<StoredEvent>> events = new LinkedHashMap<>();
    private final Map<UUID, StoredRecord> records = new LinkedHashMap<>();
    private final Map<UUID, Set<String>> left = new LinkedHashMap<>();
    private final Set<UUID> restored = new HashSet<>();
    private final Set<UUID> archived = new HashSet<>();

    /**
     * A reversal of these events.
     *
     * @param root the id of the event that says so
     * @param log the events of the step about records, newest first
     */
    public StepReversal(Tx tx, UUID root, List<StoredEvent> log) {
        this.tx = tx;
        this.root = root;
        for (StoredEvent event : log) {
            UUID record = event.recordId();
            // Of a relation the end at which it starts; nothing of the other one changed.
            boolean other = event.type().equals(EventTypes.RELATION_LINKED)
                    && !String.valueOf(record)
                            .equals(Json.readObject(event.details()).get("from"));
            if (record != null && !other) {
                events.computeIfAbsent(record, id -> new ArrayList<>()).add(event);
            }
        }
    }

    /**
     * What was done. Immutable.
     *
     * @param archived records that are archived
     * @param restored records that have values, tags or relations from before
     * @param left why records stayed in part or whole as they are, by id
     */
    public record Report(Set<UUID> archived, Set<UUID> restored, Map<UUID, String> left) {
        /** Copies the collections. */
        public Report {
            archived = Set.copyOf(archived);
            restored = Set.copyOf(restored);
            left = new LinkedHashMap<>(left);
        }
    }

    /**
     * Takes it back.
     *
     * @param createdByImport tells which of some records the same import created, in whatever step
     */
    public Report run(Function<Set<UUID>, Set<UUID>> createdByImport) {
        load();
        Set<UUID> created = created(createdByImport);
        unlink();
        untag(created);
        restore(created);
        archive(created);
        Map<UUID, String> reasons = new LinkedHashMap<>();
        left.forEach((id, why) -> reasons.put(id, String.join("; ", why)));
        return new Report(archived, restored, reasons);
    }

    private void load() {
        if (events.isEmpty()) {
            return;
        }
        tx.records().lock(events.keySet()).forEach(record -> records.put(record.id(), record));
        List<UUID> gone = Aliases.missing(events.keySet(), records.keySet());
        if (!gone.isEmpty()) {
            for (Identity identity : tx.records().identities(gone).values()) {
                // Of an erased record there is nothing to take back.
                if (identity.aliasOf() != null) {
                    leave(identity.id(), "was merged into " + identity.aliasOf() + " since");
                }
            }
        }
    }

    private void leave(UUID record, String why) {
        left.computeIfAbsent(record, id -> new TreeSet<>()).add(why);
    }

    private Set<UUID> created(Function<Set<UUID>, Set<UUID>> createdByImport) {
        Set<UUID> created = new HashSet<>();
        Set<UUID> others = new HashSet<>();
        records.keySet().forEach(id -> (isCreatedHere(id) ? created : others).add(id));
        if (!others.isEmpty()) {
            created.addAll(createdByImport.apply(others));
        }
        return created;
    }

    private boolean isCreatedHere(UUID record) {
        return of(record).stream().anyMatch(event -> event.type().equals(EventTypes.RECORD_CREATED));
    }

    private List<StoredEvent> of(UUID record) {
        return Objects.requireNonNull(events.get(record));
    }

    private Map<UUID, List<StoredRecord>> byObject(Set<UUID> ids) {
        Map<UUID, List<StoredRecord>> byObject = new LinkedHashMap<>();
        for (UUID id : ids) {
            StoredRecord record = records.get(id);
            if (record != null) {
                byObject.computeIfAbsent(record.objectId(), any -> new ArrayList<>())
                        .add(record);
            }
        }
        return byObject;
    }

    /** Those of the records that the verb reaches; the others are left. */
    private Set<UUID> permitted(Set<UUID> ids, Verb verb) {
        Set<UUID> permitted = new HashSet<>();
        byObject(ids)
                .forEach((object, some) -> permitted.addAll(Gate.permitted(
                        tx, object, verb, some.stream().map(StoredRecord::id).toList())));
        ids.stream()
                .filter(id -> records.containsKey(id) && !permitted.contains(id))
                .forEach(id -> leave(id, "may not be changed by your roles"));
        return permitted;
    }

    private void unlink() {
        Map<Edge.Key, Edge> edges = new LinkedHashMap<>();
        for (StoredRecord record : records.values()) {
            for (StoredEvent event : of(record.id())) {
                Map<String, Object> details = Json.readObject(event.details());
                if (event.type().equals(EventTypes.RELATION_LINKED)) {
                    Edge.Key key = new Edge.Key(
                            record.id(),
                            Json.requiredText(details, "label"),
                            UUID.fromString(Json.requiredText(details, "to")));
                    edges.put(key, new Edge(key, 0, ""));
                }
            }
        }
        if (edges.isEmpty()) {
            return;
        }
        Set<UUID> from = edges.keySet().stream().map(Edge.Key::from).collect(Collectors.toSet());
        Set<UUID> permitted = permitted(from, Verb.UPDATE);
        Set<Edge.Key> there = new HashSet<>(tx.storage()
                .edges()
                .outgoing(
                        from,
                        edges.keySet().stream().map(Edge.Key::relation).collect(Collectors.toSet()),
                        Integer.MAX_VALUE));
        edges.keySet().removeIf(key -> !permitted.contains(key.from()) || !there.contains(key));
        if (!edges.isEmpty()) {
            tx.storage().edges().remove(edges.keySet());
            Links.tell(tx, EventTypes.RELATION_UNLINKED, edges.values(), root);
            edges.keySet().forEach(key -> restored.add(key.from()));
        }
    }

    private void untag(Set<UUID> created) {
        Map<UUID, List<TagName>> names = new LinkedHashMap<>();
        for (StoredRecord record : records.values()) {
            for (StoredEvent event : of(record.id())) {
                if (event.type().equals(EventTypes.TAG_ADDED) && !created.contains(record.id())) {
                    Json.list(Json.readObject(event.details()), "tags")
                            .forEach(tag -> names.computeIfAbsent(record.id(), id -> new ArrayList<>())
                                    .add(TagName.of(tag.toString())));
                }
            }
        }
        names.keySet().retainAll(permitted(names.keySet(), Verb.UPDATE));
        if (!names.isEmpty()) {
            Map<UUID, StoredRecord> tagged = new LinkedHashMap<>();
            names.keySet().forEach(id -> tagged.put(id, Objects.requireNonNull(records.get(id))));
            restored.addAll(Tagging.each(tx, names, root).remove(tagged));
        }
    }

    private void restore(Set<UUID> created) {
        Set<UUID> changed = records.keySet().stream()
                .filter(id -> !created.contains(id))
                .filter(id -> of(id).stream()
                        .anyMatch(event -> event.type().equals(EventTypes.RECORD_UPDATED)
                                || event.type().equals(EventTypes.STAGE_CHANGED)))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<UUID> permitted = permitted(changed, Verb.UPDATE);
        Map<Move, StoredMove> moves = moves(permitted);
        byObject(permitted).forEach((objectId, some) -> {
            DefinedObject object = tx.schema().get(objectId);
            RecordBatch batch = new RecordBatch(
                    tx, object, "take an import of " + object.slug() + " back", BulkMode.PER_ITEM, root);
            for (StoredRecord record : some) {
                if (record.isArchived()) {
                    leave(record.id(), "was archived since");
                    continue;
                }
                RecordDraft draft = RecordDraft.change(LoadedRecord.of(record, object, tx.types()));
                for (StoredEvent event : of(record.id())) {
                    undo(object, draft, event, moves);
                }
                batch.add(record.id() + ".").become(draft);
            }
            batch.save();
            for (RecordBatch.Item item : batch.items()) {
                UUID id = item.draft().id();
                StoredRecord after = item.result();
                if (after == null) {
                    leave(id, item.violations().stream().map(Violation::message).collect(Collectors.joining("; ")));
                } else if (after.version()
                        != Objects.requireNonNull(item.draft().before())
                                .stored()
                                .version()) {
                    restored.add(id);
                }
            }
        });
    }

    /** What tells a move from others. Immutable. */
    private record Move(
            UUID record,
            Instant at,
            @Nullable String from,
            @Nullable String to) {
        static Move of(StoredMove move) {
            return new Move(move.recordId(), move.at(), move.from(), move.to());
        }

        static Move of(StoredEvent event) {
            Map<String, Object> details = Json.readObject(event.details());
            return new Move(
                    Objects.requireNonNull(event.recordId()),
                    event.occurredAt(),
                    Json.text(details, "from"),
                    Json.text(details, "to"));
        }
    }

    /** The moves of the step: they say how long the record had been in the stage that it left. */
    private Map<Move, StoredMove> moves(Set<UUID> ids) {
        Set<Move> wanted = new HashSet<>();
        for (UUID id : ids) {
            for (StoredEvent event : of(id)) {
                if (event.type().equals(EventTypes.STAGE_CHANGED)) {
                    wanted.add(Move.of(event));
                }
            }
        }
        Set<UUID> moved = wanted.stream().map(Move::record).collect(Collectors.toSet());
        Map<Move, StoredMove> found = new HashMap<>();
        MoveStorage.@Nullable Place place = null;
        boolean more = !wanted.isEmpty();
        while (more && found.size() < wanted.size()) {
            List<StoredMove> page = tx.storage().moves().list(moved, place, MOVES);
            for (StoredMove move : page) {
                place = new MoveStorage.Place(move.at(), move.id());
                if (wanted.contains(Move.of(move))) {
                    found.put(Move.of(move), move);
                }
            }
            more = page.size() == MOVES;
        }
        return found;
    }

    private void undo(DefinedObject object, RecordDraft draft, StoredEvent event, Map<Move, StoredMove> moves) {
        Map<String, Object> changes = Json.readObject(event.changes());
        if (event.type().equals(EventTypes.STAGE_CHANGED)) {
            moveBack(object, draft, event, moves.get(Move.of(event)));
        } else if (event.type().equals(EventTypes.RECORD_UPDATED)) {
            changes.forEach((name, pair) -> {
                if (pair instanceof List<?> values && name.startsWith("@")) {
                    field(draft, name, (String) values.get(0), (String) values.get(1));
                } else if (pair instanceof List<?> values) {
                    value(object, draft, UUID.fromString(name), values.get(0), values.get(1));
                }
            });
        }
    }

    private void value(
            DefinedObject object, RecordDraft draft, UUID id, @Nullable Object before, @Nullable Object after) {
        CrmAttribute attribute = object.object().findAttribute(id).orElse(null);
        if (attribute == null || tx.types().get(attribute.spec().type()).isEngineWritten()) {
            return;
        }
        AttributeType type = tx.types().get(attribute.spec().type());
        boolean hidden = tx.access().isHidden(id);
        String named = hidden ? "a value that your roles do not show" : "'" + attribute.slug() + "'";
        try {
            Object now = draft.values().get(id);
            Object then = after == null ? null : type.restore(attribute.spec(), after);
            Object old = before == null ? null : type.restore(attribute.spec(), before);
            if (Objects.equals(now, old)) {
                return;
            } else if (!Objects.equals(now, then)) {
                leave(draft.id(), named + " was changed since");
            } else if (hidden || tx.access().isReadOnly(id)) {
                leave(draft.id(), named + " may not be written by your roles");
            } else {
                draft.set(id, old);
            }
        } catch (InvalidValueException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            leave(draft.id(), named + " has another type since");
        }
    }

    private void field(RecordDraft draft, String name, @Nullable String before, @Nullable String after) {
        String now = switch (name) {
            case OWNER -> draft.state(tx.now()).owner();
            case ASSIGNEE -> draft.state(tx.now()).assignee();
            case SOURCE -> draft.state(tx.now()).source();
            default -> before;
        };
        if (Objects.equals(now, before)) {
            return;
        } else if (!Objects.equals(now, after)) {
            leave(draft.id(), "'" + name + "' was changed since");
            return;
        }
        switch (name) {
            case OWNER -> draft.owner(before);
            case ASSIGNEE -> draft.assignee(before);
            default -> draft.source(before);
        }
    }

    private void moveBack(DefinedObject object, RecordDraft draft, StoredEvent event, @Nullable StoredMove move) {
        StageDoor door = new StageDoor(tx, object);
        Map<String, String> now = door.held(draft.values());
        if (move == null
                || !Objects.equals(now.get(SystemFields.STAGE), move.to())
                || !event.occurredAt().toString().equals(now.get(SystemFields.STAGE_ENTERED_AT))) {
            leave(draft.id(), "'@stage' was changed since");
            return;
        }
        String from = move.from();
        boolean reopened = Json.flag(Json.readObject(event.details()), "reopened");
        boolean closed = Json.flag(Json.readObject(event.details()), "closed");
        if (closed && !tx.access().has(Power.REOPEN)) {
            leave(draft.id(), "may not be opened again by your roles");
            return;
        }
        Map<String, String> before = new HashMap<>();
        if (from != null) {
            Instant entered = move.stayed() == null ? move.at() : move.at().minus(move.stayed());
            before.put(SystemFields.STAGE, from);
            before.put(SystemFields.PIPELINE, from.substring(0, from.indexOf('/')));
            before.put(SystemFields.STAGE_ENTERED_AT, entered.toString());
            String closedAt = now.get(SystemFields.CLOSED_AT);
            if (reopened) {
                before.put(SystemFields.CLOSED_AT, entered.toString());
            } else if (!closed && closedAt != null) {
                before.put(SystemFields.CLOSED_AT, closedAt);
            }
        }
        door.place(draft, before, StageMove.Way.REVERTED);
    }

    private void archive(Set<UUID> created) {
        Set<UUID> untouched = new TreeSet<>();
        for (UUID id : created) {
            StoredRecord record = Objects.requireNonNull(records.get(id));
            Instant latest = of(id).get(0).occurredAt();
            if (record.isArchived()) {
                // By a later step, or by somebody who wanted the same.
                if (isCreatedHere(id)) {
                    archived.add(id);
                }
            } else if (!record.state().lastActivityAt().isAfter(latest)) {
                untouched.add(id);
            } else if (isCreatedHere(id)) {
                leave(id, "was worked on since");
            }
        }
        untouched.retainAll(permitted(untouched, Verb.ARCHIVE));
        keepReferred(untouched);
        byObject(untouched).forEach((objectId, some) -> {
            DefinedObject object = tx.schema().get(objectId);
            new Archiving(tx, root, id -> id + ".")
                    .archive(some.stream()
                            .map(record -> LoadedRecord.of(record, object, tx.types()))
                            .toList());
            some.stream().map(StoredRecord::id).filter(this::isCreatedHere).forEach(archived::add);
        });
    }

    /** Leaves records to which live ones refer that are not archived along. */
    private void keepReferred(Set<UUID> untouched) {
        if (untouched.isEmpty()) {
            return;
        }
        Set<String> relations = Belongings.referenceAttributes(tx).keySet().stream()
                .map(UUID::toString)
                .collect(Collectors.toSet());
        List<Edge.Key> edges = tx.storage().edges().incoming(untouched, relations, Integer.MAX_VALUE);
        Set<UUID> others = edges.stream().map(Edge.Key::from).collect(Collectors.toSet());
        Map<UUID, RecordLabel> labels =
                others.isEmpty() ? Map.of() : tx.records().labels(others);
        boolean found = true;
        while (found) {
            found = false;
            for (Edge.Key edge : edges) {
                RecordLabel label = labels.get(edge.from());
                boolean refers = label != null && !label.archived() && !untouched.contains(edge.from());
                if (refers && untouched.remove(edge.to())) {
                    leave(edge.to(), "is referred to by others since");
                    found = true;
                }
            }
        }
    }
}
