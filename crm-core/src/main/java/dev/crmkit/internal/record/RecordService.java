package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
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
import dev.crmkit.record.ClaimResult;
import dev.crmkit.record.Erasure;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
    private static final int MAX_BATCH = 10_000;
    private static final int MAX_IDS = 1_000;
    private static final Duration KEEP_KEYS = Duration.ofHours(24);

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
        if (values.size() > MAX_BATCH) {
            throw new InvalidInputException(
                    "create " + slug + " records",
                    List.of(new Violation(
                            "",
                            ErrorCode.VALUE_TOO_LONG,
                            values.size() + " records are more than the " + MAX_BATCH
                                    + " of one call. Split them over several calls")));
        }
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
            ValueReader reader = new ValueReader(object, tx.access(), tx.types());
            List<Violation> faults = new ArrayList<>();
            List<RecordDraft> drafts = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                RecordDraft draft = RecordDraft.create(tx.newId(), tx.actor(), tx.now());
                reader.read(draft, inputs.get(i), tx.actor().kind(), paths.get(i), faults);
                drafts.add(draft);
            }
            Written written = save(tx, object, drafts, EventTypes.RECORD_CREATED, what, paths, faults, () -> {
                if (reader.isIncomplete()) {
                    throw tx.access().forbiddenToComplete(slug);
                }
            });
            new Reaching(tx, object).requireCreated(written.records());
            return written;
        });
    }

    private static Written save(
            Tx tx,
            DefinedObject object,
            List<RecordDraft> drafts,
            String eventType,
            String what,
            List<String> paths,
            List<Violation> faults,
            Runnable refusal) {
        Map<UUID, RecordLabel> labels = new ReferenceCheck(tx, object).check(drafts, paths, faults);
        new Ownership(tx, object).check(drafts, paths, faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        refusal.run();
        return new Written(new RecordWriter(tx, object).write(drafts, eventType, what, paths), labels);
    }

    /** What a write left, with the labels that it had to read. Immutable. */
    private record Written(List<StoredRecord> records, Map<UUID, RecordLabel> labels) {}

    private List<CrmRecord> write(WriteOptions options, List<?> call, BiFunction<Tx, DefinedObject, Written> work) {
        return transactions.write(tx -> {
            DefinedObject object = tx.schema().get(slug);
            RecordDecoder decoder = new RecordDecoder(tx, object);
            Optional<String> key = options.findIdempotencyKey();
            if (key.isEmpty()) {
                Written written = work.apply(tx, object);
                return decoder.decode(written.records(), written.labels());
            }
            String fingerprint = CallText.fingerprint(
                    object.id().toString(),
                    call,
                    options.findExpectedVersion().orElse(-1L),
                    tx.actor().kind().name(),
                    tx.actor().id());
            Optional<LedgerStorage.IdempotentResult> earlier =
                    tx.storage().ledger().claim(key.get(), fingerprint, tx.now().plus(KEEP_KEYS), tx.now());
            if (earlier.isPresent()) {
                if (!earlier.get().fingerprint().equals(fingerprint)) {
                    throw new CrmException(
                            ErrorCode.IDEMPOTENCY_MISMATCH,
                            "The idempotency key '" + key.get()
                                    + "' was used for another call. Use a new key for each call",
                            Map.of("idempotencyKey", key.get()),
                            null);
                }
                return decoder.decode(StoredRecordCodec.read(earlier.get().result()), new HashMap<>());
            }
            Written written = work.apply(tx, object);
            tx.storage().ledger().fulfil(key.get(), StoredRecordCodec.write(written.records()));
            return decoder.decode(written.records(), written.labels());
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
                    List<Violation> faults = new ArrayList<>();
                    RecordDraft draft = RecordDraft.change(before);
                    new ValueReader(object, tx.access(), tx.types())
                            .read(draft, values, tx.actor().kind(), "", faults);
                    return save(
                            tx,
                            object,
                            List.of(draft),
                            EventTypes.RECORD_UPDATED,
                            what,
                            List.of(""),
                            faults,
                            () -> new Ownership(tx, object).authorise(draft));
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
                    return new Written(List.of(new Archiving(tx).archive(object, before)), Map.of());
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
                    return new Written(List.of(new Archiving(tx).restore(object, before)), Map.of());
                })
                .get(0);
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
