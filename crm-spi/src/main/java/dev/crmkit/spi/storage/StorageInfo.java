package dev.crmkit.spi.storage;

import java.util.List;
import java.util.Map;

/**
 * What a storage says of itself once it is open. Immutable.
 *
 * @param product the database and its version, as in "PostgreSQL 18.6"
 * @param layoutVersion the version of the layout after migration
 * @param facts what an operator wants to know, as in {@code rowLevelSecurity -> enforced}; unmodifiable
 * @param warnings what an operator should mend; unmodifiable
 */
public record StorageInfo(String product, int layoutVersion, Map<String, String> facts, List<String> warnings) {
    /** Copies the collections. */
    public StorageInfo {
        facts = Map.copyOf(facts);
        warnings = List.copyOf(warnings);
    }
}
