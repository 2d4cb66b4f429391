package dev.crmkit.internal.list;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The job that removes what is left of a deleted list, a portion at a time. Its key is never given again, so nobody finds it meanwhile. Not instantiable. */
final class ListRemains {
    private static final String KIND = "crm.list.remains";
    private static final int PORTION = 1_000;

    private ListRemains() {}

    /** The job for a list whose items are of that kind. */
    static EngineJob job(String list, String items) {
        return new EngineJob(KIND, Map.of("list", list, "items", items), Duration.ZERO, KIND + ":" + list);
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
                job -> job.finish(crm -> inside.apply(crm).write(tx -> remove(tx, Json.readObject(job.payload())))));
    }

    private static Tx remove(Tx tx, Map<String, Object> payload) {
        String list = Json.requiredText(payload, "list");
        String items = Json.requiredText(payload, "items");
        List<StoredItem> some = tx.storage().items().list(ItemQuery.withKeys(items, Set.of(list), PORTION));
        if (!some.isEmpty()) {
            tx.storage().items().remove(some.stream().map(StoredItem::id).toList());
        }
        if (some.size() == PORTION) {
            EngineJob.enqueue(tx, List.of(job(list, items)));
        }
        return tx;
    }
}
