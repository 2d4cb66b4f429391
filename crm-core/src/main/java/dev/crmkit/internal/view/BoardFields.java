package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage.KeyPlace;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What saved boards of an object ask for together: what tells the columns apart, then what is added up. Whoever knows it knows of a view nothing but that, and
 * not whose it is. Not instantiable.
 */
public final class BoardFields {
    /** So many views are in memory at once; each may be large. */
    private static final int PORTION = 100;

    /** So many portions of shared views are looked through, and of personal ones. */
    private static final int PORTIONS = 10;

    private BoardFields() {}

    /**
     * The fields of every saved board with a sum, each once: those of shared views first, then those of personal ones, the older first. Boards that do not run are
     * passed over.
     *
     * @param most no more than that
     */
    public static List<List<Field>> list(Tx tx, DefinedObject object, int most) {
        Set<List<Field>> boards = new LinkedHashSet<>();
        shared(tx, object, most, boards);
        if (boards.size() < most) {
            personal(tx, object).forEach(board -> add(boards, most, board.fields()));
        }
        return List.copyOf(boards);
    }

    private static void shared(Tx tx, DefinedObject object, int most, Set<List<Field>> boards) {
        Set<String> key = Set.of(KeptView.sharedKey(object.id()));
        walk(
                last -> tx.storage()
                        .items()
                        .list(new ItemQuery(
                                KeptView.KIND,
                                Set.of(),
                                key,
                                false,
                                last == null ? null : new ItemQuery.Place(last.at(), last.id()),
                                PORTION)),
                item -> {
                    find(tx, object, item).ifPresent(fields -> add(boards, most, fields));
                    return boards.size() < most;
                });
    }

    /** Of everybody; the storage has them by whose they are, and that order would be nobody's. */
    private static List<Board> personal(Tx tx, DefinedObject object) {
        String shared = KeptView.sharedKey(object.id());
        List<Board> found = new ArrayList<>();
        walk(
                last -> tx.storage()
                        .items()
                        .byKey(
                                KeptView.KIND,
                                KeptView.keys(object.id()),
                                last == null ? null : new KeyPlace(last.key(), last.at(), last.id()),
                                PORTION),
                item -> {
                    if (!item.key().equals(shared)) {
                        find(tx, object, item).ifPresent(fields -> found.add(new Board(item.at(), item.id(), fields)));
                    }
                    return true;
                });
        found.sort(Comparator.comparing(Board::at)
                .thenComparing(board -> board.id().toString()));
        return found;
    }

    private static void walk(
            Function<@Nullable StoredItem, List<StoredItem>> next, Function<StoredItem, Boolean> visit) {
        StoredItem last = null;
        for (int i = 0; i < PORTIONS; i++) {
            List<StoredItem> portion = next.apply(last);
            for (StoredItem item : portion) {
                if (!visit.apply(item)) {
                    return;
                }
                last = item;
            }
            if (portion.size() < PORTION) {
                return;
            }
        }
    }

    private static void add(Set<List<Field>> boards, int most, List<Field> fields) {
        if (boards.size() < most) {
            boards.add(fields);
        }
    }

    private static Optional<List<Field>> find(Tx tx, DefinedObject object, StoredItem item) {
        KeptView kept = KeptView.read(item);
        if (!addsUp(kept.view())) {
            return Optional.empty();
        }
        ShownView shown = ShownView.of(tx, kept);
        return shown.saved(kept).isRunnable() && shown.view().layout() instanceof KanbanLayout board
                ? find(tx.access().compiler(object), board.groupBy(), board.sum())
                : Optional.empty();
    }

    /**
     * The fields of a board.
     *
     * @param sum what is added up; null for nothing
     * @return empty if one index of both would be of no use
     */
    public static Optional<List<Field>> find(QueryCompiler compiler, String groupBy, @Nullable String sum) {
        Optional<GroupField> group = GroupField.find(compiler, groupBy, new ArrayList<>());
        QueryCompiler.Operand added = sum == null ? null : compiler.operand(sum, new ArrayList<>());
        if (group.isEmpty() || added == null || added.main().kind() != IndexKind.NUMBER) {
            return Optional.empty();
        }
        List<Field> fields = new ArrayList<>(List.of(group.get().operand().main(), added.main()));
        if (added.currency() != null) {
            fields.add(added.currency());
        }
        // A rating may tell columns apart and be added up; its own index has it all.
        return fields.get(0).equals(fields.get(1)) ? Optional.empty() : Optional.of(fields);
    }

    /** Whether other fields may be asked for once the one view is there instead of the other; null for none. */
    static boolean areOthers(@Nullable KeptView before, @Nullable KeptView after) {
        return !Asked.by(before).equals(Asked.by(after));
    }

    private static boolean addsUp(View view) {
        return view.layout() instanceof KanbanLayout board && board.sum() != null;
    }

    /**
     * What decides which fields a view asks for, and whether before others. Immutable.
     *
     * @param filter a view whose condition is lost asks for nothing
     */
    private record Asked(boolean shared, KanbanLayout layout, Filter filter) {

        /** Empty for a view that adds nothing up. */
        static Optional<Asked> by(@Nullable KeptView view) {
            return Optional.ofNullable(view)
                    .filter(kept -> addsUp(kept.view()))
                    .map(kept -> new Asked(
                            kept.shared(),
                            KanbanLayout.by(board(kept).groupBy())
                                    .sum(board(kept).sum()),
                            kept.view().filter()));
        }

        private static KanbanLayout board(KeptView kept) {
            return (KanbanLayout) kept.view().layout();
        }
    }

    /** A personal view, by when it was defined and its id, with the fields of its board. Immutable. */
    private record Board(Instant at, UUID id, List<Field> fields) {}
}
