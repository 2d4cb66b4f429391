package dev.crmkit.testkit.internal.memory;

import dev.crmkit.model.IndexState;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexFault;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.IndexWork;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says that there are no indexes: every question reads every record of the object. What it reads can still be checked. */
record MemoryIndexes(MemoryTransaction transaction) implements IndexStorage {

    @Override
    public List<StoredIndex> list(UUID objectId) {
        return transaction.read(() -> {
            List<StoredIndex> indexes = new ArrayList<>();
            Space.Definition definition = transaction.definitions.find(objectId);
            if (definition != null) {
                definition.layout().attributes().stream()
                        .filter(attribute -> !attribute.deleted())
                        .forEach(attribute -> attribute.components().stream()
                                .sorted((a, b) -> a.name().compareTo(b.name()))
                                .map(component -> new StoredIndex(
                                        new Field.Attribute(attribute.id(), component.name(), component.kind()),
                                        component.wish(),
                                        IndexState.UNSUPPORTED,
                                        null,
                                        null))
                                .forEach(indexes::add));
            }
            return indexes;
        });
    }

    @Override
    public boolean use(Collection<Field.Attribute> fields) {
        return transaction.write(() -> false);
    }

    @Override
    public IndexWork advance(Duration idle) {
        return transaction.write(() -> new IndexWork(Set.of(), transaction.schemaVersion(), null));
    }

    @Override
    public void rewritten(UUID objectId, long schemaVersion) {
        transaction.change(() -> {});
    }

    @Override
    public List<IndexFault> faults(UUID objectId, List<RecordWrite> expected) {
        return transaction.read(() -> {
            List<IndexFault> faults = new ArrayList<>();
            expected.forEach(write -> compare(write, faults));
            return faults;
        });
    }

    private void compare(RecordWrite write, List<IndexFault> faults) {
        UUID id = write.record().id();
        RecordRow row = transaction.recordRows.find(id);
        if (row == null) {
            return;
        }
        compare(
                id,
                Field.SystemField.DISPLAY_NAME,
                "name",
                write.record().displayName(),
                row.record().displayName(),
                faults);
        compare(id, null, "search", write.searchText(), row.searchText(), faults);
        Set<Field.Attribute> fields = new HashSet<>(row.index().keySet());
        fields.addAll(write.index().keySet());
        for (Field.Attribute field : fields) {
            // What attributes left behind that are gone stays until the record is written.
            if (isDefined(write.record().objectId(), field)) {
                compare(
                        id,
                        field,
                        "index",
                        write.index().get(field),
                        row.index().get(field),
                        faults);
            }
        }
    }

    private static void compare(
            UUID id,
            @Nullable Field field,
            String place,
            @Nullable Object expected,
            @Nullable Object found,
            List<IndexFault> faults) {
        if (!Objects.equals(expected, found)) {
            faults.add(new IndexFault(id, field, place, text(expected), text(found)));
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private boolean isDefined(UUID objectId, Field.Attribute field) {
        Space.Definition definition = transaction.definitions.find(objectId);
        return definition != null
                && definition.layout().attributes().stream()
                        .filter(attribute ->
                                !attribute.deleted() && attribute.id().equals(field.attributeId()))
                        .flatMap(attribute -> attribute.components().stream())
                        .anyMatch(component ->
                                component.name().equals(field.component()) && component.kind() == field.kind());
    }
}
