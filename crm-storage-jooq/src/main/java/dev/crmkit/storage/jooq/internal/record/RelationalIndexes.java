package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexFault;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.IndexWork;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredIndex;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.IndexStates;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import dev.crmkit.storage.jooq.internal.schema.SchemaLock;
import dev.crmkit.storage.jooq.internal.schema.SlotUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Upkeep of the columns that hold index values. Not thread-safe. */
public final class RelationalIndexes implements IndexStorage {
    private final Session session;
    private final SlotUpkeep upkeep;

    /**
     * The indexes of the session's workspace.
     *
     * @param lock the session's hold on its schema
     */
    public RelationalIndexes(Session session, SchemaLock lock) {
        this.session = session;
        this.upkeep = new SlotUpkeep(session, lock);
    }

    @Override
    public List<StoredIndex> list(UUID objectId) {
        ObjectMap object = session.map().objects().get(objectId);
        if (object == null) {
            return List.of();
        }
        IndexStates states = new IndexStates(session);
        Map<Field.Attribute, Instant> used = upkeep.lastUsed(object);
        List<StoredIndex> indexes = new ArrayList<>();
        object.attributes().forEach((id, attribute) -> {
            if (!attribute.deleted()) {
                new TreeMap<>(attribute.components()).forEach((name, component) -> {
                    Field.Attribute field = new Field.Attribute(id, name, component.kind());
                    indexes.add(new StoredIndex(
                            field,
                            component.wish(),
                            states.of(objectId, component),
                            place(component),
                            used.get(field)));
                });
            }
        });
        return indexes;
    }

    /** The options of all multi-selects stand in one place, whoever wants an index. */
    private static @Nullable String place(ComponentMap component) {
        return component.kind() == IndexKind.CHOICES ? "mv" : component.slot();
    }

    @Override
    public boolean use(Collection<Field.Attribute> fields) {
        return upkeep.use(fields);
    }

    @Override
    public IndexWork advance(Duration idle) {
        return upkeep.advance(idle);
    }

    @Override
    public void rewritten(UUID objectId, long schemaVersion) {
        upkeep.rewritten(objectId, schemaVersion);
    }

    @Override
    public List<IndexFault> faults(UUID objectId, List<RecordWrite> expected) {
        if (expected.isEmpty()) {
            return List.of();
        }
        ObjectMap object = Objects.requireNonNull(
                session.map().objects().get(objectId), () -> "The workspace has no object " + objectId);
        return new RowCheck(session, object).faults(expected);
    }
}
