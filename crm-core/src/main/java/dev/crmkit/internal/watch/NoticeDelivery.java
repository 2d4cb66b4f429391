package dev.crmkit.internal.watch;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.notify.NoticeBatch;
import dev.crmkit.spi.notify.Notifier;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage.KeyCount;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what a workspace's people are to be told to the notifier, a batch for each of them. Immutable, and as thread-safe as the notifier.
 *
 * <p>A batch is sealed in a transaction of its own before it is handed over, and removed in another after: if the process dies in between, it
 * is handed over again as it was.
 */
public final class NoticeDelivery {
    /** The kind of its jobs; they run one at a time in a workspace. */
    public static final String KIND = "crmkit.notices";

    /** What could not be handed over for so long is given up. */
    private static final Duration KEPT = Duration.ofDays(7);

    /** How long to wait before another try. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final int MOST = 1_000;
    private static final int READ = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(NoticeDelivery.class);

    private final Notifier notifier;

    /** A delivery to that notifier. */
    public NoticeDelivery(Notifier notifier) {
        this.notifier = notifier;
    }

    /**
     * Hands over everything that waits. Who cannot be told does not keep others from it, and is tried again a minute later.
     *
     * @param check throws if there is no point in going on
     */
    public void run(String workspace, Transactions transactions, Runnable check) {
        int sealed = 0;
        int more;
        do {
            more = transactions.write(NoticeDelivery::seal);
            sealed += more;
        } while (more == MOST);
        boolean failed = handOver(workspace, transactions, check);
        if (sealed > 0 || failed) {
            // Also for a writer that found this job waiting and commits only now.
            transactions.write(tx -> {
                Duration window = Objects.requireNonNullElse(tx.noticeWindow(), Duration.ZERO);
                tx.enqueueAtEnd(KIND, window.compareTo(AGAIN) < 0 ? AGAIN : window);
                return KIND;
            });
        }
    }

    /** Makes a batch for each recipient of up to 1,000 waiting notices, and says how many these are. */
    private static int seal(Tx tx) {
        List<StoredItem> waiting =
                tx.storage().items().list(new ItemQuery(Notices.WAITING, Set.of(), Set.of(), false, null, MOST));
        Map<String, UUID> batches = new LinkedHashMap<>();
        List<StoredItem> sealed = new ArrayList<>();
        for (StoredItem item : waiting) {
            UUID batch = batches.computeIfAbsent(item.key(), any -> tx.newId());
            sealed.add(new StoredItem(item.id(), Notices.SEALED, null, batch.toString(), item.at(), item.document()));
        }
        return sealed.isEmpty() ? 0 : tx.storage().items().update(sealed);
    }

    /** Hands over all sealed batches, and says whether one could not be. */
    private boolean handOver(String workspace, Transactions transactions, Runnable check) {
        boolean failed = false;
        String after = null;
        Map<String, List<StoredItem>> batches;
        do {
            String from = after;
            batches = transactions.read(tx -> batches(tx, from));
            for (Map.Entry<String, List<StoredItem>> batch : batches.entrySet()) {
                check.run();
                after = batch.getKey();
                boolean taken = tell(workspace, transactions, UUID.fromString(after), batch.getValue());
                failed |= !taken;
            }
        } while (!batches.isEmpty());
        return failed;
    }

    /** The next sealed batches, as many as one question answers. */
    private static Map<String, List<StoredItem>> batches(Tx tx, @Nullable String after) {
        Map<String, List<StoredItem>> batches = new LinkedHashMap<>();
        long notices = 0;
        for (KeyCount batch : tx.storage().items().keys(Notices.SEALED, "", after, MOST)) {
            notices += batch.count();
            if (notices > READ) {
                break;
            }
            batches.put(batch.key(), new ArrayList<>());
        }
        if (!batches.isEmpty()) {
            tx.storage()
                    .items()
                    .list(ItemQuery.withKeys(Notices.SEALED, batches.keySet(), READ))
                    .forEach(item ->
                            Objects.requireNonNull(batches.get(item.key())).add(item));
        }
        return batches;
    }

    private boolean tell(String workspace, Transactions transactions, UUID id, List<StoredItem> items) {
        try {
            notifier.tell(new NoticeBatch(
                    id,
                    workspace,
                    Notices.recipient(items.get(0)),
                    items.stream().sorted(Notices.IN_ORDER).map(Notices::read).toList()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            LOG.warn(
                    "A batch of notices could not be handed over: {}",
                    e.getClass().getName());
            LOG.debug("A batch of notices could not be handed over", e);
            return transactions.write(tx -> giveUp(tx, items));
        }
        transactions.write(tx -> tx.storage().items().remove(ids(items)));
        return true;
    }

    /** Whether the batch is so old that it is not tried again. */
    private static boolean giveUp(Tx tx, List<StoredItem> items) {
        StoredItem latest = items.get(items.size() - 1);
        boolean old = latest.at().isBefore(tx.now().minus(KEPT));
        if (old) {
            tx.storage().items().remove(ids(items));
            LOG.warn("A batch of {} notices could not be handed over for {} and is given up", items.size(), KEPT);
        }
        return old;
    }

    private static List<UUID> ids(List<StoredItem> items) {
        return items.stream().map(StoredItem::id).toList();
    }
}
