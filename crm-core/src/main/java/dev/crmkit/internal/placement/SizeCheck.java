package dev.crmkit.internal.placement;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Growth;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.record.RecordMaintenance;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.StoredPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The job that looks at the sizes of a workspace's objects: above the limit an object gets a place of its own, below half of it it comes back. In
 * between it stays, so that an object at the limit does not go to and fro. Not instantiable.
 */
public final class SizeCheck {
    private SizeCheck() {}

    /**
     * The kind of job, with what is done for it.
     *
     * @param limit how many live records an object has at most among others
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(long limit, Function<? super Crm, Transactions> inside) {
        return new RegisteredJob<>(
                Growth.KIND,
                JobOptions.standard(),
                job -> job.finish(crm -> inside.apply(crm).write(tx -> check(tx, limit))));
    }

    private static int check(Tx tx, long limit) {
        Map<String, DefinedObject> byCounter = new HashMap<>();
        tx.schema().objects().forEach(object -> byCounter.put(RecordMaintenance.counter(object.id()), object));
        Map<String, Long> totals = tx.storage().ledger().totals(byCounter.keySet());
        Map<UUID, StoredPlacement> placements = new HashMap<>();
        tx.storage().placements().list().forEach(placement -> placements.put(placement.objectId(), placement));
        List<UUID> ownOnes = new ArrayList<>();
        byCounter.forEach((counter, object) -> {
            StoredPlacement placement = placements.get(object.id());
            if (placement == null) {
                return;
            }
            Home aim = Aims.aim(placement);
            Home wanted = placement.byHand() ? aim : wanted(aim, totals.getOrDefault(counter, 0L), limit);
            if (wanted != aim || placement.goal() != null) {
                Aims.take(tx, object, placement, wanted, placement.byHand());
            } else if (aim == Home.OWN) {
                // Its attributes may have got or lost places for their values since.
                ownOnes.add(object.id());
            }
        });
        MoveJob.enqueue(tx, ownOnes, Duration.ZERO);
        return ownOnes.size();
    }

    private static Home wanted(Home aim, long records, long limit) {
        if (records > limit) {
            return Home.OWN;
        }
        return records < limit / 2 ? Home.SHARED : aim;
    }
}
