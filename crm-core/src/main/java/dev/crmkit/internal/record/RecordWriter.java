package dev.crmkit.internal.record;

import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.address.ChannelProjection;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.task.TaskReminders;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.RecordState;
import dev.crmkit.model.ValueSource;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.type.AttributeType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which records change: diff, documents, index values, unique keys, edges, channels, event and counters, all in the caller's
 * transaction and in a number of statements that does not depend on the number of records.
 */
final class RecordWriter {
    private static final int MAX_BYTES = 1 << 20;

    private final Tx tx;
    private final DefinedObject object;
    private final @Nullable UUID cause;
    private final boolean asksForDuplicates;
    private final RecordProjection projection;
    private final boolean projectsChannels;
    private final Computing computing;

    RecordWriter(Tx tx, DefinedObject object) {
        this(tx, object, null);
    }

    /** A writer whose events were led to by another one; null for none. */
    RecordWriter(Tx tx, DefinedObject object, @Nullable UUID cause) {
        this(tx, object, cause, true, true);
    }

    private RecordWriter(
            Tx tx, DefinedObject object, @Nullable UUID cause, boolean asksForDuplicates, boolean projectsChannels) {
        this.tx = tx;
        this.object = object;
        this.cause = cause;
        this.asksForDuplicates = asksForDuplicates;
        this.projection = new RecordProjection(object, tx.types());
        this.projectsChannels = projectsChannels;
        this.computing = new Computing(tx, object);
    }

    /**
     * A writer of what follows from something else: a merge, its undoing, a change of the schema. Nobody gave new values, so no duplicate rule is asked.
     *
     * @param cause the event that led to it; null for none
     */
    static RecordWriter following(Tx tx, DefinedObject object, @Nullable UUID cause) {
        return new RecordWriter(tx, object, cause, false, true);
    }

    /** A writer of a merge or its undoing, which also leaves channels to its caller. */
    static RecordWriter merging(Tx tx, DefinedObject object) {
        return new RecordWriter(tx, object, null, false, false);
    }

    /** The name of the counter of an object's live records. */
    static String counter(UUID objectId) {
        return "records:" + objectId;
    }

