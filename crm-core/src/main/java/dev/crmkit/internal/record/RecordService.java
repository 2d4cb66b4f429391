package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Count;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.QueryPlan;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.BulkMode;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.ClaimResult;
import dev.crmkit.record.Erasure;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

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
            RecordBatch batch = new RecordBatch(tx, object, what, BulkMode.ATOMIC, null);
            Creating creating = new Creating(tx, object);
            for (int i = 0; i < inputs.size(); i++) {
                creating.read(batch.add(paths.get(i)), inputs.get(i));
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
                            options.findExpectedVersion().orElse(-1L),
                            tx.actor().kind().name(),
                            tx.actor().id()),
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
                    Reaching reaching = new Reaching(tx, object);
                    LoadedRecord before = reaching.lock(id, options);
                    reaching.requireLive(before);
                    reaching.require(Verb.UPDATE, before);
                    RecordBatch batch = new RecordBatch(tx, object, what, BulkMode.ATOMIC, null);
                    RecordBatch.Item item = batch.add("");
                    RecordDraft draft = RecordDraft.change(before);
                    new ValueReader(object, tx.access(), tx.types())
                            .read(draft, values, tx.actor().kind(), item.path(), item.faults());
                    item.become(draft);
                    batch.save();
                    return new Written(batch.records(), batch.labels());
                })
                .get(0);
    }

    @Override
    public CrmRecord archive(UUID id) {
        return archive(id, WriteOptions.none());
    }

    @Override
    public CrmRecord archive(UUID id, WriteOptions options) {
        Objects.requireNonNull(id, "id");
        return write(options, List.of("archive", id.toString()), (tx, object) -> {
                    LoadedRecord before = lockToArchive(tx, object, id, options);
                    return new Written(new Archiving(tx, null, record -> "").archive(List.of(before)), Map.of());
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
                    LoadedRecord before = lockToArchive(tx, object, id, options);
                    return new Written(restore(tx, object, before), Map.of());
                })
                .get(0);
    }

    private static List<StoredRecord> restore(Tx tx, DefinedObject object, LoadedRecord before) {
        try {
            return new Archiving(tx, null, record -> "").restore(List.of(before));
        } catch (Conflicted e) {
            throw e.duplicates().exception("restore " + object.slug());
        }
    }

    private static LoadedRecord lockToArchive(Tx tx, DefinedObject object, UUID id, WriteOptions options) {
        Reaching reaching = new Reaching(tx, object);
        LoadedRecord record = reaching.lock(id, options);
        reaching.require(Verb.ARCHIVE, record);
        return record;
    }

    @Override
    public CrmRecord claim(UUID id) {
        return own(List.of("claim", id.toString()), claims -> claims.claim(id));
    }

    @Override
    public CrmRecord release(UUID id) {
        return own(List.of("release", id.toString()), claims -> claims.release(id));
    }

    @Override
    public CrmRecord assign(UUID id, Assignment assignment) {
        Objects.requireNonNull(assignment, "assignment");
        return own(List.of("assign", id.toString()), claims -> claims.assign(id, assignment));
    }

    private CrmRecord own(List<?> call, Function<Claims, StoredRecord> work) {
        return write(
                        WriteOptions.none(),
                        call,
                        (tx, object) -> new Written(List.of(work.apply(new Claims(tx, object))), Map.of()))
                .get(0);
    }

    @Override
    public List<ClaimResult> claimAll(Collection<UUID> ids) {
        Set<UUID> wanted = limited("claim", ids);
        return transactions.write(tx -> new Claims(tx, tx.schema().get(slug)).claimAll(wanted));
    }

    @Override
    public BulkRecords bulk() {
        return new BulkService(transactions, slug);
    }

    @Override
    public Erasure erase(UUID id, String displayName) {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(displayName, "displayName");
        return transactions.alone(tx -> {
            tx.access().require(Power.ERASE, "erase records");
            DefinedObject object = tx.schema().get(slug);
            LoadedRecord record = new Reaching(tx, object).lock(id, WriteOptions.none());
            if (!tx.access().isNamed(object.id())) {
                throw new ForbiddenException(
                        "You may not erase " + object.slug() + " " + id
                                + ": your roles do not show what names it. Ask an owner or admin",
                        Map.of("object", object.slug(), "id", id));
            }
            return new Erasing(tx).erase(object, record, displayName);
        });
    }

    @Override
    public CrmRecord get(UUID id) {
        Objects.requireNonNull(id, "id");
        return transactions.read(tx -> {
            DefinedObject object = tx.schema().get(slug);
            Reaching reaching = new Reaching(tx, object);
            StoredRecord found = reaching.load(Set.of(id)).get(id);
            if (found == null) {
                throw reaching.unknown(id);
            }
            return new RecordDecoder(tx, object)
                    .decode(List.of(found), Map.of())
                    .get(0);
        });
    }

    @Override
    public Optional<CrmRecord> find(UUID id) {
        return findAll(List.of(Objects.requireNonNull(id, "id"))).stream().findFirst();
    }

    @Override
    public List<CrmRecord> findAll(Collection<UUID> ids) {
        Set<UUID> wanted = limited("find", ids);
        return transactions.read(tx -> {
            DefinedObject object = tx.schema().get(slug);
            Map<UUID, StoredRecord> found = new Reaching(tx, object).load(wanted);
            Map<UUID, StoredRecord> inOrder = new LinkedHashMap<>();
            for (UUID id : wanted) {
                StoredRecord record = found.get(id);
                if (record != null) {
                    inOrder.putIfAbsent(record.id(), record);
                }
            }
            return new RecordDecoder(tx, object).decode(List.copyOf(inOrder.values()), Map.of());
        });
    }

    private Set<UUID> limited(String what, Collection<UUID> ids) {
        Set<UUID> wanted = new LinkedHashSet<>(ids);
        if (wanted.size() > MAX_IDS) {
            throw new InvalidInputException(
                    what + " " + slug + " records",
                    List.of(new Violation(
                            "ids",
                            ErrorCode.QUERY_LIMIT,
                            wanted.size() + " ids are more than the " + MAX_IDS + " of one call. Split them")));
        }
        return wanted;
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
