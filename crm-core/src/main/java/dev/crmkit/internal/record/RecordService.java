package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.StaleRecordException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Count;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.QueryPlan;
import dev.crmkit.record.BulkMode;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/** The records of one object, by its slug. */
public final class RecordService implements RecordStore {
    private static final int MAX_IDS = 1_000;

    private final Transactions transactions;
    private final String slug;

    /** The records of the object of that slug. */
    public RecordService(Transactions transactions, String slug) {
        this.transactions = transactions;
        this.slug = Objects.requireNonNull(slug, "slug");
    }

    @Override
    public CrmRecord create(Map<String, ?> values) {
        return create(values, WriteOptions.none());
    }

    @Override
    public CrmRecord create(Map<String, ?> values, WriteOptions options) {
        Objects.requireNonNull(values, "values");
        return createAll("create " + slug, List.of(values), List.of(""), options)
                .get(0);
    }

    @Override
    public List<CrmRecord> createAll(List<? extends Map<String, ?>> values) {
        return createAll(values, WriteOptions.none());
    }

    @Override
    public List<CrmRecord> createAll(List<? extends Map<String, ?>> values, WriteOptions options) {
        BulkSelection.checkCount(values.size(), "create " + slug + " records");
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            paths.add("records[" + i + "].");
        }
        return createAll("create " + slug + " records", values, paths, options);
    }

    private List<CrmRecord> createAll(
            String what, List<? extends Map<String, ?>> inputs, List<String> paths, WriteOptions options) {
        if (options.findExpectedVersion().isPresent()) {
            throw new IllegalArgumentException("A record that is created has no version to expect");
        }
        return write(options, List.of("create", inputs), (tx, object) -> {
            ValueReader reader = new ValueReader(object, tx.types());
            RecordBatch batch = new RecordBatch(tx, object, what, BulkMode.ATOMIC, null);
            for (int i = 0; i < inputs.size(); i++) {
                RecordBatch.Item item = batch.add(paths.get(i));
                RecordDraft draft = RecordDraft.create(tx.newId(), tx.actor(), tx.now());
                reader.read(draft, inputs.get(i), tx.actor().kind(), item.path(), item.faults());
                item.become(draft);
            }
            batch.save();
            return new Written(batch.records(), batch.labels());
        });
    }

    /** What a write left, with the labels that it had to read. Immutable. */
    private record Written(List<StoredRecord> records, Map<UUID, RecordLabel> labels) {}

    private List<CrmRecord> write(WriteOptions options, List<?> call, BiFunction<Tx, DefinedObject, Written> work) {
        return transactions.write(tx -> {
            DefinedObject object = tx.schema().get(slug);
            Written written = Once.call(
                    tx,
                    options.findIdempotencyKey(),
                    () -> CallText.fingerprint(
                            object.id().toString(),
                            call,
                            options.findExpectedVersion().orElse(-1L)),
                    () -> work.apply(tx, object),
                    result -> StoredRecordCodec.write(result.records()),
                    text -> new Written(StoredRecordCodec.read(text), Map.of()));
            return new RecordDecoder(tx, object).decode(written.records(), written.labels());
        });
    }

    @Override
    public CrmRecord patch(UUID id, Map<String, ?> values) {
        return patch(id, values, WriteOptions.none());
    }

    @Override
    public CrmRecord patch(UUID id, Map<String, ?> values, WriteOptions options) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(values, "values");
        String what = "change " + slug + " " + id;
        return write(options, List.of("patch", id.toString(), values), (tx, object) -> {
                    LoadedRecord before = lock(tx, object, id, options);
                    if (before.stored().isArchived()) {
                        throw new CrmException(
                                ErrorCode.RECORD_ARCHIVED,
                                "Record " + id + " is archived. Restore it before changing it",
                                Map.of("id", id),
                                null);
                    }
                    RecordBatch batch = new RecordBatch(tx, object, what, BulkMode.ATOMIC, null);
                    RecordBatch.Item item = batch.add("");
                    RecordDraft draft = RecordDraft.change(before);
                    new ValueReader(object, tx.types())
                            .read(draft, values, tx.actor().kind(), item.path(), item.faults());
                    item.become(draft);
                    batch.save();
                    return new Written(batch.records(), batch.labels());
                })
                .get(0);
    }

    private LoadedRecord lock(Tx tx, DefinedObject object, UUID id, WriteOptions options) {
        StoredRecord stored = tx.records().lock(List.of(id)).stream()
                .filter(record -> record.objectId().equals(object.id()))
                .findFirst()
                .orElseThrow(() -> unknown(id));
        options.findExpectedVersion().ifPresent(expected -> {
            if (expected != stored.version()) {
                throw new StaleRecordException(id, expected, stored.version());
            }
        });
        return LoadedRecord.of(stored, object, tx.types());
    }

    private NotFoundException unknown(UUID id) {
        return new NotFoundException(
                ErrorCode.RECORD_NOT_FOUND,
                "There is no " + slug + " " + id + ". Look it up anew",
                Map.of("object", slug, "id", id));
    }

    @Override
    public CrmRecord archive(UUID id) {
        return archive(id, WriteOptions.none());
    }

    @Override
    public CrmRecord archive(UUID id, WriteOptions options) {
        Objects.requireNonNull(id, "id");
        return write(options, List.of("archive", id.toString()), (tx, object) -> {
                    LoadedRecord before = lock(tx, object, id, options);
                    return new Written(new Archiving(tx, null).archive(List.of(before)), Map.of());
                })
                .get(0);
    }

    @Override
    public CrmRecord restore(UUID id) {
        return restore(id, WriteOptions.none());
    }

    @Override
    public CrmRecord restore(UUID id, WriteOptions options) {
        Objects.requireNonNull(id, "id");
        return write(options, List.of("restore", id.toString()), (tx, object) -> {
                    LoadedRecord before = lock(tx, object, id, options);
                    return new Written(restore(tx, object, before), Map.of());
                })
                .get(0);
    }

    private static List<StoredRecord> restore(Tx tx, DefinedObject object, LoadedRecord before) {
        Archiving archiving = new Archiving(tx, null);
        try {
            return archiving.restore(List.of(before));
        } catch (Conflicted e) {
            throw new DuplicateValueException(
                    "restore " + object.slug() + " " + before.stored().id(),
                    e.conflicts().stream()
                            .map(conflict -> archiving.fault(conflict, ""))
                            .toList(),
                    e.conflicts().get(0).holder());
        }
    }

    @Override
    public BulkRecords bulk() {
        return new BulkService(transactions, slug);
    }

    @Override
    public CrmRecord get(UUID id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    @Override
    public Optional<CrmRecord> find(UUID id) {
        return findAll(List.of(Objects.requireNonNull(id, "id"))).stream().findFirst();
    }

    @Override
    public List<CrmRecord> findAll(Collection<UUID> ids) {
        Set<UUID> wanted = new LinkedHashSet<>(ids);
        if (wanted.size() > MAX_IDS) {
            throw new InvalidInputException(
                    "find " + slug + " records",
                    List.of(new Violation(
                            "ids",
                            ErrorCode.QUERY_LIMIT,
                            wanted.size() + " ids are more than the " + MAX_IDS + " of one call. Split them")));
        }
        return transactions.read(tx -> {
            DefinedObject object = tx.schema().get(slug);
            if (wanted.isEmpty()) {
                return List.of();
            }
            Map<UUID, StoredRecord> found = new HashMap<>();
            tx.records().load(wanted).stream()
                    .filter(record -> record.objectId().equals(object.id()))
                    .forEach(record -> found.put(record.id(), record));
            List<StoredRecord> inOrder = new ArrayList<>();
            for (UUID id : wanted) {
                StoredRecord record = found.get(id);
                if (record != null) {
                    inOrder.add(record);
                }
            }
            return new RecordDecoder(tx, object).decode(inOrder, Map.of());
        });
    }

    @Override
    public Page<CrmRecord> list(ListQuery query) {
        return transactions.read(tx -> new RecordLists(tx, tx.schema().get(slug)).list(query));
    }

    @Override
    public Count count(ListQuery query) {
        return transactions.read(tx -> new RecordLists(tx, tx.schema().get(slug)).count(query));
    }

    @Override
    public QueryPlan explain(ListQuery query) {
        return transactions.read(tx -> new RecordLists(tx, tx.schema().get(slug)).explain(query));
    }

    @Override
    public AggregateResult aggregate(AggregateQuery query) {
        return transactions.read(tx -> new Aggregation(tx, tx.schema().get(slug)).run(query));
    }
}