    /**
     * Writes the drafts that change something.
     *
     * @param eventType what happened
     * @param what the call, for messages
     * @param paths the place of each draft in the input, for messages; empty texts for a single record
     * @return every record as it is after the call, in the order of the drafts
     */
    List<StoredRecord> write(List<RecordDraft> drafts, String eventType, String what, List<String> paths) {
        List<Violation> faults = new ArrayList<>();
        Plan plan = new Plan();
        for (int i = 0; i < drafts.size(); i++) {
            plan.add(drafts.get(i), eventType, paths.get(i), faults);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        List<UniqueConflict> conflicts = store(plan, what);
        if (!conflicts.isEmpty()) {
            throw duplicates(drafts, paths, conflicts).exception(what);
        }
        return drafts.stream().map(plan::result).toList();
    }

    /**
     * Writes what was planned. If there are conflicts, or it throws, the caller undoes what this call wrote.
     *
     * @param what the call, for messages
     * @return the unique values that are held by others
     * @throws dev.crmkit.error.DuplicateRecordException if a duplicate rule refuses some of it
     * @throws DuplicateValueException if an address that must be unique is another record's
     */
    List<UniqueConflict> store(Plan plan, String what) {
        plan.door.authorise();
        if (plan.writes.isEmpty()) {
            return List.of();
        }
        if (asksForDuplicates) {
            plan.duplicates.check(what);
        }
        List<UniqueConflict> conflicts = tx.records().write(object.id(), plan.writes);
        if (!conflicts.isEmpty()) {
            return conflicts;
        }
        plan.duplicates.store();
        plan.writes.forEach(
                write -> plan.duplicates.suspicion(write.record(), cause).ifPresent(plan.events::add));
        if (!plan.goneEdges.isEmpty()) {
            tx.storage().edges().remove(plan.goneEdges);
        }
        if (!plan.newEdges.isEmpty()) {
            tx.storage().edges().put(plan.newEdges);
        }
        plan.channels.write(what);
        append(plan.moves);
        plan.marks.write();
        tx.append(plan.events);
        if (plan.live != 0) {
            tx.storage().ledger().add(counter(object.id()), plan.live);
        }
        remind(plan.drafts);
        return List.of();
    }

    /** Everything that some drafts of the writer's object mean for the storage. */
    final class Plan {
        private final List<RecordDraft> drafts = new ArrayList<>();
        private final Map<UUID, StoredRecord> results = new LinkedHashMap<>();
        private final List<RecordWrite> writes = new ArrayList<>();
        private final List<StoredEvent> events = new ArrayList<>();
        private final List<StoredMove> moves = new ArrayList<>();
        private final StageDoor door = new StageDoor(tx, object);
        private final List<Edge> newEdges = new ArrayList<>();
        private final List<Edge.Key> goneEdges = new ArrayList<>();
        private final ChannelProjection channels = new ChannelProjection(tx, object);
        private final DuplicateCheck duplicates = new DuplicateCheck(tx, object);
        private final RollupMarks marks = new RollupMarks(tx, object);
        private long live;

        /**
         * Adds a draft, unless it is too large, or may not come into its stage. Every way into a stage leads through here; calls that gather all
         * faults of their input have had their drafts judged before.
         *
         * @param eventType what happens to the record
         * @param path its place in the input
         * @param faults gets the faults of a draft that is not added
         */
        void add(RecordDraft draft, String eventType, String path, List<Violation> faults) {
            int sound = faults.size();
            door.judge(draft, path, faults);
            if (faults.size() > sound) {
                return;
            }
            LoadedRecord before = draft.before();
            if (before != null && !draft.isRecomputed() && changesNothing(draft, changed(draft))) {
                drafts.add(draft);
                results.put(draft.id(), before.stored());
                return;
            }
            computing.compute(draft);
            List<CrmAttribute> changed = changed(draft);
            if (before != null && changesNothing(draft, changed)) {
                drafts.add(draft);
                StoredRecord restated = computing.restates(draft) ? restated(draft, before) : before.stored();
                results.put(draft.id(), restated);
                return;
            }
            RecordWrite write = plan(draft, changed);
            long bytes = utf8(write.record().values()) + utf8(write.record().longValues());
            if (bytes > MAX_BYTES) {
                faults.add(new Violation(
                        withoutDot(path),
                        ErrorCode.VALUES_TOO_LARGE,
                        "has values of " + (tx.access().hidesSomethingOf(object) ? "more" : bytes + " bytes")
                                + "; the limit is " + MAX_BYTES + " bytes. Keep large texts elsewhere"));
                return;
            }
            drafts.add(draft);
            writes.add(write);
            results.put(draft.id(), write.record());
            List<StoredEvent> told = events(draft, changed, eventType, write.record());
            events.addAll(told);
            marks.add(draft, changed, told.get(0).id());
            move(draft).ifPresent(moves::add);
            edges(draft, changed, newEdges, goneEdges);
            if (projectsChannels) {
                channels.add(channelChange(draft, path));
            }
            duplicates.plan(draft, path);
            live += live(draft);
        }

        /** Says of a record whose values stay that they were computed anew: no version, no event. */
        private StoredRecord restated(RecordDraft draft, LoadedRecord before) {
            StoredRecord was = before.stored();
            Sources sources = Sources.read(was.sources());
            StoredRecord record = new StoredRecord(
                    was.id(),
                    was.objectId(),
                    was.version(),
                    was.displayName(),
                    was.state(),
                    was.values(),
                    was.longValues(),
                    sources.withStandings(computing.standings(draft, List.of(), sources))
                            .write());
            writes.add(new RecordWrite(
                    record,
                    false,
                    projection.index(draft.values()),
                    projection.searchText(was.displayName(), draft.values()),
                    List.of(),
                    List.of()));
            return record;
        }

        /** The record as the draft leaves it. */
        StoredRecord result(RecordDraft draft) {
            return Objects.requireNonNull(results.get(draft.id()));
        }
    }

    private Optional<StoredMove> move(RecordDraft draft) {
        StageStep step = draft.stageStep();
        return step == null
                ? Optional.empty()
                : Optional.of(new StoredMove(
                        tx.newId(),
                        draft.id(),
                        object.id(),
                        step.from(),
                        step.to(),
                        tx.now(),
                        step.stayed(),
                        tx.actor(),
                        step.way().name()));
    }

    private void append(List<StoredMove> moves) {
        if (!moves.isEmpty()) {
            tx.storage().moves().append(moves);
        }
    }

    /** Plans the reminders of tasks, whoever writes them; what was missed while a task was closed or archived stays missed. */
    private void remind(List<RecordDraft> drafts) {
        TaskReminders.attribute(object).ifPresent(attribute -> {
            List<EngineJob> jobs = new ArrayList<>();
            for (RecordDraft draft : drafts) {
                LoadedRecord before = draft.before();
                boolean isNew = before == null
                        || !Objects.equals(
                                before.values().get(attribute.id()),
                                draft.values().get(attribute.id()));
                if (draft.values().get(attribute.id()) instanceof Instant at && (isNew || at.isAfter(tx.now()))) {
                    jobs.add(TaskReminders.at(tx, draft.id(), at));
                }
            }
            EngineJob.enqueue(tx, jobs);
        });
    }

    /**
     * Writes records that had been merged into others, under their old ids and one version further; times and owner are as they were.
     *
     * @param drafts as they shall be; each says in its details what happened
     * @param what the call, for messages
     * @throws DuplicateValueException if a live record holds one of their unique values by now
     */
    void bringBack(List<RecordDraft> drafts, String eventType, String what) {
        List<RecordWrite> writes = new ArrayList<>();
        List<StoredEvent> events = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        List<StoredMove> moves = new ArrayList<>();
        DuplicateCheck duplicates = new DuplicateCheck(tx, object);
        RollupMarks marks = new RollupMarks(tx, object);
        long live = 0;
        for (RecordDraft draft : drafts) {
            StoredRecord before = Objects.requireNonNull(draft.before()).stored();
            computing.compute(draft);
            Sources sources = Sources.read(before.sources());
            RecordProjection.Documents documents = projection.documents(draft);
            String name = projection.displayName(draft.values());
            StoredRecord record = new StoredRecord(
                    draft.id(),
                    object.id(),
                    before.version() + 1,
                    name,
                    before.state(),
                    documents.values(),
                    documents.longValues(),
                    sources.withStandings(computing.standings(draft, List.of(), sources))
                            .write());
            writes.add(new RecordWrite(
                    record,
                    true,
                    projection.index(draft.values()),
                    projection.searchText(name, draft.values()),
                    record.isArchived() ? List.of() : projection.uniqueKeys(draft.values()),
                    List.of()));
            List<StoredEvent> told = events(draft, List.of(), eventType, record);
            events.addAll(told);
            marks.addBack(draft, told.get(0).id());
            move(draft).ifPresent(moves::add);
            for (CrmAttribute attribute : projection.referenceAttributes()) {
                List<UUID> targets = projection.references(attribute, draft.values());
                for (int i = 0; i < targets.size(); i++) {
                    edges.add(new Edge(new Edge.Key(draft.id(), attribute.id().toString(), targets.get(i)), i, ""));
                }
            }
            duplicates.planBack(draft);
            live += record.isArchived() ? 0 : 1;
        }
        List<UniqueConflict> conflicts = tx.records().bringBack(object.id(), writes);
        if (!conflicts.isEmpty()) {
            throw duplicates(drafts, drafts.stream().map(d -> d.id() + ".").toList(), conflicts)
                    .exception(what);
        }
        duplicates.store();
        if (!edges.isEmpty()) {
            tx.storage().edges().put(edges);
        }
        append(moves);
        marks.write();
        tx.append(events);
        if (live != 0) {
            tx.storage().ledger().add(counter(object.id()), live);
        }
    }

    /** Takes records away whose edges are gone already, with what follows from their values; their ids stay known. */
    void remove(List<LoadedRecord> records, Function<LoadedRecord, Departure> departure) {
        new DuplicateCheck(tx, object).remove(records);
        RollupMarks marks = new RollupMarks(tx, object);
        records.forEach(marks::addGone);
        marks.write();
        tx.records().remove(object.id(), records.stream().map(departure).toList());
        long live = records.stream().filter(r -> !r.stored().isArchived()).count();
        if (live != 0) {
            tx.storage().ledger().add(counter(object.id()), -live);
        }
    }

    /** The unique keys that the record holds. */
    List<UniqueKey> held(LoadedRecord record) {
        return record.stored().isArchived() ? List.of() : projection.uniqueKeys(record.values());
    }

    /**
     * Rewrites projections of records whose values stay as they are: no version, no event.
     *
     * @param taken attributes whose unique keys live records take
     * @param released attributes whose unique keys live records give up
     */
    void refresh(List<LoadedRecord> records, Set<UUID> taken, Set<UUID> released) {
        List<UniqueConflict> conflicts = tx.records().write(object.id(), refreshed(records, taken, released));
        if (!conflicts.isEmpty()) {
            UniqueConflict first = conflicts.get(0);
            throw new DuplicateValueException(
                    "make the attribute unique",
                    conflicts.stream()
                            .map(c -> new Violation(
                                    slug(c.key().attributeId()),
                                    ErrorCode.VALUE_DUPLICATE,
                                    "records " + c.recordId() + " and " + c.holder()
                                            + " share a value. Change one of them first"))
                            .toList(),
                    first.holder());
        }
    }

    /** The records as they should be stored: as they are, with what follows from their values. */
    List<RecordWrite> refreshed(List<LoadedRecord> records, Set<UUID> taken, Set<UUID> released) {
        List<RecordWrite> writes = new ArrayList<>();
        for (LoadedRecord loaded : records) {
            StoredRecord stored = loaded.stored();
            String name = projection.displayName(loaded.values());
            List<UniqueKey> keys = stored.isArchived() ? List.of() : projection.uniqueKeys(loaded.values());
            writes.add(new RecordWrite(
                    new StoredRecord(
                            stored.id(),
                            stored.objectId(),
                            stored.version(),
                            name,
                            stored.state(),
                            stored.values(),
                            stored.longValues(),
                            stored.sources()),
                    false,
                    projection.index(loaded.values()),
                    projection.searchText(name, loaded.values()),
                    of(keys, taken),
                    of(keys, released)));
        }
        return writes;
    }

    private static List<UniqueKey> of(List<UniqueKey> keys, Set<UUID> attributes) {
        return keys.stream()
                .filter(key -> attributes.contains(key.attributeId()))
                .toList();
    }

    private static boolean changesNothing(RecordDraft draft, List<CrmAttribute> changed) {
        return changed.isEmpty()
                && !draft.changesState()
                && draft.stageStep() == null
                && draft.details().isEmpty();
    }

    private List<CrmAttribute> changed(RecordDraft draft) {
        LoadedRecord before = draft.before();
        return object.attributes().stream()
                .filter(a -> draft.replaced().containsKey(a.id())
                        || !Objects.equals(
                                before == null ? null : before.values().get(a.id()),
                                draft.values().get(a.id())))
                .toList();
    }

    private RecordWrite plan(RecordDraft draft, List<CrmAttribute> changed) {
        LoadedRecord before = draft.before();
        RecordProjection.Documents documents = projection.documents(draft);
        String name = projection.displayName(draft.values());
        ValueSource writer = new ValueSource(tx.actor(), tx.now());
        Sources sources = before == null
                ? Sources.all(writer)
                : Sources.read(before.stored().sources())
                        .with(changed.stream().map(CrmAttribute::key).toList(), writer);
        for (CrmAttribute attribute : changed) {
            ValueSource earlier = draft.sources().get(attribute.id());
            if (earlier != null) {
                sources = sources.with(List.of(attribute.key()), earlier);
            }
        }
        sources = sources.withStandings(computing.standings(draft, changed, sources));
        StoredRecord record = new StoredRecord(
                draft.id(),
                object.id(),
                before == null ? 1 : before.stored().version() + 1,
                name,
                draft.state(tx.now()),
                documents.values(),
                documents.longValues(),
                sources.write());
        List<UniqueKey> held =
                before == null || before.stored().isArchived() ? List.of() : projection.uniqueKeys(before.values());
        List<UniqueKey> wanted = draft.isArchived() ? List.of() : projection.uniqueKeys(draft.values());
        return new RecordWrite(
                record,
                before == null,
                projection.index(draft.values()),
                projection.searchText(name, draft.values()),
                wanted.stream().filter(key -> !held.contains(key)).toList(),
                held.stream().filter(key -> !wanted.contains(key)).toList());
    }

    /** What happened: one event, and one more for a move that comes with other changes. That a new record begins in a stage is told by its creation. */
    private List<StoredEvent> events(
            RecordDraft draft, List<CrmAttribute> changed, String eventType, StoredRecord after) {
        StageStep step = draft.stageStep();
        if (step == null || draft.isNew()) {
            return List.of(event(draft, changed, eventType, after));
        }
        StoredEvent moved = moved(draft, step, after);
        boolean alone = eventType.equals(EventTypes.RECORD_UPDATED)
                && changed.isEmpty()
                && !draft.changesState()
                && draft.details().isEmpty();
        return alone ? List.of(moved) : List.of(event(draft, changed, eventType, after), moved);
    }

    private StoredEvent moved(RecordDraft draft, StageStep step, StoredRecord after) {
        Map<String, Object> changes = new LinkedHashMap<>();
        field(changes, SystemFields.PIPELINE, pipeline(step.from()), pipeline(step.to()));
        field(changes, SystemFields.STAGE, step.from(), step.to());
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("from", step.from());
        details.put("to", step.to());
        details.put("way", step.way().name());
        details.put("forced", step.way() == StageMove.Way.FORCED);
        details.put("closed", step.closing());
        details.put("reopened", step.reopening());
        details.values().removeIf(Objects::isNull);
        return event(draft, EventTypes.STAGE_CHANGED, after, changes, Json.write(details));
    }

    private static @Nullable String pipeline(@Nullable String stage) {
        return stage == null ? null : stage.substring(0, stage.indexOf('/'));
    }

    private StoredEvent event(RecordDraft draft, List<CrmAttribute> changed, String eventType, StoredRecord after) {
        LoadedRecord before = draft.before();
        Map<String, Object> changes = new LinkedHashMap<>();
        for (CrmAttribute attribute : changed) {
            AttributeType type = tx.types().get(attribute.spec().type());
            Object old = before == null ? null : before.values().get(attribute.id());
            Object oldStored = old == null ? draft.replaced().get(attribute.id()) : type.store(attribute.spec(), old);
            Object now = draft.values().get(attribute.id());
            changes.put(
                    attribute.id().toString(), pair(oldStored, now == null ? null : type.store(attribute.spec(), now)));
        }
        RecordState was = draft.stateBefore();
        RecordState is = after.state();
        field(changes, "@owner", before == null ? null : was.owner(), is.owner());
        field(changes, "@assignee", before == null ? null : was.assignee(), is.assignee());
        field(changes, "@source", before == null ? null : was.source(), is.source());
        StageStep step = draft.stageStep();
        if (step != null && draft.isNew()) {
            field(changes, SystemFields.PIPELINE, null, pipeline(step.to()));
            field(changes, SystemFields.STAGE, null, step.to());
        }
        return event(
                draft,
                eventType,
                after,
                changes,
                EventTypes.RECORD_CREATED.equals(eventType)
                        ? Json.write(Map.of("displayName", after.displayName()))
                        : draft.details().isEmpty() ? "" : Json.write(draft.details()));
    }

    private StoredEvent event(
            RecordDraft draft, String eventType, StoredRecord after, Map<String, Object> changes, String details) {
        UUID id = tx.newId();
        UUID led = draft.cause() == null ? cause : draft.cause();
        return new StoredEvent(
                id,
                eventType,
                draft.id(),
                object.id(),
                after.version(),
                tx.actor(),
                led == null ? new Cause(id, null, 0) : new Cause(led, led, 1),
                tx.now(),
                changes.isEmpty() ? "" : Json.write(changes),
                details);
    }

    private static void field(
            Map<String, Object> changes, String name, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            changes.put(name, pair(before, after));
        }
    }

