package dev.crmkit.query;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Some items of a list, and where the next ones begin. Immutable.
 *
 * @param items in the order asked for, unmodifiable
 * @param nextCursor the cursor of the next page, or null on the last; opaque text
 * @param total how many items there are in all, or null if that was not asked
 * @param <T> the items
 */
public record Page<T>(
        List<T> items,
        @Nullable String nextCursor,
        @Nullable Count total) implements Iterable<T> {

    /** Copies the items. */
    public Page {
        items = List.copyOf(Objects.requireNonNull(items, "items"));
    }

    /** Whether there are more items. */
    public boolean hasNext() {
        return nextCursor != null;
    }

    /** How many items there are in all, if that was asked. */
    public Optional<Count> findTotal() {
        return Optional.ofNullable(total);
    }

    @Override
    public Iterator<T> iterator() {
        return items.iterator();
    }
}
