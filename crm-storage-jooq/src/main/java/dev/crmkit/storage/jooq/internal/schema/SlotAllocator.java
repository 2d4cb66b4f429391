package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexKind;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives out the slots of one object: the columns that hold index values. A slot that is taken is given to nobody else, because records may hold values of
 * whoever has it or had it before; the multi-select column is shared by all. Not thread-safe.
 */
public final class SlotAllocator {
    /** The column of all multi-select options of a record. */
    public static final String SHARED_CHOICES = "mv";

    private final SortedSet<String> taken;

    /** An allocator for an object whose slots that are taken are these. */
    public SlotAllocator(Collection<String> taken) {
        this.taken = new TreeSet<>(taken);
    }

    /** Whether a component's values stay where they are. A slot for references holds one; where there may be several, none fits but none. */
    static boolean keeps(ObjectMap.ComponentMap before, IndexKind kind, boolean single) {
        return before.kind() == kind && (kind != IndexKind.REFERENCES || single || before.slot() == null);
    }

    /** Takes a slot for values of that kind; null if none is free or none holds such values. */
    public @Nullable String take(IndexKind kind, boolean single) {
        if (kind == IndexKind.CHOICES) {
            return SHARED_CHOICES;
        }
        SlotFamily family = SlotFamily.of(kind, single);
        String slot = family == null ? null : family.free(taken).orElse(null);
        if (slot != null) {
            taken.add(slot);
        }
        return slot;
    }

    /** Every slot that is taken, sorted; unmodifiable. */
    public SortedSet<String> taken() {
        return Collections.unmodifiableSortedSet(taken);
    }
}
