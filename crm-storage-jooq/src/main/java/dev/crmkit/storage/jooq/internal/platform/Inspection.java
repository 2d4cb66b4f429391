package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.spi.storage.StorageCapability;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was found out about a database. Immutable.
 *
 * @param product the database and its version
 * @param role the role that transactions must take on; empty if none
 * @param capabilities what this database can do
 * @param facts what an operator wants to know
 * @param warnings what an operator should mend
 */
public record Inspection(
        String product,
        String role,
        Set<StorageCapability> capabilities,
        Map<String, String> facts,
        List<String> warnings) {
    /** Copies the collections. */
    public Inspection {
        capabilities = Set.copyOf(capabilities);
        facts = Map.copyOf(facts);
        warnings = List.copyOf(warnings);
    }

    /** The same with one more power. */
    public Inspection with(StorageCapability capability) {
        Set<StorageCapability> all = EnumSet.of(capability);
        all.addAll(capabilities);
        return new Inspection(product, role, all, facts, warnings);
    }
}