    private static List<@Nullable Object> pair(@Nullable Object before, @Nullable Object after) {
        return Arrays.asList(before, after);
    }

    private void edges(RecordDraft draft, List<CrmAttribute> changed, List<Edge> newEdges, List<Edge.Key> goneEdges) {
        LoadedRecord before = draft.before();
        Set<CrmAttribute> touched = new HashSet<>(changed);
        for (CrmAttribute attribute : projection.referenceAttributes()) {
            if (!touched.contains(attribute)) {
                continue;
            }
            String relation = attribute.id().toString();
            List<UUID> now = projection.references(attribute, draft.values());
            if (before != null) {
                for (UUID old : projection.references(attribute, before.values())) {
                    if (!now.contains(old)) {
                        goneEdges.add(new Edge.Key(draft.id(), relation, old));
                    }
                }
            }
            for (int i = 0; i < now.size(); i++) {
                newEdges.add(new Edge(new Edge.Key(draft.id(), relation, now.get(i)), i, ""));
            }
        }
    }

    private static ChannelProjection.ValueChange channelChange(RecordDraft draft, String path) {
        LoadedRecord before = draft.before();
        return new ChannelProjection.ValueChange(
                draft.id(),
                before == null ? null : before.values(),
                draft.values(),
                wasLive(draft),
                !draft.isArchived(),
                path);
    }

