package dev.crmkit.spi.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of records. Immutable.
 *
 * @param records in the order asked for
 * @param next the position of the last record if more follow, else null
 */
public record RecordPage(
        List<StoredRecord> records, @Nullable Position next) {
    /** Copies the records. */
    public RecordPage {
        records = List.copyOf(records);
    }
}
