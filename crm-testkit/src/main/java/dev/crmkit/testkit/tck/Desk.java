package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.StorageException;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One workspace of one test: two objects of equal shape, a model of what was stored through it, and short words. Reading and writing in
 * transactions of its own is thread-safe, the rest is not.
 */
final class Desk {
    private static final int MOST_ATTEMPTS = 200;

    final Storage storage;
    final String workspace;
    final Random random;
    final Columns main;
    final Columns other;
    final Model model = new Model();

    private Desk(Storage storage, String workspace, Random random, Columns main, Columns other) {
        this.storage = storage;
        this.workspace = workspace;
        this.random = random;
        this.main = main;
        this.other = other;
    }

    static Desk in(Storage storage, String workspace, long seed) {
        Random random = new Random(seed * 31 + workspace.hashCode());
        return new Desk(storage, workspace, random, new Columns(random), new Columns(random));
    }

    /** The same workspace and the same objects, through another storage. */
    Desk through(Storage another) {
        return new Desk(another, workspace, random, main, other);
    }

    Desk defined() {
        run(transaction -> {
            transaction.schema().lock();
            transaction.schema().put(main.layout(), Json.of("slug", "main"));
            transaction.schema().put(other.layout(), Json.of("slug", "other"));
        });
        return this;
    }

    <R extends @Nullable Object> R write(TransactionWork<R> work) {
        return storage.inTransaction(TransactionRequest.write(workspace), work);
    }

    /** As {@link #write}, with the schema to itself. */
    <R extends @Nullable Object> R alter(TransactionWork<R> work) {
        return storage.inTransaction(TransactionRequest.alter(workspace), work);
    }

    <R extends @Nullable Object> R read(TransactionWork<R> work) {
        return storage.inTransaction(TransactionRequest.read(workspace), work);
    }

    void look(Consumer<StorageTransaction> work) {
        read(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    void run(Consumer<StorageTransaction> work) {
        write(transaction -> {
            work.accept(transaction);
            return true;
        });
    }

    /** As {@link #write}, again and again while the storage says that another try may succeed. */
    <R extends @Nullable Object> R retry(TransactionWork<R> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return write(work);
            } catch (StorageException e) {
                if (!e.isRetryable() || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    UUID newId() {
        return Ids.next(random);
    }

    Draft draft() {
        return new Draft(main.object, newId());
    }

    Draft draftOfOther() {
        return new Draft(other.object, newId());
    }

    static UniqueKey key(Columns columns, String text) {
        return new UniqueKey(columns.of(IndexKind.TOKEN).attributeId(), text);
    }

    /** Stores drafts of one object in a transaction of its own. */
    void store(Draft... drafts) {
        store(Arrays.stream(drafts).map(Draft::write).toList());
    }

    void store(List<RecordWrite> writes) {
        run(transaction -> store(transaction, writes));
        writes.forEach(model::apply);
    }

    static void store(StorageTransaction transaction, List<RecordWrite> writes) {
        List<UniqueConflict> conflicts =
                transaction.records().write(writes.get(0).record().objectId(), writes);
        assertThat(conflicts).isEmpty();
    }

    static void store(StorageTransaction transaction, Draft... drafts) {
        store(transaction, Arrays.stream(drafts).map(Draft::write).toList());
    }

    /** Stores items of these keys, one each, for a record. */
    void give(UUID record, String kind, String... keys) {
        List<StoredItem> items = Arrays.stream(keys)
                .map(key -> new StoredItem(newId(), kind, record, key, Draft.MADE, ""))
                .toList();
        run(transaction -> assertThat(transaction.items().insert(items)).isEmpty());
        model.add(items);
    }

    @Nullable
    StoredRecord find(UUID id) {
        List<StoredRecord> found = read(transaction -> transaction.records().load(List.of(id)));
        return found.isEmpty() ? null : found.get(0);
    }

    StoredRecord get(UUID id) {
        StoredRecord found = find(id);
        assertThat(found).as("record %s of workspace %s", id, workspace).isNotNull();
        return Objects.requireNonNull(found);
    }

    /** The live main records that make the predicate true, in no particular order. */
    List<UUID> matching(Predicate predicate) {
        return list(question(predicate, List.of()), 1_000);
    }

    RecordQuery question(Predicate predicate, List<SortKey> sorts) {
        return new RecordQuery(main.object, predicate, ArchivedFilter.LIVE, sorts, null, 1_000);
    }

    /** All pages of a question, one after the other, each in a transaction of its own. */
    List<UUID> list(RecordQuery query, int pageSize) {
        List<UUID> ids = new ArrayList<>();
        Position after = null;
        do {
            RecordPage page = page(query, after, pageSize);
            page.records().forEach(record -> ids.add(record.id()));
            assertThat(page.records().size())
                    .as("a page that has a next one is full")
                    .isBetween(page.next() == null ? 0 : pageSize, pageSize);
            after = page.next();
        } while (after != null);
        return ids;
    }

    RecordPage page(RecordQuery query, @Nullable Position after, int limit) {
        RecordQuery asked =
                new RecordQuery(query.objectId(), query.predicate(), query.archived(), query.sorts(), after, limit);
        return read(transaction -> transaction.records().list(asked));
    }

    /** That storage and model have the same records for a predicate and for its complement. */
    void assertAgrees(Predicate predicate) {
        for (Predicate asked : List.of(predicate, predicate.negate())) {
            assertThat(matching(asked))
                    .as("records of %s", asked)
                    .containsExactlyInAnyOrderElementsOf(
                            model.list(main.object, asked, ArchivedFilter.LIVE, List.of(), main::options));
        }
    }
}
