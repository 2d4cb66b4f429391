package dev.crmkit.internal.record;

import dev.crmkit.channel.AddressRule;
import dev.crmkit.duplicate.DuplicateAction;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.imports.ImportMode;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.address.ChannelProjection;
import dev.crmkit.internal.address.ChannelRules;
import dev.crmkit.internal.duplicate.MatchKey;
import dev.crmkit.internal.duplicate.MatchKeys;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.internal.type.UniqueKeys;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.record.BulkMode;
import dev.crmkit.record.BulkResult;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of an import as if each came after the one before, and in far fewer statements: rows that have nothing to do with each other are written
 * together, and a row that takes, frees or asks for what an earlier one does waits for the next round. Used once. Not thread-safe.
 */
public final class ImportedRows {
    private final Tx tx;
    private final DefinedObject object;
    private final ImportMode mode;
    private final @Nullable CrmAttribute key;
    private final UUID root;
    private final RecordProjection projection;
    private final MatchKeys matchKeys;
    private final boolean matches;
    private final List<CrmAttribute> uniqueAddresses;
    private final List<CrmAttribute> hierarchies;

    /**
     * Rows of one object.
     *
     * @param key the unique attribute that finds records; null where ids do, or nothing
     * @param root the id of the event that caused it all
     */
    public ImportedRows(Tx tx, DefinedObject object, ImportMode mode, @Nullable CrmAttribute key, UUID root) {
        this.tx = tx;
        this.object = object;
        this.mode = mode;
        this.key = key;
        this.root = root;
        this.projection = new RecordProjection(object, tx.types());
        this.matchKeys = new MatchKeys(object, tx.types());
        this.matches = object.matchRules().stream().anyMatch(rule -> rule.action() == DuplicateAction.REFUSE);
        this.uniqueAddresses = ChannelRules.of(tx.schema()).rules().containsValue(AddressRule.UNIQUE)
                ? object.attributes().stream()
                        .filter(ChannelProjection::concerns)
                        .toList()
                : List.of();
        this.hierarchies = object.attributes().stream()
                .filter(attribute -> tx.types()
                        .get(attribute.spec().type())
                        .referencedObject(attribute.spec())
                        .isPresent())
                .filter(attribute -> ReferenceConfig.isHierarchy(attribute.spec()))
                .toList();
    }

    /** What rows say. */
    @FunctionalInterface
    public interface Source {
        /**
         * What these rows say, by what is stored now; asked again for rows that had to wait.
         *
         * @param rows their places, ascending
         * @return one for each
         */
        List<Said> say(List<Integer> rows);
    }

    /**
     * What a row says. Immutable, but for the values.
     *
     * @param place where it is, as faults name it; like no other's, and none is the begin of another's
     * @param id of the record that it is about, or null if it names none
     * @param values by slug; null empties a value
     * @param faults what is wrong with it already; paths begin with the place
     * @param asked unique keys and {@linkplain #named names} of records of the object that it asked for, found or not
     */
    public record Said(
            String place,
            @Nullable UUID id,
            Map<String, @Nullable Object> values,
            List<Violation> faults,
            Set<Object> asked) {
        /** Copies what can be copied. */
        public Said {
            Objects.requireNonNull(place, "place");
            faults = List.copyOf(faults);
            asked = Set.copyOf(asked);
        }
    }

    /**
     * What became of a row. Immutable.
     *
     * @param outcome CREATED, UPDATED, UNCHANGED or FAILED
     * @param record as it is now; null if the row failed
     * @param faults of a row that failed
     */
    public record Written(
            BulkResult.Outcome outcome, @Nullable StoredRecord record, List<Violation> faults) {
        /** Copies the faults. */
        public Written {
            Objects.requireNonNull(outcome, "outcome");
            faults = List.copyOf(faults);
        }
    }

    /** Written records as the actor sees them, in their order. */
    public static List<CrmRecord> shown(Tx tx, DefinedObject object, List<StoredRecord> records) {
        return new RecordDecoder(tx, object).decode(records, Map.of());
    }

    /** What stands for the records of a display name, in any case, where a row {@linkplain Said#asked asks} for it. */
    public static Object named(String name) {
        return new Named(TextFolding.fold(name));
    }

