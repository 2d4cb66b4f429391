package dev.crmkit.merge;

import dev.crmkit.model.CrmRecord;
import java.util.Objects;
import java.util.UUID;

/**
 * What a merge did. Immutable.
 *
 * @param mergeId names the merge, to undo it
 * @param survivor the record that stayed
 * @param things what went over to it
 */
public record MergeResult(UUID mergeId, CrmRecord survivor, MergedThings things) {

    /** Checks for null. */
    public MergeResult {
        Objects.requireNonNull(mergeId, "mergeId");
        Objects.requireNonNull(survivor, "survivor");
        Objects.requireNonNull(things, "things");
    }
}
