package dev.crmkit.internal.list;

import dev.crmkit.Crm;
import dev.crmkit.event.Cause;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The job that follows a change of records: it asks of the lists that hang on what changed, and of no others, whether the records are in them by right.
 * The records are locked first. So whoever changed one of them again, and found that the job of the change before still waits, has committed by the time
 * the job looks. Not instantiable.
 */
final class ListCheck {
    /** The most records of one job. */
    static final int MOST_RECORDS = 1_000;

    private static final String KIND = "crm.list.check";

    private ListCheck() {}

    /**
     * A job for records that changed.
     *
     * @param changes what of them
     * @param records up to {@link #MOST_RECORDS}, each with the cause of what follows; null for none
     */
    static NewJob job(Tx tx, Set<String> changes, Map<UUID, @Nullable Cause> records) {
        List<String> written = new ArrayList<>();
        records.forEach((id, cause) -> written.add(
                cause == null
                        ? id.toString()
                        : id + " " + cause.rootId() + " " + cause.causationId() + " " + cause.depth()));
        String only = records.size() == 1
                ? KIND + ":" + ItemIds.of(KIND, records.keySet().iterator().next(), String.join(" ", changes))
                : null;
        return new NewJob(
                tx.newId(),
                KIND,
                Json.write(Map.of("changes", List.copyOf(changes), "records", written)),
                Duration.ZERO,
                null,
                only,
                JobOptions.DEFAULT_ATTEMPTS);
    }

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    static RegisteredJob<Crm> registered(Function<? super Crm, Transactions> inside) {
        return new RegisteredJob<>(
                KIND,
                JobOptions.standard(),
                job -> job.finish(crm -> inside.apply(crm).write(tx -> run(tx, Json.readObject(job.payload())))));
    }

    private static Tx run(Tx tx, Map<String, Object> payload) {
        Set<String> changes = new HashSet<>();
        Json.list(payload, "changes").forEach(change -> changes.add((String) change));
        Map<UUID, @Nullable Cause> causes = new LinkedHashMap<>();
        Json.list(payload, "records").forEach(written -> read((String) written, causes));
        Map<UUID, List<StoredRecord>> byObject = new LinkedHashMap<>();
        for (StoredRecord record : tx.records().lock(causes.keySet())) {
            byObject.computeIfAbsent(record.objectId(), object -> new ArrayList<>())
                    .add(record);
        }
        Settling settling = new Settling(tx);
        List<EngineJob> further = new ArrayList<>();
        byObject.forEach((object, records) -> {
            tx.lists().touchedBy(object, changes).forEach(list -> {
                settling.settle(new Condition(tx, list), records, causes::get);
                further.addAll(ListClock.next(tx, list));
            });
            tx.lists()
                    .touchedOver(object, changes)
                    .forEach((list, references) -> references.forEach(reference -> {
                        Set<UUID> targets = new HashSet<>();
                        records.forEach(record -> targets.add(record.id()));
                        further.add(ListScan.ofReferring(list.key(), reference, targets, common(targets, causes))
                                .job(tx));
                    }));
        });
        settling.write();
        EngineJob.enqueue(tx, further);
        return tx;
    }

    /** What led to a change of several records at once: the event of the only one, or the call's own; null if they have nothing in common. */
    private static @Nullable Cause common(Set<UUID> records, Map<UUID, @Nullable Cause> causes) {
        Set<@Nullable Cause> led = new HashSet<>();
        Set<@Nullable UUID> roots = new HashSet<>();
        for (UUID record : records) {
            Cause cause = causes.get(record);
            led.add(cause);
            roots.add(cause == null ? null : cause.rootId());
        }
        if (led.size() == 1) {
            return led.iterator().next();
        }
        UUID root = roots.size() == 1 ? roots.iterator().next() : null;
        return root == null ? null : new Cause(root, root, 1);
    }

    private static void read(String written, Map<UUID, @Nullable Cause> causes) {
        String[] parts = written.split(" ");
        causes.put(
                UUID.fromString(parts[0]),
                parts.length == 1
                        ? null
                        : new Cause(UUID.fromString(parts[1]), UUID.fromString(parts[2]), Integer.parseInt(parts[3])));
    }
}
