package dev.crmkit.internal.record;

import dev.crmkit.spi.storage.UniqueConflict;
import java.util.List;

/** Undoes a step of a call because unique values are held by others; never leaves the engine. Immutable. */
final class Conflicted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<UniqueConflict> conflicts;
    private final transient RecordWriter.Duplicates duplicates;

    Conflicted(List<UniqueConflict> conflicts, RecordWriter.Duplicates duplicates) {
        super("unique values are held by others", null, false, false);
        this.conflicts = List.copyOf(conflicts);
        this.duplicates = duplicates;
    }

    List<UniqueConflict> conflicts() {
        return conflicts;
    }

    /** What is said of them. */
    RecordWriter.Duplicates duplicates() {
        return duplicates;
    }
}