    private record Named(String folded) {}

    /** Writes rows 0 to the count, each once; tells what became of them, in order. */
    public List<Written> write(int count, Source source) {
        List<@Nullable Written> results = new ArrayList<>();
        List<Integer> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(null);
            waiting.add(i);
        }
        while (!waiting.isEmpty()) {
            Round round = new Round(waiting, source.say(waiting));
            round.run();
            round.finished().forEach(results::set);
            waiting = round.waiting();
        }
        return results.stream().map(Objects::requireNonNull).toList();
    }

    /** The rows that are written together, and those that wait. Not thread-safe. */
    private final class Round {
        private final BulkCall call = new BulkCall(
                tx, object, "import " + object.slug() + " records", BulkMode.PER_ITEM, ImportedRows.this.root);
        private final Map<Integer, RecordBatch.Item> items = new HashMap<>();
        private final Map<RecordBatch.Item, Said> said = new HashMap<>();
        private final List<Integer> rows;
        private final Set<Integer> waiting = new TreeSet<>();

        Round(List<Integer> rows, List<Said> all) {
            this.rows = rows;
            for (int i = 0; i < rows.size(); i++) {
                RecordBatch.Item item = call.batch().add(all.get(i).place() + ".");
                item.faults().addAll(all.get(i).faults());
                items.put(rows.get(i), item);
                said.put(item, all.get(i));
            }
        }

        void run() {
            CrmAttribute by = key;
            if (by == null) {
                draft();
                separate();
                call.batch().save();
                return;
            }
            Upsert upsert = new Upsert(call, by, mode == ImportMode.UPSERT);
            rows.forEach(row -> upsert.add(item(row), saidBy(item(row)).values()));
            upsert.write(this::separate);
        }

        private RecordBatch.Item item(int row) {
            return Objects.requireNonNull(items.get(row));
        }

        private Said saidBy(RecordBatch.Item item) {
            return Objects.requireNonNull(said.get(item));
        }

        /** Creates what has no id, and finds what has one. */
        private void draft() {
            Creating creating = new Creating(tx, object);
            ValueReader reader = new ValueReader(object, tx.access(), tx.types());
            Set<UUID> ids = new HashSet<>();
            said.values().stream().map(Said::id).filter(Objects::nonNull).forEach(ids::add);
            Map<UUID, StoredRecord> locked = ids.isEmpty() ? Map.of() : call.lock(ids);
            Set<UUID> changeable = Gate.permitted(
                    tx,
                    object.id(),
                    Verb.UPDATE,
                    locked.values().stream().map(StoredRecord::id).toList());
            for (int row : rows) {
                RecordBatch.Item item = item(row);
                Said words = saidBy(item);
                UUID id = words.id();
                if (id == null && mode == ImportMode.UPDATE) {
                    if (words.faults().isEmpty()) {
                        item.faults()
                                .add(new Violation(
                                        item.path() + "@id",
                                        ErrorCode.VALUE_REQUIRED,
                                        "must name the record that the row is about. Give its id"));
                    }
                } else if (id == null) {
                    creating.read(item, words.values());
                } else {
                    change(item, words, id, locked.get(id), changeable, reader);
                }
            }
        }

        private void change(
                RecordBatch.Item item,
                Said words,
                UUID id,
                @Nullable StoredRecord stored,
                Set<UUID> changeable,
                ValueReader reader) {
            if (stored == null) {
                item.faults()
                        .add(new Violation(
                                item.path() + "@id",
                                ErrorCode.RECORD_NOT_FOUND,
                                "is " + id + ", and there is no such " + object.slug() + ". Look it up anew"));
            } else if (stored.isArchived()) {
                item.faults()
                        .add(new Violation(
                                item.path() + "@id",
                                ErrorCode.RECORD_ARCHIVED,
                                "is record " + stored.id() + ", which is archived. Restore it before changing it"));
            } else {
                RecordDraft draft = RecordDraft.change(LoadedRecord.of(stored, object, tx.types()));
                if (changeable.contains(stored.id())) {
                    reader.read(draft, words.values(), tx.actor().kind(), item.path(), item.faults());
                } else {
                    item.refuse(tx.access().forbidden(Verb.UPDATE, object.slug(), stored.id()));
                }
                item.become(draft);
            }
        }

        /** Leaves rows for the next round that have to do with an earlier one. */
        private void separate() {
            Set<Object> taken = new HashSet<>();
            Set<Object> names = new HashSet<>();
            Set<Object> asked = new HashSet<>();
            Set<RecordBatch.Item> out = new HashSet<>();
            for (int row : rows) {
                RecordBatch.Item item = item(row);
                if (waiting.contains(row)) {
                    continue;
                }
                Set<Object> takes = takes(item);
                Set<Object> asks = asks(item);
                // Many records may have one name, so two that take it have nothing to do with each other.
                Set<Object> named = names(item);
                boolean waits = asks.stream().anyMatch(thing -> taken.contains(thing) || names.contains(thing))
                        || takes.stream().anyMatch(thing -> taken.contains(thing) || asked.contains(thing))
                        || named.stream().anyMatch(asked::contains);
                if (waits) {
                    out.add(item);
                    waiting.add(row);
                }
                if (waits || item.isSound()) {
                    taken.addAll(takes);
                    names.addAll(named);
                    asked.addAll(asks);
                }
            }
            call.batch().leaveOut(out);
        }

        /** The names that the row's record will have, and had. */
        private Set<Object> names(RecordBatch.Item item) {
            Set<Object> names = new HashSet<>();
            RecordDraft draft = item.findDraft();
            if (draft != null) {
                names.add(named(projection.displayName(draft.values())));
                LoadedRecord before = draft.before();
                if (before != null) {
                    names.add(named(before.stored().displayName()));
                }
            }
            return names;
        }

        /** What the row takes or frees: its record, its unique values and the like, as they will be and as they were. */
        private Set<Object> takes(RecordBatch.Item item) {
            Set<Object> takes = new HashSet<>();
            RecordDraft draft = item.findDraft();
            if (draft != null) {
                takes.add(draft.id());
                take(draft.values(), takes);
                LoadedRecord before = draft.before();
                if (before != null) {
                    take(before.values(), takes);
                }
            }
            return takes;
        }

        private void take(Map<UUID, Object> values, Set<Object> takes) {
            takes.addAll(projection.uniqueKeys(values));
            if (matches) {
                matchKeys.of(values).stream()
                        .filter(match -> match.rule().action() == DuplicateAction.REFUSE)
                        .map(MatchKey::key)
                        .forEach(takes::add);
            }
            for (CrmAttribute attribute : uniqueAddresses) {
                Object value = values.get(attribute.id());
                if (value != null) {
                    takes.add("address "
                            + UniqueKeys.of(tx.types().get(attribute.spec().type()), attribute.spec(), value));
                }
            }
        }

        /** What the row looks at: records of the object that it asked for, and those that it will stand under. */
        private Set<Object> asks(RecordBatch.Item item) {
            Set<Object> asks = new HashSet<>(saidBy(item).asked());
            RecordDraft draft = item.findDraft();
            if (draft != null) {
                hierarchies.forEach(attribute -> asks.addAll(projection.references(attribute, draft.values())));
            }
            return asks;
        }

        /** What became of the rows that did not wait. */
        Map<Integer, Written> finished() {
            Map<Integer, Written> finished = new HashMap<>();
            for (int row : rows) {
                if (!waiting.contains(row)) {
                    RecordBatch.Item item = item(row);
                    dropEchoes(item);
                    BulkResult.Item result = BulkCall.result(null, item);
                    finished.put(row, new Written(result.outcome(), item.result(), result.violations()));
                }
            }
            return finished;
        }

        /** A value that could not be read is not missing besides. */
        private void dropEchoes(RecordBatch.Item item) {
            Set<String> told = new HashSet<>();
            saidBy(item).faults().forEach(fault -> told.add(fault.path()));
            item.faults()
                    .removeIf(fault -> fault.code() == ErrorCode.VALUE_REQUIRED
                            && told.contains(fault.path())
                            && !saidBy(item).faults().contains(fault));
        }

        List<Integer> waiting() {
            return List.copyOf(waiting);
        }
    }
}
