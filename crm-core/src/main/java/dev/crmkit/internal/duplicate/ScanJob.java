package dev.crmkit.internal.duplicate;

import dev.crmkit.Crm;
import dev.crmkit.duplicate.DuplicateScan;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The job that looks through the keys of an object, rule by rule and in their order, for such as several records have. It holds one portion in memory,
 * whatever the number of records. Not instantiable.
 */
public final class ScanJob {
    private static final String KIND = "crm.duplicate.scan";
    private static final int KEYS = 1_000;
    private static final int RECORDS = 5_000;
    private static final int PAIRS = 5_000;

    private ScanJob() {}

    /** Begins a scan, or gives the one under way. */
    static ScanState start(Tx tx, DefinedObject object) {
        KeyUpkeep.lock(tx, object.id());
        Optional<ScanState> earlier = ScanState.find(tx, object.id());
        if (earlier.isPresent() && earlier.get().state() != DuplicateScan.State.DONE) {
            if (earlier.get().state() == DuplicateScan.State.RUNNING) {
                // Its job may be dead.
                enqueue(tx, earlier.get());
            }
            return earlier.get();
        }
        boolean waits = !KeyUpkeep.isComplete(tx, object.id());
        ScanState state = ScanState.begin(tx, object, earlier.orElse(null), waits);
        if (!waits) {
            enqueue(tx, state);
        }
        new EventLog(tx)
                .add(
                        EventTypes.DUPLICATE_SCAN_STARTED,
                        Map.of("object", object.slug(), "scan", state.id().toString()))
                .write();
        return state;
    }

    /** Lets a scan go that waited for the keys of the object. */
    static void release(Tx tx, UUID object) {
        ScanState.find(tx, object)
                .filter(state -> state.state() == DuplicateScan.State.WAITING)
                .ifPresent(state -> {
                    state.run();
                    state.store(tx);
                    enqueue(tx, state);
                });
    }

    private static void enqueue(Tx tx, ScanState state) {
        EngineJob.enqueue(
                tx,
                List.of(PortionedJob.job(
                        KIND,
                        Map.of(
                                "object",
                                state.object().toString(),
                                PortionedJob.NAME,
                                state.id().toString()))));
    }

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(Function<? super Crm, Transactions> inside) {
        return new PortionedJob(KIND, inside, ScanJob::portion).registered();
    }

    private static boolean portion(Tx tx, String payload) {
        Map<String, Object> asked = Json.readObject(payload);
        UUID objectId = UUID.fromString(Json.requiredText(asked, "object"));
        KeyUpkeep.lock(tx, objectId);
        Optional<ScanState> found = ScanState.find(tx, objectId)
                .filter(state -> state.id().toString().equals(asked.get(PortionedJob.NAME))
                        && state.state() == DuplicateScan.State.RUNNING);
        if (found.isEmpty()) {
            return false;
        }
        ScanState state = found.get();
        DefinedObject object = tx.schema().get(objectId);
        boolean more = new Portion(tx, object, state).run();
        if (!more) {
            state.finish(tx.now());
            new EventLog(tx)
                    .add(
                            EventTypes.DUPLICATE_SCAN_FINISHED,
                            Map.of("object", object.slug(), "scan", state.id().toString(), "pairs", state.pairs()))
                    .write();
        }
        state.store(tx);
        return more;
    }

    /** One portion. Not thread-safe. */
    private static final class Portion {
        private final Tx tx;
        private final DefinedObject object;
        private final ScanState state;
        private final Map<FoundPair, Double> pairs = new LinkedHashMap<>();

        Portion(Tx tx, DefinedObject object, ScanState state) {
            this.tx = tx;
            this.object = object;
            this.state = state;
        }

        /** Whether there is more to do. */
        boolean run() {
            Optional<UUID> old = state.toClear();
            if (old.isPresent()) {
                clear(old.get());
                return true;
            }
            Optional<UUID> id = state.rule();
            if (id.isEmpty()) {
                return false;
            }
            Optional<MatchRule> rule = object.matchRules().stream()
                    .filter(r -> r.id().equals(id.get()))
                    .findFirst();
            if (rule.isEmpty()) {
                // It was dropped since.
                state.nextRule(Integer.MAX_VALUE);
                return true;
            }
            look(rule.get());
            keep();
            return true;
        }

        private void clear(UUID scan) {
            List<UUID> ids = tx.storage().items().keys(FoundPair.KIND, FoundPair.prefix(scan), null, KEYS).stream()
                    .map(count -> FoundPair.read(count.key()).id(scan))
                    .toList();
            if (ids.isEmpty()) {
                state.cleared();
            } else {
                tx.storage().items().remove(ids);
            }
        }

        /** Walks on through the records in the order of their keys, and compares neighbours with one key, so many at a time. */
        private void look(MatchRule rule) {
            int size = ScanState.portion(rule);
            List<StoredItem> items =
                    tx.storage().items().byKey(MatchKey.KIND, MatchKey.prefix(rule.id()), state.place(), RECORDS);
            List<StoredItem> some = new ArrayList<>();
            for (StoredItem item : items) {
                if (some.size() == size
                        || (!some.isEmpty() && !some.get(0).key().equals(item.key()))) {
                    compare(rule, some);
                    state.compared(some, size);
                    some.clear();
                }
                some.add(item);
            }
            // The last ones of a full page may have others after them.
            if (items.size() < RECORDS) {
                if (!some.isEmpty()) {
                    compare(rule, some);
                    state.compared(some, size);
                }
                state.nextRule(size);
            }
        }

        /** Each with each; of names, each is read once. */
        private void compare(MatchRule rule, List<StoredItem> group) {
            List<Optional<NameForm>> names = group.stream()
                    .map(MatchKey::compared)
                    .map(name -> name.isEmpty() ? Optional.<NameForm>empty() : Optional.of(NameForm.read(name)))
                    .toList();
            for (int i = 0; i < group.size(); i++) {
                for (int j = i + 1; j < group.size(); j++) {
                    double score = names.get(i).isEmpty() || names.get(j).isEmpty()
                            ? 1
                            : names.get(i).get().similarity(names.get(j).get());
                    if (score >= rule.similarity()) {
                        pairs.merge(
                                FoundPair.of(
                                        Objects.requireNonNull(group.get(i).recordId()),
                                        Objects.requireNonNull(group.get(j).recordId())),
                                score,
                                Math::max);
                    }
                }
            }
        }

        private void keep() {
            if (pairs.isEmpty()) {
                return;
            }
            Set<UUID> records = new LinkedHashSet<>();
            pairs.keySet().forEach(pair -> {
                records.add(pair.first());
                records.add(pair.second());
            });
            Dismissals dismissed = Dismissals.of(tx, records);
            List<StoredItem> items = new ArrayList<>();
            pairs.forEach((pair, score) -> {
                if (!dismissed.contains(pair.first(), pair.second())) {
                    items.add(pair.item(state.id(), score, tx.now()));
                }
            });
            for (int from = 0; from < items.size(); from += PAIRS) {
                List<StoredItem> some = items.subList(from, Math.min(items.size(), from + PAIRS));
                int known = tx.storage().items().insert(some).size();
                state.found(some.size() - known);
            }
        }
    }
}
