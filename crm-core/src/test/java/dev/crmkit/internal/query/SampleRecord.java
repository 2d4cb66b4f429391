package dev.crmkit.internal.query;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexedRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A record of index values, with the records it can refer to. */
final class SampleRecord implements IndexedRecord {
    final UUID id;
    final Map<Field, IndexValue> values = new HashMap<>();
    final Map<UUID, SampleRecord> targets = new HashMap<>();

    SampleRecord(UUID id) {
        this.id = id;
    }

    @Override
    public IndexValue value(Field field) {
        return values.get(field);
    }

    @Override
    public String searchText() {
        return "";
    }

    @Override
    public Set<String> itemKeys(String kind) {
        return Set.of();
    }

    @Override
    public IndexedRecord findTarget(UUID targetObject, UUID target) {
        return targets.get(target);
    }
}
