package dev.crmkit.internal.list;

import dev.crmkit.Crm;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Going through all records for a list: after a change of its condition, or of what all records mean to it. One for each list; a later one takes the place
 * of one under way, which ends at its next portion. Not instantiable.
 */
public final class ListRuns {
    private static final String KIND = "list.run";

    private ListRuns() {}

    /** The kinds of job by which lists are kept, with what is done for them. */
    public static List<RegisteredJob<Crm>> jobs(Function<? super Crm, Transactions> inside) {
        return List.of(
                ListCheck.registered(inside),
                ListScan.registered(inside),
                ListClock.registered(inside),
                ListRemains.registered(inside));
    }

    /** Begins to go through all records for a list. */
    static void start(Tx tx, DefinedList list, @Nullable Cause cause) {
        UUID run = tx.newId();
        StoredItem item = new StoredItem(id(list.key()), KIND, null, list.key(), tx.now(), run.toString());
        if (!tx.storage().items().insert(List.of(item)).isEmpty()) {
            tx.storage().items().update(List.of(item));
        }
        List<EngineJob> jobs = new ArrayList<>();
        jobs.add(ListScan.ofAll(list.key(), run, cause).job(tx));
        jobs.addAll(ListClock.start(tx, list));
        EngineJob.enqueue(tx, jobs);
    }

    static void end(Tx tx, String list) {
        tx.storage().items().remove(Set.of(id(list)));
    }

    /** Whether somebody goes through all records for the list. */
    static boolean isUnderWay(Tx tx, String list) {
        return find(tx, list).isPresent();
    }

    static boolean isCurrent(Tx tx, String list, UUID run) {
        return find(tx, list)
                .filter(item -> item.document().equals(run.toString()))
                .isPresent();
    }

    private static Optional<StoredItem> find(Tx tx, String list) {
        return tx.storage().items().load(Set.of(id(list))).stream().findFirst();
    }

    private static UUID id(String list) {
        return ItemIds.of(KIND, list);
    }

    /** Goes through all records for the lists that count days from now. */
    public static void recheckRelative(Tx tx) {
        recheck(tx, list -> list.needs().relative());
    }

    /** Goes through all records for the lists that look at records of the object. */
    public static void recheck(Tx tx, UUID object) {
        recheck(
                tx,
                list -> list.object().equals(object)
                        || list.needs().paths().stream()
                                .anyMatch(path -> path.target().equals(object)));
    }

    private static void recheck(Tx tx, Predicate<DefinedList> which) {
        tx.lists().kept().stream().filter(which).forEach(list -> start(tx, list, null));
    }

    /**
     * Refuses a change of the schema by which a list would lose what its condition names.
     *
     * @param what the change, for messages
     */
    public static void requireWhole(Tx tx, String what) {
        List<Violation> faults = new ArrayList<>();
        for (DefinedList list : tx.lists().all()) {
            Optional<DefinedObject> object = tx.schema().find(list.object()).filter(found -> !found.deleted());
            if (object.isEmpty()) {
                faults.add(refused(list, "its records are of that object. Delete the list first"));
            } else if (list.isKept()) {
                Condition.faults(tx, list).stream()
                        .findFirst()
                        .ifPresent(fault -> faults.add(refused(
                                list,
                                "its condition would no longer fit: " + fault.path() + " " + fault.message()
                                        + ". Change or archive the list first")));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    private static Violation refused(DefinedList list, String message) {
        return new Violation(
                "", ErrorCode.SCHEMA_CHANGE_REFUSED, "is needed by the list '" + list.key() + "': " + message);
    }
}
