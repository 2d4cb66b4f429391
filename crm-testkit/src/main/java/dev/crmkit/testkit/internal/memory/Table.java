package dev.crmkit.testkit.internal.memory;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The committed rows of one kind in one workspace, by key. Guarded by the {@link Locks#call monitor}. */
final class Table<K, V> {
    private final NavigableMap<K, V> rows;
    private final Listener<V> listener;

    Table(Comparator<? super K> order) {
        this(order, (before, after) -> {});
    }

    Table(Comparator<? super K> order, Listener<V> listener) {
        rows = new TreeMap<>(order);
        this.listener = listener;
    }

    /** The rows, unmodifiable, a live view. */
    NavigableMap<K, V> rows() {
        return Collections.unmodifiableNavigableMap(rows);
    }

    @Nullable
    V find(K key) {
        return rows.get(key);
    }

    void put(K key, V row) {
        listener.changed(rows.put(key, row), row);
    }

    void remove(K key) {
        listener.changed(rows.remove(key), null);
    }

    void apply(Map<K, Optional<V>> changes) {
        changes.forEach((key, row) -> row.ifPresentOrElse(present -> put(key, present), () -> remove(key)));
    }

    /** Hears of every committed change of a row; null stands for no row. */
    @FunctionalInterface
    interface Listener<V> {
        void changed(@Nullable V before, @Nullable V after);
    }
}
