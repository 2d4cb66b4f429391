package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexKind;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the slots of one object: the columns that hold index values. A slot is given out once, because records may hold values of
 * whoever had it before; the multi-select column is shared by all. Not thread-safe.
 */
public final class SlotAllocator {
    /** The column of all multi-select options of a record. */
    public static final String SHARED_CHOICES = "mv";

    private final SortedSet<String> used;

    /** An allocator for an object whose slots so far are these. */
    public SlotAllocator(Collection<String> used) {
        this.used = new TreeSet<>(used);
    }

    /**
     * The slot of a component that is defined now: the one it has while its form stays, a free one if it is new or another and wants an
     * index, else none.
     *
     * @param before the component as it was, or null if it is new
     */
    public @Nullable String slotFor(
            ObjectMap.@Nullable ComponentMap before, IndexKind kind, boolean single, boolean indexed) {
        if (before != null && before.kind() == kind && fits(before.slot(), kind, single)) {
            return before.slot();
        }
        return indexed ? take(kind, single) : null;
    }

    /** Every slot that was ever given out, sorted; unmodifiable. */
    public SortedSet<String> used() {
        return Collections.unmodifiableSortedSet(used);
    }

    /** A slot for references holds one; where there may be several, none fits but none. */
    private static boolean fits(@Nullable String slot, IndexKind kind, boolean single) {
        return kind != IndexKind.REFERENCES || single || slot == null;
    }

    private @Nullable String take(IndexKind kind, boolean single) {
        return switch (kind) {
            case CHOICE, CODE -> free('k', 1, 8);
            case REFERENCES -> single ? free('r', 1, 4) : null;
            case NUMBER -> free('n', 1, 8);
            case MOMENT -> free('d', 1, 6);
            // t1 is the display name's.
            case TEXT, TOKEN -> free('t', 2, 10);
            case CHOICES -> SHARED_CHOICES;
            case LONG_TEXT, TOKENS, PRESENCE -> null;
        };
    }

    private @Nullable String free(char family, int first, int last) {
        for (int i = first; i <= last; i++) {
            if (used.add(family + Integer.toString(i))) {
                return family + Integer.toString(i);
            }
        }
        return null;
    }
}
