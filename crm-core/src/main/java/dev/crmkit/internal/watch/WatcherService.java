package dev.crmkit.internal.watch;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.Page;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.watch.Watch;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import dev.crmkit.watch.Watchers;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Watchers, as the host sees them. */
public final class WatcherService implements Watchers {
    private final Transactions transactions;

    /** The watchers of the workspace that the transactions are of. */
    public WatcherService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public int watch(Collection<Recipient> watchers, WatchTarget target) {
        check("watch", watchers);
        return transactions.write(tx -> target instanceof WatchTarget.OfRecord record
                ? new Subscriptions(tx).watch(watchers, new RecordGate(tx).readable(record.id()))
                : new Subscriptions(tx).watch(watchers, object(tx, (WatchTarget.OfObject) target)));
    }

    @Override
    public int unwatch(Collection<Recipient> watchers, WatchTarget target) {
        check("watch no longer", watchers);
        return transactions.write(tx -> target instanceof WatchTarget.OfRecord record
                ? new Subscriptions(tx).unwatch(watchers, new RecordGate(tx).readable(record.id()))
                : new Subscriptions(tx).unwatch(watchers, object(tx, (WatchTarget.OfObject) target)));
    }

    private static void check(String what, Collection<Recipient> watchers) {
        if (watchers.size() > MAX_WATCHERS) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "watchers",
                            ErrorCode.VALUE_TOO_LONG,
                            "has " + watchers.size() + " watchers; the limit is " + MAX_WATCHERS
                                    + ". Call several times")));
        }
    }

    private static DefinedObject object(Tx tx, WatchTarget.OfObject target) {
        return tx.schema().get(target.slug());
    }

    @Override
    public Page<Watch> of(WatchTarget target, WatchQuery query) {
        check(query);
        if (target instanceof WatchTarget.OfRecord record) {
            return transactions.read(tx -> {
                UUID own = new RecordGate(tx).readable(record.id()).id();
                return page(
                        tx,
                        query,
                        "record " + own,
                        (after, limit) ->
                                new ItemQuery(Subscriptions.WATCH, Set.of(own), Set.of(), false, after, limit),
                        items -> items.stream()
                                .map(item -> new Watch(Recipients.of(item.key()), WatchTarget.record(own), item.at()))
                                .toList());
            });
        }
        return transactions.read(tx -> {
            String object = object(tx, (WatchTarget.OfObject) target).id().toString();
            return page(
                    tx,
                    query,
                    "object " + object,
                    (after, limit) ->
                            new ItemQuery(Subscriptions.OF_OBJECT, Set.of(), Set.of(object), false, after, limit),
                    items -> items.stream()
                            .map(item -> new Watch(
                                    Recipients.of(Json.requiredText(Json.readObject(item.document()), "watcher")),
                                    target,
                                    item.at()))
                            .toList());
        });
    }

    @Override
    public Page<Watch> by(Recipient watcher, WatchQuery query) {
        check(query);
        String key = Recipients.key(watcher);
        return transactions.read(tx -> page(
                tx,
                query,
                "watcher " + key,
                (after, limit) -> new ItemQuery(Subscriptions.WATCH, Set.of(), Set.of(key), false, after, limit),
                items -> watched(tx, watcher, items)));
    }

    /** Only what the actor may see. */
    private static List<Watch> watched(Tx tx, Recipient watcher, List<StoredItem> items) {
        Set<UUID> records = new LinkedHashSet<>();
        items.stream().map(StoredItem::recordId).filter(Objects::nonNull).forEach(records::add);
        Set<UUID> readable = records.isEmpty()
                ? Set.of()
                : new RecordGate(tx).readable(records).keySet();
        return items.stream()
                .flatMap(item ->
                        target(tx, item, readable).map(target -> new Watch(watcher, target, item.at())).stream())
                .toList();
    }

    private static Optional<WatchTarget> target(Tx tx, StoredItem item, Set<UUID> readable) {
        UUID record = item.recordId();
        if (record != null) {
            return readable.contains(record) ? Optional.of(WatchTarget.record(record)) : Optional.empty();
        }
        UUID object = UUID.fromString(Json.requiredText(Json.readObject(item.document()), "object"));
        return tx.schema()
                .find(object)
                .filter(found -> !found.deleted())
                .map(found -> WatchTarget.object(found.slug()));
    }

    private static void check(WatchQuery query) {
        if (query.limit() < 1 || query.limit() > WatchQuery.MAX_LIMIT) {
            throw new InvalidInputException(
                    "list watches",
                    List.of(new Violation(
                            "limit",
                            ErrorCode.QUERY_LIMIT,
                            "must be 1 to " + WatchQuery.MAX_LIMIT + ", not " + query.limit())));
        }
    }

    private static Page<Watch> page(
            Tx tx,
            WatchQuery query,
            String of,
            BiFunction<ItemQuery.@Nullable Place, Integer, ItemQuery> question,
            Function<List<StoredItem>, List<Watch>> reading) {
        String list = CallText.fingerprint("watches", tx.workspace().id(), of);
        String cursor = query.cursor();
        ItemQuery.Place after = null;
        if (cursor != null) {
            List<@Nullable Object> place = CursorCodec.open(tx, list, cursor);
            after = new ItemQuery.Place(
                    Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
        }
        List<StoredItem> found = tx.storage().items().list(question.apply(after, query.limit() + 1));
        boolean more = found.size() > query.limit();
        List<StoredItem> shown = more ? found.subList(0, query.limit()) : found;
        String next = null;
        if (more) {
            StoredItem last = shown.get(shown.size() - 1);
            next = CursorCodec.seal(
                    tx, list, List.of(last.at().toString(), last.id().toString()));
        }
        return new Page<>(reading.apply(shown), next, null);
    }
}
