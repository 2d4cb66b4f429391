package dev.crmkit.spi.storage;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One record to write, with all its projections. Immutable.
 *
 * @param record the state after the write
 * @param isNew whether the record is inserted; else it exists and was locked in this transaction
 * @param index every index value that is not empty, by field; the whole set, also on an update
 * @param searchText the folded text that search looks in; may be empty
 * @param takenKeys unique keys that the record takes now
 * @param releasedKeys unique keys that the record held and gives up
 */
public record RecordWrite(
        StoredRecord record,
        boolean isNew,
        Map<Field.Attribute, IndexValue> index,
        String searchText,
        List<UniqueKey> takenKeys,
        List<UniqueKey> releasedKeys) {

    /** Copies the collections. */
    public RecordWrite {
        Objects.requireNonNull(record, "record");
        index = Map.copyOf(index);
        Objects.requireNonNull(searchText, "searchText");
        takenKeys = List.copyOf(takenKeys);
        releasedKeys = List.copyOf(releasedKeys);
    }
}
