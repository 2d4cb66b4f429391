package dev.crmkit.internal.record;

import dev.crmkit.spi.storage.UniqueConflict;
import java.util.List;

/** Undoes a step of a call because unique values are held by others; never leaves the engine. Immutable. */
final class Conflicted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<UniqueConflict> conflicts;

    Conflicted(List<UniqueConflict> conflicts) {
        super("unique values are held by others", null, false, false);
        this.conflicts = List.copyOf(conflicts);
    }

    List<UniqueConflict> conflicts() {
        return conflicts;
    }
}
