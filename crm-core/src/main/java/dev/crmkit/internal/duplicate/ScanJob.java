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
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
    private static final int PAGES = 5;
    private static final int RECORDS = 5_000;
    private static final int PAGE = 10_000;
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
                state.nextRule();
                return true;
            }
            Optional<ScanState.Group> group = state.group();
            if (group.isPresent()) {
                lookThrough(rule.get(), group.get());
            } else {
                look(rule.get());
            }
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

        private void look(MatchRule rule) {
            int records = 0;
            for (int page = 0; page < PAGES; page++) {
                List<ItemStorage.KeyCount> counts =
                        tx.storage().items().keys(MatchKey.KIND, MatchKey.prefix(rule.id()), state.after(), KEYS);
                Set<String> shared = new HashSet<>();
                int some = 0;
                for (ItemStorage.KeyCount count : counts) {
                    boolean large = count.count() > ScanState.portion(rule);
                    if (large && some == 0) {
                        state.group(new ScanState.Group(count.key(), count.count(), null));
                        break;
                    } else if (large || records + count.count() > RECORDS) {
                        break;
                    }
                    if (count.count() > 1) {
                        shared.add(count.key());
                        records += (int) count.count();
                    }
                    state.looked(count.key(), 1);
                    some++;
                }
                compare(rule, shared);
                if (some < counts.size()) {
                    return;
                }
                if (counts.size() < KEYS) {
                    state.nextRule();
                    return;
                }
            }
        }

        private void compare(MatchRule rule, Set<String> shared) {
            if (shared.isEmpty()) {
                return;
            }
            Map<String, List<StoredItem>> groups = new HashMap<>();
            for (StoredItem item :
                    tx.storage().items().list(new ItemQuery(MatchKey.KIND, Set.of(), shared, false, null, PAGE))) {
                groups.computeIfAbsent(item.key(), key -> new ArrayList<>()).add(item);
            }
            groups.values().forEach(group -> compare(rule, group));
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

        private void lookThrough(MatchRule rule, ScanState.Group group) {
            int portion = ScanState.portion(rule);
            ItemQuery.Place place = group.place();
            for (int done = 0; done < RECORDS; done += portion) {
                List<StoredItem> items = tx.storage()
                        .items()
                        .list(new ItemQuery(MatchKey.KIND, Set.of(), Set.of(group.key()), false, place, portion));
                compare(rule, items);
                if (items.size() < portion) {
                    state.endGroup(group, portion);
                    return;
                }
                StoredItem last = items.get(items.size() - 1);
                place = new ItemQuery.Place(last.at(), last.id());
            }
            state.group(new ScanState.Group(group.key(), group.records(), place));
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
