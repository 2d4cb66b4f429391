package dev.crmkit.watch;

import dev.crmkit.query.Page;
import dev.crmkit.spi.notify.Recipient;
import java.util.Collection;

/**
 * Who is told what happens to records: users and groups watch single records or all records of an object, each target once. What happens is
 * handed to the engine's {@link dev.crmkit.spi.notify.Notifier}, in batches, never to the one who did it. Thread-safe, except inside a
 * transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Watchers {
    /** The most watchers of one call. */
    int MAX_WATCHERS = 1_000;

    /**
     * Has them watch the target; those who do already still do.
     *
     * @param watchers up to {@value #MAX_WATCHERS}
     * @return how many are new
     * @throws dev.crmkit.error.NotFoundException if there is no such record or object
     * @throws dev.crmkit.error.InvalidInputException if there are too many
     */
    int watch(Collection<Recipient> watchers, WatchTarget target);

    /**
     * Has them watch the target no longer; those who did not are passed over.
     *
     * @param watchers up to {@value #MAX_WATCHERS}
     * @return how many watched
     * @throws dev.crmkit.error.NotFoundException if there is no such record or object
     * @throws dev.crmkit.error.InvalidInputException if there are too many
     */
    int unwatch(Collection<Recipient> watchers, WatchTarget target);

    /**
     * Who watches the target itself, oldest subscription first.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record or object
     * @throws dev.crmkit.error.InvalidInputException if the limit is outside
     */
    Page<Watch> of(WatchTarget target, WatchQuery query);

    /**
     * What somebody watches, oldest subscription first. Objects that were deleted are left out, so a page may be short.
     *
     * @throws dev.crmkit.error.InvalidInputException if the limit is outside
     */
    Page<Watch> by(Recipient watcher, WatchQuery query);
}
