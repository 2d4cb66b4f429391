package dev.crmkit.internal.report;

import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.RecordRefs;
import dev.crmkit.model.RecordRef;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.TextFolding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a report while its answers come in, and in the end its lines. Not thread-safe.
 *
 * @param <C> what is known of a group
 */
final class ReportTable<C> {
    private final ReportScope scope;
    private final Supplier<C> empty;
    private final TreeMap<List<@Nullable IndexValue>, C> cells;

    ReportTable(ReportScope scope, Supplier<C> empty) {
        this.scope = scope;
        this.empty = empty;
        this.cells = new TreeMap<>(scope.groups().order());
    }

    /** What is known of the group with these keys, which are the last ones of the list. */
    C at(List<@Nullable IndexValue> keys) {
        int size = scope.groups().size();
        return cells.computeIfAbsent(keys.subList(keys.size() - size, keys.size()), group -> empty.get());
    }

    /** Without keys there is one group, also of nothing. */
    ReportTable<C> withTheOnly() {
        if (scope.groups().size() == 0) {
            at(List.of());
        }
        return this;
    }

    @FunctionalInterface
    interface Lines<C, L> {
        /** Adds the lines of one group. */
        void add(List<@Nullable Object> keys, C cell, List<L> lines);
    }

    /** The lines of all groups in order; the names of records are read in one statement. */
    <L> List<L> lines(Lines<C, L> form) {
        Map<UUID, RecordRef> names = names();
        List<L> lines = new ArrayList<>();
        cells.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(scope.groups().order(byName(names))))
                .forEach(entry -> form.add(shown(entry.getKey(), names), entry.getValue(), lines));
        return lines;
    }

    private Map<UUID, RecordRef> names() {
        Set<UUID> ids = new HashSet<>();
        cells.keySet()
                .forEach(keys -> keys.forEach(key -> {
                    if (key instanceof IndexValue.References references) {
                        ids.add(references.ids().get(0));
                    }
                }));
        Map<UUID, RecordRef> names = new HashMap<>();
        Aliases.labels(scope.tx(), ids).forEach((id, label) -> names.put(id, RecordRefs.of(scope.tx(), label)));
        return names;
    }

    private static Comparator<UUID> byName(Map<UUID, RecordRef> names) {
        Comparator<RecordRef> byName = Comparator.comparing(
                        (RecordRef ref) -> TextFolding.fold(ref.displayName()), TextFolding::compareCodePoints)
                .thenComparing(RecordRef::displayName, TextFolding::compareCodePoints);
        return Comparator.<UUID, @Nullable RecordRef>comparing(names::get, Comparator.nullsLast(byName))
                .thenComparing(IndexOrder::compareIds);
    }

    private List<@Nullable Object> shown(List<@Nullable IndexValue> keys, Map<UUID, RecordRef> names) {
        List<@Nullable Object> shown = new ArrayList<>();
        for (Object key : scope.groups().shown(keys)) {
            RecordRef named = key instanceof UUID id ? names.get(id) : null;
            shown.add(named == null ? key : named);
        }
        return shown;
    }
}
