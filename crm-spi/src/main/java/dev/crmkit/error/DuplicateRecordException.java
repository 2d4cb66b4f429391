package dev.crmkit.error;

import java.util.List;
import java.util.UUID;

/** A record would be a duplicate of another live one, by a rule that refuses duplicates; nothing was written. Immutable. */
public final class DuplicateRecordException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    private final transient List<UUID> matches;

    /**
     * Records that would be duplicates.
     *
     * @param what the input, as in "create person"
     * @param violations one for each record and rule
     * @param matches the live records that match, as far as the actor may see them
     */
    public DuplicateRecordException(String what, List<Violation> violations, List<UUID> matches) {
        super(ErrorCode.RECORD_DUPLICATE, what, violations);
        this.matches = List.copyOf(matches);
    }

    /** The live records that match, without repetition, in no order; those that the actor may not see are left out. Unmodifiable. */
    public List<UUID> matches() {
        return matches == null ? List.of() : matches;
    }
}
