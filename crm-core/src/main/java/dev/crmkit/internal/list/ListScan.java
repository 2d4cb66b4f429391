package dev.crmkit.internal.list;

import dev.crmkit.Crm;
import dev.crmkit.event.Cause;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobOptions;
import dev.crmkit.list.ListDifference;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A look through many records for those that are in a list without right, or miss from it: the storage finds these and no others. In portions, each a
 * job that ends together with what it did and enqueues the next, so that a crash costs nothing and doubles nothing. Immutable.
 *
 * @param list the key of the list
 * @param run which going through all records it belongs to, or null for none
 * @param reference the attribute by which the records refer to the targets, or null
 * @param targets the records that are referred to; empty without a reference
 * @param passed what moments have passed since it was looked last; null if that does not matter
 * @param joining whether those that leave have left already; looking at all records goes through them twice
 * @param after the last record that was found, or null at the begin
 * @param cause what led to it, or null
 */
record ListScan(
        String list,
        @Nullable UUID run,
        @Nullable UUID reference,
        Set<UUID> targets,
        @Nullable Passed passed,
        boolean joining,
        @Nullable UUID after,
        @Nullable Cause cause) {
    private static final String KIND = "crm.list.scan";
    private static final int PORTION = 1_000;

    /** Copies the targets. */
    ListScan {
        targets = Set.copyOf(targets);
    }

    /**
     * A stretch of time. Immutable.
     *
     * @param from its begin, included
     * @param until its end, included
     */
    record Passed(Instant from, Instant until) {}

    /** Of all records. */
    static ListScan ofAll(String list, @Nullable UUID run, @Nullable Cause cause) {
        return new ListScan(list, run, null, Set.of(), null, false, null, cause);
    }

    /** Of the records that refer to these. */
    static ListScan ofReferring(String list, UUID reference, Set<UUID> targets, @Nullable Cause cause) {
        return new ListScan(list, null, reference, targets, null, false, null, cause);
    }

    /** Of the records of which the clock has passed a moment that the condition compares with now. */
    static ListScan ofPassed(String list, Passed passed) {
        return new ListScan(list, null, null, Set.of(), passed, false, null, null);
    }

    private boolean isOfAll() {
        return reference == null && passed == null;
    }

    /** The job that does the next portion. */
    EngineJob job(Tx tx) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("list", list);
        if (run != null) {
            payload.put("run", run.toString());
        }
        if (reference != null) {
            payload.put("reference", reference.toString());
            payload.put("targets", targets.stream().map(UUID::toString).sorted().toList());
        }
        if (passed != null) {
            payload.put("from", passed.from().toString());
            payload.put("until", passed.until().toString());
        }
        payload.put("joining", joining);
        if (after != null) {
            payload.put("after", after.toString());
        }
        if (cause != null) {
            payload.put("root", cause.rootId().toString());
            payload.put("event", String.valueOf(cause.causationId()));
            payload.put("depth", BigDecimal.valueOf(cause.depth()));
        }
        // Each look is a job of its own: one that waits may have been enqueued before what this one is about was
        // committed.
        return new EngineJob(KIND, payload, Duration.ZERO, KIND + ":" + tx.newId());
    }

    private static ListScan read(String text) {
        Map<String, Object> payload = Json.readObject(text);
        Set<UUID> targets = new HashSet<>();
        Json.list(payload, "targets").forEach(target -> targets.add(UUID.fromString((String) target)));
        String from = Json.text(payload, "from");
        String root = Json.text(payload, "root");
        return new ListScan(
                Json.requiredText(payload, "list"),
                id(payload, "run"),
                id(payload, "reference"),
                targets,
                from == null
                        ? null
                        : new Passed(Instant.parse(from), Instant.parse(Json.requiredText(payload, "until"))),
                Json.flag(payload, "joining"),
                id(payload, "after"),
                root == null
                        ? null
                        : new Cause(
                                UUID.fromString(root),
                                id(payload, "event"),
                                Json.number(payload, "depth").intValue()));
    }

    private static @Nullable UUID id(Map<String, Object> payload, String name) {
        String text = Json.text(payload, name);
        return text == null ? null : UUID.fromString(text);
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
                job -> job.finish(crm -> inside.apply(crm).write(tx -> {
                    read(job.payload()).run(tx);
                    return tx;
                })));
    }

    private void run(Tx tx) {
        Optional<DefinedList> kept = tx.lists().find(list).filter(DefinedList::isKept);
        if (kept.isEmpty() || (run != null && !ListRuns.isCurrent(tx, list, run))) {
            // It was deleted or archived, or a later change has taken over.
            return;
        }
        ListScan next = portion(tx, kept.get()).next();
        if (next != null) {
            EngineJob.enqueue(tx, List.of(next.job(tx)));
            return;
        }
        if (run != null) {
            ListRuns.end(tx, list);
        }
        EngineJob.enqueue(tx, ListClock.next(tx, kept.get()));
    }

    /**
     * What a portion did. Immutable.
     *
     * @param difference what differed
     * @param next what is left, or null for nothing
     */
    record Portion(ListDifference difference, @Nullable ListScan next) {}

    /** Does the next portion. */
    Portion portion(Tx tx, DefinedList kept) {
        Condition condition = new Condition(tx, kept);
        RecordPage page = tx.records()
                .list(new RecordQuery(
                        kept.object(),
                        asked(condition),
                        isOfAll() && joining ? ArchivedFilter.LIVE : ArchivedFilter.ALL,
                        List.of(),
                        after == null ? null : new Position(List.of(), after),
                        PORTION));
        List<UUID> found = page.records().stream().map(StoredRecord::id).toList();
        ListDifference difference = new ListDifference(0, 0);
        if (!found.isEmpty()) {
            Settling settling = new Settling(tx);
            // Asked again once they are locked: somebody may have changed them at this moment.
            difference = settling.settle(condition, tx.records().lock(found), record -> cause);
            settling.write();
        }
        if (page.next() != null) {
            return new Portion(difference, at(joining, found.get(found.size() - 1)));
        }
        return new Portion(difference, isOfAll() && !joining ? at(true, null) : null);
    }

    private ListScan at(boolean nowJoining, @Nullable UUID last) {
        return new ListScan(list, run, reference, targets, passed, nowJoining, last, cause);
    }

    private Predicate asked(Condition condition) {
        if (reference != null) {
            return new Predicate.All(List.of(
                    new Predicate.RefersToAny(new Field.Attribute(reference, "", IndexKind.REFERENCES), targets),
                    condition.differing()));
        } else if (passed != null) {
            return new Predicate.All(
                    List.of(ListClock.passing(condition, passed.from(), passed.until()), condition.differing()));
        }
        return joining ? condition.joining() : condition.leaving();
    }
}
