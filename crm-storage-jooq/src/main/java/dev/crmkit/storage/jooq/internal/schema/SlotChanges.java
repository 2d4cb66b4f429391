package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Session;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gathers what becomes of slots and writes it in one batch per kind of change. Not thread-safe. */
final class SlotChanges {
    private final Session session;
    private final List<@Nullable Object[]> removed = new ArrayList<>();
    private final List<@Nullable Object[]> given = new ArrayList<>();
    private final List<@Nullable Object[]> moved = new ArrayList<>();
    private final List<@Nullable Object[]> held = new ArrayList<>();

    SlotChanges(Session session) {
        this.session = session;
    }

    /** Somebody has the slot from now on; the shared column is everybody's. */
    void give(UUID object, @Nullable String slot, SlotState state) {
        if (slot != null && !slot.equals(SlotAllocator.SHARED_CHOICES)) {
            given.add(new Object[] {session.workspaceNumber(), object, slot, state.name(), now(), version()});
        }
    }

    /** The slot is in this state from now on. */
    void move(UUID object, String slot, SlotState state) {
        moved.add(new Object[] {state.name(), now(), version(), session.workspaceNumber(), object, slot});
    }

    /** The slot is nobody's, and empty in every record. */
    void remove(UUID object, String slot) {
        removed.add(new Object[] {session.workspaceNumber(), object, slot});
    }

    /** A component keeps its values there from now on. */
    void hold(UUID attribute, String component, @Nullable String slot) {
        held.add(new Object[] {slot, session.workspaceNumber(), attribute, component});
    }

    private Object now() {
        return session.now().atOffset(ZoneOffset.UTC);
    }

    /** The version that the change leads to: it is raised already. */
    private long version() {
        return session.map().schemaVersion();
    }

    void write() {
        batch("delete from crm_slot where workspace_id = ? and object_id = ? and slot = ?", removed);
        batch(
                "insert into crm_slot (workspace_id, object_id, slot, state, since, version) values (?, ?, ?, ?, "
                        + Cells.MOMENT + ", ?)",
                given);
        batch(
                "update crm_slot set state = ?, since = " + Cells.MOMENT
                        + ", version = ? where workspace_id = ? and object_id = ? and slot = ?",
                moved);
        batch("update crm_component set slot = ? where workspace_id = ? and attribute_id = ? and name = ?", held);
    }

    private void batch(String statement, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            session.sql().batch(statement, rows.toArray(new Object[0][])).execute();
        }
    }
}
