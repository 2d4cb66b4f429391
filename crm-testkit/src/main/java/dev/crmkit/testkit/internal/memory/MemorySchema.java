package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.SchemaStorage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Definitions as one transaction sees them. */
record MemorySchema(MemoryTransaction transaction) implements SchemaStorage {

    @Override
    public Map<UUID, String> definitions() {
        return transaction.read(() -> {
            Map<UUID, String> documents = new LinkedHashMap<>();
            transaction.definitions.rows().forEach((id, definition) -> documents.put(id, definition.document()));
            return documents;
        });
    }

    @Override
    public String settings() {
        return transaction.read(() -> {
            String settings = transaction.settings.find(Space.SETTINGS);
            return settings == null ? "" : settings;
        });
    }

    @Override
    public long lock() {
        return transaction.write(() -> {
            transaction.lock(Locks.Kind.SCHEMA, "");
            return transaction.schemaVersion();
        });
    }

    @Override
    public void put(ObjectLayout layout, String definition) {
        transaction.change(() -> {
            raiseVersion();
            transaction.definitions.put(layout.id(), new Space.Definition(layout, definition));
        });
    }

    @Override
    public void putSettings(String settings) {
        transaction.change(() -> {
            raiseVersion();
            transaction.settings.put(Space.SETTINGS, settings);
        });
    }

    /** What writers of a workspace share, and a change of its schema has alone. */
    static Locks.Key lockOf(String workspace) {
        return new Locks.Key(Locks.Kind.SCHEMA, workspace, "");
    }

    private void raiseVersion() {
        transaction.lock(Locks.Kind.SCHEMA, "");
        transaction.versions.put(Space.SCHEMA_VERSION, transaction.schemaVersion() + 1);
    }

    /** No attribute has an index here: every question reads every record of the object. */
    @Override
    public Map<UUID, Boolean> indexed(UUID objectId) {
        return transaction.read(() -> {
            Map<UUID, Boolean> indexed = new LinkedHashMap<>();
            Space.Definition definition = transaction.definitions.find(objectId);
            if (definition != null) {
                definition.layout().attributes().stream()
                        .filter(attribute -> !attribute.deleted())
                        .forEach(attribute -> indexed.put(attribute.id(), false));
            }
            return indexed;
        });
    }
}
