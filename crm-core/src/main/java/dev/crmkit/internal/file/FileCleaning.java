package dev.crmkit.internal.file;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import dev.crmkit.spi.storage.StoredItem;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The jobs that remove bytes of which nothing is known any more. Thread-safe. */
public final class FileCleaning {
    private static final String SWEEP = "crm.file.sweep";
    private static final String REMOVE = "crm.file.remove";
    private static final int PAGE = 500;

    /** Longer than any upload lasts: between its bytes and the rest they look just like those that nobody wants. */
    private static final Duration SPARED = Duration.ofDays(1);

    private final FileStore store;
    private final Function<? super Crm, Transactions> inside;

    /**
     * The jobs over a store.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public FileCleaning(FileStore store, Function<? super Crm, Transactions> inside) {
        this.store = store;
        this.inside = inside;
    }

    /** The kinds of job, with what is done for them. */
    public List<RegisteredJob<Crm>> jobs() {
        return List.of(
                new RegisteredJob<>(SWEEP, JobOptions.standard(), this::sweep),
                new RegisteredJob<>(REMOVE, JobOptions.standard(), this::remove));
    }

    /** Plans a sweep of the workspace for when what is uploaded now may be swept. */
    static void plan(Tx tx) {
        EngineJob.enqueue(tx, List.of(new EngineJob(SWEEP, Map.of(), SPARED.plusHours(1), SWEEP)));
    }

    /** Removes the bytes of a file once the transaction has committed. */
    static void removeAfterCommit(Tx tx, UUID file) {
        EngineJob.enqueue(tx, List.of(removal(file)));
    }

    /** Removes the bytes of those of the items that are files once the transaction has committed. */
    public static void removeAfterCommit(Tx tx, Collection<StoredItem> items) {
        EngineJob.enqueue(
                tx,
                items.stream()
                        .filter(item -> item.kind().equals(FileItem.KIND))
                        .map(item -> removal(item.id()))
                        .toList());
    }

    private static EngineJob removal(UUID file) {
        return new EngineJob(REMOVE, Map.of("file", file.toString()), Duration.ZERO, REMOVE + ":" + file);
    }

    private void remove(JobContext<Crm> job) throws IOException {
        String file = Json.requiredText(Json.readObject(job.payload()), "file");
        store.delete(new FileKey(job.workspace(), UUID.fromString(file)));
    }

    private void sweep(JobContext<Crm> job) throws IOException {
        boolean[] again = new boolean[1];
        @Nullable UUID after = null;
        List<UUID> page;
        do {
            job.check();
            page = store.list(job.workspace(), after, PAGE);
            List<UUID> ids = page;
            if (!ids.isEmpty()) {
                after = ids.get(ids.size() - 1);
                Orphans orphans = job.inTransaction(crm -> inside.apply(crm).read(tx -> Orphans.among(tx, ids)));
                for (UUID id : orphans.old()) {
                    store.delete(new FileKey(job.workspace(), id));
                }
                again[0] |= orphans.young();
            }
        } while (page.size() == PAGE);
        job.finish(crm -> {
            if (again[0]) {
                inside.apply(crm).write(tx -> {
                    plan(tx);
                    return tx;
                });
            }
        });
    }

    /**
     * Files of which nothing is known. Immutable.
     *
     * @param old those that are no upload under way
     * @param young whether there are others
     */
    private record Orphans(List<UUID> old, boolean young) {

        static Orphans among(Tx tx, List<UUID> files) {
            Set<UUID> known = tx.storage().items().load(files).stream()
                    .map(StoredItem::id)
                    .collect(Collectors.toSet());
            Instant spared = tx.now().minus(SPARED);
            List<UUID> old = new ArrayList<>();
            boolean young = false;
            for (UUID id : files) {
                if (!known.contains(id)) {
                    if (begunAt(id).isBefore(spared)) {
                        old.add(id);
                    } else {
                        young = true;
                    }
                }
            }
            return new Orphans(old, young);
        }

        /** A file's id is of version 7 and was made when its upload began. */
        private static Instant begunAt(UUID id) {
            return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
        }
    }
}
