package dev.crmkit.error;

import java.util.List;
import java.util.UUID;

/** A unique value is held by another live record; nothing was written. Immutable. */
public final class DuplicateValueException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final UUID holder;

    /**
     * Unique values that are taken.
     *
     * @param what the input, as in "create company"
     * @param violations one per value that is taken
     * @param holder the live record that holds the first of them
     */
    public DuplicateValueException(String what, List<Violation> violations, UUID holder) {
        super(what, violations);
        this.holder = holder;
    }

    /** The live record that holds the value. */
    public UUID holder() {
        return holder;
    }
}
