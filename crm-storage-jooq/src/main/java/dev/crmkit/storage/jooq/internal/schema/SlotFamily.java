package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The slots of one type of column. */
enum SlotFamily {
    /** Numbers of options, and small whole numbers. */
    OPTIONS('k', 1, 8),
    /** Ids of records. */
    REFERENCES('r', 1, 4),
    /** Numbers. */
    NUMBERS('n', 1, 8),
    /** Moments. */
    MOMENTS('d', 1, 6),
    /** Texts and tokens; t1 is the display name's. */
    TEXTS('t', 2, 10);

    private final char letter;
    private final List<String> slots;

    SlotFamily(char letter, int first, int last) {
        this.letter = letter;
        this.slots = IntStream.rangeClosed(first, last)
                .mapToObj(i -> letter + Integer.toString(i))
                .toList();
    }

    /** The slots that hold values of that kind; null if none do. */
    static @Nullable SlotFamily of(IndexKind kind, boolean single) {
        return switch (kind) {
            case CHOICE, CODE -> OPTIONS;
            case REFERENCES -> single ? REFERENCES : null;
            case NUMBER -> NUMBERS;
            case MOMENT -> MOMENTS;
            case TEXT, TOKEN -> TEXTS;
            case CHOICES, LONG_TEXT, TOKENS, PRESENCE -> null;
        };
    }

    /** The first of its slots that is not taken. */
    Optional<String> free(Set<String> taken) {
        return slots.stream().filter(slot -> !taken.contains(slot)).findFirst();
    }

    /** Whether the slot is one of its own. */
    boolean has(String slot) {
        return slot.charAt(0) == letter;
    }
}
