package dev.crmkit.spi.storage;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What {@link PredicateEvaluator} must be able to ask of a record. */
public interface IndexedRecord {

    /** The value of the field, or null if it is empty. */
    @Nullable
    IndexValue value(Field field);

    /** The folded search text; empty if there is none. */
    String searchText();

    /** The keys of the items of that kind that belong to the record. */
    Set<String> itemKeys(String kind);

    /** The live record of that object and id in the same workspace, or null. */
    @Nullable
    IndexedRecord findTarget(UUID targetObject, UUID id);
}
