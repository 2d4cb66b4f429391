package dev.crmkit.internal.list;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobOptions;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists whose conditions count days from now change by time alone: at midnight in the workspace's zone, and, where a condition compares with now itself,
 * when the clock passes a moment that a record holds. A job runs at the next such instant and plans the one after. A job that comes in vain does no harm,
 * so none is ever taken back. Not instantiable.
 */
final class ListClock {
    private static final String KIND = "crm.list.clock";
    private static final String ITEM = "list.clock";

    private ListClock() {}

    /** The jobs that go on from now with a list all of whose records are looked at. */
    static List<EngineJob> start(Tx tx, DefinedList list) {
        if (!list.needs().relative()) {
            return List.of();
        }
        looked(tx, list.key());
        return next(tx, list);
    }

    /** Keeps that up to now no moment has passed unseen. */
    private static void looked(Tx tx, String list) {
        StoredItem item = new StoredItem(
                id(list),
                ITEM,
                null,
                list,
                tx.now(),
                Json.write(Map.of("at", tx.now().toString())));
        if (!tx.storage().items().insert(List.of(item)).isEmpty()) {
            tx.storage().items().update(List.of(item));
        }
    }

    static void stop(Tx tx, String list) {
        tx.storage().items().remove(Set.of(id(list)));
    }

    private static UUID id(String list) {
        return ItemIds.of(ITEM, list);
    }

    /** The job of the next instant at which the list can change without any write; none if there is none. */
    static List<EngineJob> next(Tx tx, DefinedList list) {
        if (!list.needs().relative()) {
            return List.of();
        }
        Instant now = tx.now();
        ZoneId zone = tx.schema().zone();
        Instant next =
                LocalDate.ofInstant(now, zone).plusDays(1).atStartOfDay(zone).toInstant();
        for (Moment moment : moments(new Condition(tx, list).said(), now)) {
            Instant held = moment.next(tx, list.object());
            if (held != null) {
                // What compares with now including now itself changes the instant after.
                Instant change = held.isAfter(now) ? held : now.plus(1, ChronoUnit.MICROS);
                next = change.isBefore(next) ? change : next;
            }
        }
        return List.of(new EngineJob(
                KIND, Map.of("list", list.key()), Duration.between(now, next), KIND + ":" + list.key() + ":" + next));
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
                    tick(tx, Json.requiredText(Json.readObject(job.payload()), "list"));
                    return tx;
                })));
    }

    private static void tick(Tx tx, String key) {
        Optional<DefinedList> kept = tx.lists()
                .find(key)
                .filter(list -> list.isKept() && list.needs().relative());
        // Two ticks of one list come one after the other, each with its own stretch of time.
        Optional<StoredItem> item =
                tx.storage().items().lock(Set.of(id(key))).stream().findFirst();
        if (kept.isEmpty() || item.isEmpty()) {
            return;
        }
        Instant from =
                Instant.parse(Json.requiredText(Json.readObject(item.get().document()), "at"));
        ZoneId zone = tx.schema().zone();
        if (!LocalDate.ofInstant(from, zone).equals(LocalDate.ofInstant(tx.now(), zone))) {
            ListRuns.start(tx, kept.get(), null);
            return;
        }
        looked(tx, key);
        List<EngineJob> jobs = new ArrayList<>(next(tx, kept.get()));
        if (!moments(new Condition(tx, kept.get()).said(), tx.now()).isEmpty()) {
            jobs.add(ListScan.ofPassed(key, new ListScan.Passed(from, tx.now())).job(tx));
        }
        EngineJob.enqueue(tx, jobs);
    }

    /** Which records hold a moment of that stretch which the condition compares with now. */
    static Predicate passing(Condition condition, Instant from, Instant until) {
        List<Predicate> any = new ArrayList<>();
        moments(condition.said(), condition.now()).forEach(moment -> any.add(moment.within(from, until)));
        return any.isEmpty() ? Predicate.never() : new Predicate.Any(any);
    }

    /**
     * A field that a condition compares with now. Immutable.
     *
     * @param via the reference over which it does, or null
     * @param field the field
     */
    private record Moment(Predicate.@Nullable Via via, Field field) {

        Predicate within(@Nullable Instant from, @Nullable Instant until) {
            Predicate range = new Predicate.Range(
                    field,
                    from == null ? null : new IndexValue.Moment(from),
                    true,
                    until == null ? null : new IndexValue.Moment(until),
                    true);
            return via == null ? range : new Predicate.Via(via.field(), via.targetObject(), range);
        }

        /** The earliest moment from now on that a live record holds, or null. */
        @Nullable
        Instant next(Tx tx, UUID object) {
            List<Grouping.Row> rows = tx.records()
                    .group(new Grouping(
                            via == null ? object : via.targetObject(),
                            new Moment(null, field).within(tx.now(), null),
                            ArchivedFilter.LIVE,
                            List.of(),
                            List.of(new Grouping.Computation(Measure.Function.MIN, field))));
            return rows.isEmpty() ? null : (Instant) rows.get(0).values().get(0);
        }
    }

    /** The fields of the ranges that begin or end at that instant. */
    private static Set<Moment> moments(Predicate said, Instant now) {
        Set<Moment> moments = new LinkedHashSet<>();
        collect(said, null, new IndexValue.Moment(now), moments);
        return moments;
    }

    private static void collect(Predicate predicate, Predicate.@Nullable Via via, IndexValue now, Set<Moment> moments) {
        if (predicate instanceof Predicate.All all) {
            all.parts().forEach(part -> collect(part, via, now, moments));
        } else if (predicate instanceof Predicate.Any any) {
            any.parts().forEach(part -> collect(part, via, now, moments));
        } else if (predicate instanceof Predicate.Not not) {
            collect(not.part(), via, now, moments);
        } else if (predicate instanceof Predicate.Via over) {
            collect(
                    over.inner(),
                    new Predicate.Via(over.field(), over.targetObject(), Predicate.always()),
                    now,
                    moments);
        } else if (predicate instanceof Predicate.Range range
                && (now.equals(range.low()) || now.equals(range.high()))) {
            moments.add(new Moment(via, range.field()));
        }
    }
}
