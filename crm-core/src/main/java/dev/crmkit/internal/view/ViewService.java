package dev.crmkit.internal.view;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.view.SavedView;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewQuery;
import dev.crmkit.view.ViewResult;
import dev.crmkit.view.Views;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The saved views of a workspace. */
public final class ViewService implements Views {
    private static final int MOST_IN_ORDER = 2 * MAX_VIEWS;
    private static final int MAX_BYTES = 256 * 1024;

    private final Transactions transactions;

    /** The views of the workspace that the transactions are of. */
    public ViewService(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The object as the actor sees it, if it reads records of it. */
    private static DefinedObject readable(Tx tx, String slug) {
        DefinedObject object = tx.access().view().get(slug);
        if (!isReadable(tx, object.id())) {
            throw tx.access().forbidden(Verb.READ, object.slug(), null);
        }
        return object;
    }

    private static boolean isReadable(Tx tx, UUID object) {
        return !tx.access().predicate(object, Verb.READ).equals(Predicate.never());
    }

    private static boolean isVisible(Tx tx, KeptView kept) {
        return (kept.shared() || kept.owner().equals(tx.actor()))
                && tx.schema().find(kept.object()).filter(o -> !o.deleted()).isPresent()
                && isReadable(tx, kept.object());
    }

    private static Optional<KeptView> visible(Tx tx, List<StoredItem> items) {
        return items.stream()
                .filter(item -> item.kind().equals(KeptView.KIND))
                .findFirst()
                .map(KeptView::read)
                .filter(kept -> isVisible(tx, kept));
    }

    private static NotFoundException unknown(UUID view) {
        return new NotFoundException(
                ErrorCode.VIEW_NOT_FOUND,
                "There is no view " + view + ". It may have been deleted or be personal; list the views anew",
                Map.of("view", view));
    }

    private static KeptView load(Tx tx, UUID view) {
        return visible(tx, tx.storage().items().load(List.of(view))).orElseThrow(() -> unknown(view));
    }

    /**
     * All records of a saved view, for what takes them out as a whole.
     *
     * @param narrower only those of which this is true too
     * @throws NotFoundException if there is no such view for the actor
     * @throws CrmException with {@code VIEW_BROKEN} if it does not run
     */
    public static ViewRecords records(Tx tx, UUID view, Filter narrower) {
        return ViewRecords.of(tx, ShownView.of(tx, load(tx, view)).requireRunnable(), narrower);
    }

    /** The view, which nobody else changes until the transaction ends, and which the actor may change. */
    private static KeptView lock(Tx tx, UUID view, String what) {
        KeptView kept = visible(tx, tx.storage().items().lock(List.of(view))).orElseThrow(() -> unknown(view));
        if (kept.shared()) {
            tx.access().require(Power.MANAGE_VIEWS, what + " a shared view");
        }
        return kept;
    }

    private static SavedView shown(Tx tx, KeptView kept) {
        return ShownView.of(tx, kept).saved(kept);
    }

    /** The view as it is kept; it has been checked. */
    private static View kept(Tx tx, DefinedObject object, View view) {
        FilterCodec names = new FilterCodec(tx.types(), tx.access()::find);
        View named = ViewPaths.renamed(
                view,
                path -> names.withIds(object.object(), path),
                filter -> FilterCodec.read(names.write(object.object(), filter)));
        return new View(
                object.id().toString(),
                named.name(),
                named.layout(),
                named.filter(),
                named.sorts(),
                named.columns(),
                named.archived());
    }

    /** What follows from a change: it is told, and boards may ask for other indexes. */
    private static void follow(Tx tx, String what, @Nullable KeptView before, @Nullable KeptView after) {
        if (BoardFields.areOthers(before, after)) {
            tx.indexesChanged();
        }
        KeptView any = Objects.requireNonNull(after == null ? before : after);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("what", what);
        details.put("view", any.id().toString());
        if (before != null) {
            details.put("before", before.document());
        }
        if (after != null) {
            details.put("after", after.document());
        }
        new EventLog(tx).add(EventTypes.VIEW_CHANGED, details).write();
    }

    /** Refuses what no longer is a definition, but data. */
    private static void requireSize(View kept, String what) {
        int bytes = Json.write(ViewCodec.write(kept)).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "",
                            ErrorCode.VALUES_TOO_LARGE,
                            "takes " + bytes + " bytes; the limit is " + MAX_BYTES
                                    + ". Name fewer values in the condition")));
        }
    }

    /** Refuses one view more than an actor or everybody may have of an object. */
    private static void requireRoom(Tx tx, String key, String what) {
        tx.storage().ledger().lock(KeptView.KIND + "/" + key);
        long count = tx.storage().items().keys(KeptView.KIND, key, null, 1).stream()
                .filter(found -> found.key().equals(key))
                .mapToLong(ItemStorage.KeyCount::count)
                .sum();
        if (count >= MAX_VIEWS) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "",
                            ErrorCode.VALUE_OUT_OF_RANGE,
                            "there are " + count + " such views of this object; the limit is " + MAX_VIEWS
                                    + ". Delete some first")));
        }
    }

    @Override
    public SavedView define(View view) {
        Objects.requireNonNull(view, "view");
        return transactions.write(tx -> define(tx, view, "defined"));
    }

    private static SavedView define(Tx tx, View view, String how) {
        String what = "define the view '" + view.name() + "'";
        DefinedObject object = readable(tx, view.object());
        ViewCheck.require(tx, object, view, what);
        requireRoom(tx, KeptView.ownKey(object.id(), tx.actor()), what);
        View kept = kept(tx, object, view);
        requireSize(kept, what);
        KeptView defined = new KeptView(tx.newId(), 1, kept, false, tx.actor(), tx.now(), tx.now());
        tx.storage().items().insert(List.of(defined.item()));
        follow(tx, how, null, defined);
        return shown(tx, defined);
    }

    @Override
    public SavedView alter(UUID view, View changed) {
        return alter(view, changed, Optional.empty());
    }

    @Override
    public SavedView alter(UUID view, View changed, long expectedVersion) {
        return alter(view, changed, Optional.of(expectedVersion));
    }

    private SavedView alter(UUID view, View changed, Optional<Long> expectedVersion) {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(changed, "changed");
        return transactions.write(tx -> {
            KeptView before = lock(tx, view, "change");
            ShownView old = ShownView.of(tx, before);
            requireWhole(tx, old, before);
            expectedVersion.filter(version -> version != before.version()).ifPresent(version -> {
                throw new CrmException(
                        ErrorCode.VIEW_STALE,
                        "View " + view + " is at version " + before.version() + ", not at the expected " + version
                                + ". Read it again and decide anew",
                        Map.of("view", view, "expectedVersion", version, "currentVersion", before.version()),
                        null);
            });
            String what = "change the view '" + old.view().name() + "'";
            if (!changed.object().equals(old.view().object())) {
                throw new InvalidInputException(
                        what,
                        List.of(new Violation(
                                "object",
                                ErrorCode.VALUE_MALFORMED,
                                "is '" + changed.object() + "', and the view is of '"
                                        + old.view().object() + "'. A view keeps its object; define another")));
            }
            ViewCheck.require(tx, old.object(), changed, what);
            View kept = kept(tx, old.object(), changed);
            requireSize(kept, what);
            return store(tx, before, kept, "altered");
        });
    }

    /** Refuses to replace what the actor does not see. */
    private static void requireWhole(Tx tx, ShownView shown, KeptView kept) {
        if (shown.isPartial()) {
            throw new ForbiddenException(
                    "The view '" + shown.view().name() + "' names attributes that the "
                            + tx.actor().kind() + " '" + tx.actor().id()
                            + "' may not see, so that it is not for them to change or take. Define a view of your own, or"
                            + " ask an owner or admin",
                    Map.of("view", kept.id()));
        }
    }

    private static SavedView store(Tx tx, KeptView before, View view, String how) {
        if (view.equals(before.view()) || ViewCodec.write(view).equals(ViewCodec.write(before.view()))) {
            return shown(tx, before);
        }
        return store(tx, before, before.changed(view, before.shared(), before.owner(), tx.now()), how);
    }

    private static SavedView store(Tx tx, KeptView before, KeptView after, String how) {
        tx.storage().items().update(List.of(after.item()));
        follow(tx, how, before, after);
        return shown(tx, after);
    }

    @Override
    public SavedView rename(UUID view, String name) {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(name, "name");
        return transactions.write(tx -> {
            KeptView before = lock(tx, view, "rename");
            List<Violation> faults = ViewCheck.name(name);
            if (!faults.isEmpty()) {
                throw new InvalidInputException(
                        "rename the view '" + before.view().name() + "'", faults);
            }
            return store(tx, before, before.view().named(name), "renamed");
        });
    }

    @Override
    public SavedView copy(UUID view, String name) {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(name, "name");
        return transactions.write(tx -> {
            ShownView shown = ShownView.of(tx, load(tx, view)).requireRunnable();
            return define(tx, shown.view().named(name), "copied");
        });
    }

    @Override
    public void delete(UUID view) {
        Objects.requireNonNull(view, "view");
        transactions.write(tx -> {
            KeptView before = lock(tx, view, "delete");
            tx.storage().items().remove(List.of(view));
            follow(tx, "deleted", before, null);
            return view;
        });
    }

    @Override
    public SavedView get(UUID view) {
        return find(view).orElseThrow(() -> unknown(view));
    }

    @Override
    public Optional<SavedView> find(UUID view) {
        Objects.requireNonNull(view, "view");
        return transactions.read(
                tx -> visible(tx, tx.storage().items().load(List.of(view))).map(kept -> shown(tx, kept)));
    }

    @Override
    public List<SavedView> list(String object) {
        Objects.requireNonNull(object, "object");
        return transactions.read(tx -> {
            DefinedObject defined = readable(tx, object);
            return list(tx, defined, ViewChoices.find(tx, defined.id()));
        });
    }

    private static List<SavedView> list(Tx tx, DefinedObject object, ViewChoices choices) {
        Set<String> keys = Set.of(KeptView.sharedKey(object.id()), KeptView.ownKey(object.id(), tx.actor()));
        List<SavedView> views = new ArrayList<>();
        tx.storage().items().list(ItemQuery.withKeys(KeptView.KIND, keys, MOST_IN_ORDER)).stream()
                .map(KeptView::read)
                .filter(kept -> isVisible(tx, kept))
                .forEach(kept -> views.add(shown(tx, kept)));
        Map<UUID, Integer> places = new HashMap<>();
        choices.order().forEach(id -> places.putIfAbsent(id, places.size()));
        views.sort(Comparator.comparing((SavedView view) -> places.getOrDefault(view.id(), Integer.MAX_VALUE))
                .thenComparing(view -> !view.shared())
                .thenComparing(view -> TextFolding.fold(view.name()), TextFolding::compareCodePoints)
                .thenComparing(view -> view.id().toString()));
        return List.copyOf(views);
    }

    @Override
    public SavedView share(UUID view) {
        return move(view, true);
    }

    @Override
    public SavedView unshare(UUID view) {
        return move(view, false);
    }

    private SavedView move(UUID view, boolean shared) {
        Objects.requireNonNull(view, "view");
        return transactions.write(tx -> {
            KeptView before = lock(tx, view, shared ? "share" : "take back");
            if (before.shared() == shared) {
                return shown(tx, before);
            }
            tx.access().require(Power.MANAGE_VIEWS, "share views");
            if (!shared) {
                requireWhole(tx, ShownView.of(tx, before), before);
            }
            KeptView after = before.changed(before.view(), shared, shared ? before.owner() : tx.actor(), tx.now());
            requireRoom(
                    tx,
                    after.key(),
                    (shared ? "share" : "take back") + " the view '"
                            + before.view().name() + "'");
            return store(tx, before, after, shared ? "shared" : "unshared");
        });
    }

    @Override
    public List<SavedView> arrange(String object, List<UUID> order) {
        Objects.requireNonNull(object, "object");
        List<UUID> wanted = List.copyOf(order);
        return transactions.write(tx -> {
            DefinedObject defined = readable(tx, object);
            String what = "arrange the views of " + defined.slug();
            if (wanted.size() > MOST_IN_ORDER || Set.copyOf(wanted).size() < wanted.size()) {
                throw new InvalidInputException(
                        what,
                        List.of(new Violation(
                                "order",
                                ErrorCode.VALUE_MALFORMED,
                                "names " + wanted.size() + " views; it must name up to " + MOST_IN_ORDER
                                        + ", each once")));
            }
            ViewChoices before = ViewChoices.lock(tx, defined.id());
            ViewChoices after = new ViewChoices(wanted, before.chosen());
            List<SavedView> arranged = list(tx, defined, after);
            for (UUID id : wanted) {
                if (arranged.stream().noneMatch(view -> view.id().equals(id))) {
                    throw unknown(id);
                }
            }
            store(tx, defined, before, after);
            return arranged;
        });
    }

    private static void store(Tx tx, DefinedObject object, ViewChoices before, ViewChoices after) {
        if (!after.equals(before)) {
            after.store(tx, object.id());
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("what", "arranged");
            details.put("object", object.id().toString());
            details.put("before", before.document());
            details.put("after", after.document());
            new EventLog(tx).add(EventTypes.VIEW_CHANGED, details).write();
        }
    }

    @Override
    public SavedView choose(UUID view) {
        Objects.requireNonNull(view, "view");
        return transactions.write(tx -> {
            KeptView kept = load(tx, view);
            DefinedObject object = tx.access().view().get(kept.object());
            ViewChoices before = ViewChoices.lock(tx, object.id());
            store(tx, object, before, new ViewChoices(before.order(), view));
            return shown(tx, kept);
        });
    }

    @Override
    public Optional<SavedView> findChosen(String object) {
        Objects.requireNonNull(object, "object");
        return transactions.read(tx -> {
            DefinedObject defined = readable(tx, object);
            ViewChoices choices = ViewChoices.find(tx, defined.id());
            List<SavedView> running = list(tx, defined, choices).stream()
                    .filter(SavedView::isRunnable)
                    .toList();
            return running.stream()
                    .filter(view -> view.id().equals(choices.chosen()))
                    .findFirst()
                    .or(() -> running.stream().findFirst());
        });
    }

    @Override
    public ViewResult run(UUID view, ViewQuery query) {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(query, "query");
        return transactions.read(tx ->
                ViewRun.run(tx, ShownView.of(tx, load(tx, view)).requireRunnable(), query));
    }

    @Override
    public ViewResult preview(View view, ViewQuery query) {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> {
            DefinedObject object = readable(tx, view.object());
            ViewCheck.require(tx, object, view, "show the view '" + view.name() + "'");
            return ViewRun.run(tx, ShownView.of(tx, kept(tx, object, view)), query);
        });
    }
}
