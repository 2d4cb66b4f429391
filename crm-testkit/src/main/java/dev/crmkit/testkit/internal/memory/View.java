package dev.crmkit.testkit.internal.memory;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table as one transaction sees it: what is committed now, under its own changes. Guarded by the monitor. */
final class View<K, V> {
    private final Table<K, V> table;
    private TreeMap<K, Optional<V>> changes;

    View(Table<K, V> table) {
        this.table = table;
        changes = new TreeMap<>(table.rows().comparator());
    }

    @Nullable
    V find(K key) {
        Optional<V> changed = changes.get(key);
        return changed == null ? table.find(key) : changed.orElse(null);
    }

    void put(K key, V row) {
        changes.put(key, Optional.of(row));
    }

    /** Whether it was there. */
    boolean remove(K key) {
        boolean there = find(key) != null;
        if (there) {
            changes.put(key, Optional.empty());
        }
        return there;
    }

    /** The rows in the order of their keys; unmodifiable or a copy. */
    NavigableMap<K, V> rows() {
        return changes.isEmpty() ? table.rows() : overlay(table.rows(), changes);
    }

    /** The rows whose keys lie between the two, both included. */
    NavigableMap<K, V> rows(K low, K high) {
        NavigableMap<K, V> committed = table.rows().subMap(low, true, high, true);
        NavigableMap<K, Optional<V>> own = changes.subMap(low, true, high, true);
        return own.isEmpty() ? committed : overlay(committed, own);
    }

    private static <K, V> NavigableMap<K, V> overlay(NavigableMap<K, V> committed, NavigableMap<K, Optional<V>> own) {
        TreeMap<K, V> seen = new TreeMap<>(committed);
        own.forEach((key, row) -> row.ifPresentOrElse(present -> seen.put(key, present), () -> seen.remove(key)));
        return seen;
    }

    void commit() {
        table.apply(changes);
    }

    /** Remembers the changes of now; running it brings them back. */
    Runnable savepoint() {
        TreeMap<K, Optional<V>> saved = new TreeMap<>(changes);
        return () -> changes = saved;
    }
}
