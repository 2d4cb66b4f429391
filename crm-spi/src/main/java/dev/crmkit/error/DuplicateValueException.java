package dev.crmkit.error;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A unique value is held by another live record; nothing was written. Immutable. */
public final class DuplicateValueException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final @Nullable UUID holder;

    /**
     * Unique values that are taken.
     *
     * @param what the input, as in "create company"
     * @param violations one per value that is taken
     * @param holder the live record that holds the first of them; null if the actor may not see it
     */
    public DuplicateValueException(String what, List<Violation> violations, @Nullable UUID holder) {
        super(what, violations);
        this.holder = holder;
    }

    /** The live record that holds the value; empty if the actor may not see it. */
    public Optional<UUID> findHolder() {
        return Optional.ofNullable(holder);
    }
}
