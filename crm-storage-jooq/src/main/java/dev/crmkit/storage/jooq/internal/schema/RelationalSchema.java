package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.ObjectLayout.AttributeLayout;
import dev.crmkit.spi.storage.SchemaStorage;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Definitions of a workspace in tables. Not thread-safe. */
public final class RelationalSchema implements SchemaStorage {
    private final Session session;
    private final SchemaLock lock;

    /**
     * The definitions of the session's workspace.
     *
     * @param lock the session's hold on its schema
     */
    public RelationalSchema(Session session, SchemaLock lock) {
        this.session = session;
        this.lock = lock;
    }

    @Override
    public Map<UUID, String> definitions() {
        Map<UUID, String> definitions = new LinkedHashMap<>();
        for (Record row : session.sql()
                .fetch(
                        "select id, definition from crm_object where workspace_id = ? order by number",
                        session.workspaceNumber())) {
            definitions.put(Cells.id(row, "id"), Cells.text(row, "definition"));
        }
        return definitions;
    }

    @Override
    public String settings() {
        Record row =
                session.sql().fetchOne("select settings from crm_workspace where id = ?", session.workspaceNumber());
        return row == null ? "" : Cells.text(row, "settings");
    }

    @Override
    public long lock() {
        return lock.lock();
    }

    @Override
    public void put(ObjectLayout layout, String definition) {
        lock.raiseVersion();
        ObjectMap before = session.map().objects().get(layout.id());
        SlotAllocator slots = putObject(layout, definition, before);
        LayoutWriter writer = new LayoutWriter(session, layout.id(), slots);
        for (int place = 0; place < layout.attributes().size(); place++) {
            AttributeLayout attribute = layout.attributes().get(place);
            writer.attribute(before == null ? null : before.attributes().get(attribute.id()), attribute, place);
        }
        writer.write();
        lock.changed();
    }

    private SlotAllocator putObject(ObjectLayout layout, String definition, @Nullable ObjectMap before) {
        int workspace = session.workspaceNumber();
        if (before == null) {
            session.sql()
                    .execute(
                            "insert into crm_object (workspace_id, id, bucket, deleted, definition) values (?, ?, ?, ?, ?)",
                            workspace,
                            layout.id(),
                            session.dialect() == Dialect.POSTGRES ? ObjectMap.sharedBucket(workspace) : 0,
                            layout.deleted(),
                            definition);
            return new SlotAllocator(List.of());
        }
        session.sql()
                .execute(
                        "update crm_object set deleted = ?, definition = ? where workspace_id = ? and id = ?",
                        layout.deleted(),
                        definition,
                        workspace,
                        layout.id());
        return new SlotAllocator(session.sql()
                .fetch("select slot from crm_slot where workspace_id = ? and object_id = ?", workspace, layout.id())
                .getValues(0, String.class));
    }

    @Override
    public void putSettings(String settings) {
        lock.raiseVersion();
        session.sql()
                .execute("update crm_workspace set settings = ? where id = ?", settings, session.workspaceNumber());
    }

    @Override
    public Map<UUID, Boolean> indexed(UUID objectId) {
        Map<UUID, Boolean> indexed = new LinkedHashMap<>();
        ObjectMap object = session.map().objects().get(objectId);
        if (object != null) {
            object.attributes().forEach((id, attribute) -> {
                if (!attribute.deleted()) {
                    indexed.put(id, hasIndex(attribute));
                }
            });
        }
        return indexed;
    }

    /** The main component decides where there is one. */
    private boolean hasIndex(ObjectMap.AttributeMap attribute) {
        ObjectMap.ComponentMap main = attribute.components().get("");
        return main != null
                ? IndexStates.isReady(main, session.dialect())
                : attribute.components().values().stream()
                        .anyMatch(component -> IndexStates.isReady(component, session.dialect()));
    }
}