    private static boolean wasLive(RecordDraft draft) {
        return draft.before() != null && draft.stateBefore().archivedAt() == null;
    }

    private static int live(RecordDraft draft) {
        return (draft.isArchived() ? 0 : 1) - (wasLive(draft) ? 1 : 0);
    }

    /**
     * What is said of unique values that others hold. Immutable.
     *
     * @param faults one per conflict, in their order
     * @param holder who holds the first of them, or null if the actor may not know
     */
    record Duplicates(List<Violation> faults, @Nullable UUID holder) {

        DuplicateValueException exception(String what) {
            return new DuplicateValueException(what, faults, holder);
        }
    }

    /**
     * What is said of values that others hold.
     *
     * @param drafts all of the call, with those that want the values among them
     * @param paths the place of each of them in the input
     */
    Duplicates duplicates(List<RecordDraft> drafts, List<String> paths, List<UniqueConflict> conflicts) {
        Map<UUID, String> pathOf = new LinkedHashMap<>();
        Map<UUID, RecordDraft> draftOf = new LinkedHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            pathOf.put(drafts.get(i).id(), paths.get(i));
            draftOf.put(drafts.get(i).id(), drafts.get(i));
        }
        Set<UUID> readable = Gate.permitted(
                tx,
                object.id(),
                Verb.READ,
                conflicts.stream().map(UniqueConflict::holder).toList());
        List<Violation> violations = new ArrayList<>();
        for (UniqueConflict conflict : conflicts) {
            CrmAttribute attribute =
                    object.object().findAttribute(conflict.key().attributeId()).orElseThrow();
            if (tx.access().isHidden(attribute.id())) {
                violations.add(new Violation(
                        withoutDot(Objects.requireNonNull(pathOf.get(conflict.recordId()))),
                        ErrorCode.VALUE_DUPLICATE,
                        "a unique value that your roles do not show is held by another record. Ask an owner or admin"));
                continue;
            }
            Object value = Objects.requireNonNull(draftOf.get(conflict.recordId()))
                    .values()
                    .get(attribute.id());
            String shown =
                    tx.types().get(attribute.spec().type()).display(attribute.spec(), Objects.requireNonNull(value));
            violations.add(new Violation(
                    pathOf.get(conflict.recordId()) + attribute.slug(),
                    ErrorCode.VALUE_DUPLICATE,
                    "'" + shown + "' is held by "
                            + (draftOf.containsKey(conflict.holder())
                                    ? "another record of this call"
                                    : readable.contains(conflict.holder())
                                            ? "record " + conflict.holder()
                                            : "another record")
                            + ", and the attribute is unique. Choose another value, or change that record"));
        }
        UniqueConflict first = conflicts.get(0);
        boolean shown = readable.contains(first.holder())
                && !tx.access().isHidden(first.key().attributeId());
        return new Duplicates(violations, shown ? first.holder() : null);
    }

    private String slug(UUID attributeId) {
        return object.object()
                .findAttribute(attributeId)
                .map(CrmAttribute::slug)
                .orElse(attributeId.toString());
    }

    private static String withoutDot(String path) {
        return path.endsWith(".") ? path.substring(0, path.length() - 1) : path;
    }

    private static long utf8(String text) {
        return text.length() > MAX_BYTES ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
