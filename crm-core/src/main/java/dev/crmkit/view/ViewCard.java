package dev.crmkit.view;

import dev.crmkit.model.CrmRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A card. Immutable.
 *
 * @param record the record
 * @param cover its picture, or null
 */
public record ViewCard(CrmRecord record, @Nullable ViewCover cover) {

    /** Checks for null. */
    public ViewCard {
        Objects.requireNonNull(record, "record");
    }
}
