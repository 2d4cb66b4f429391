package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Session;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a workspace's objects that are not deleted, and who might have one. Immutable.
 *
 * @param slots every slot that is taken
 * @param components every component, in the order of the attributes
 */
record SlotRows(List<Slot> slots, List<Component> components) {
    /** Copies the lists. */
    SlotRows {
        slots = List.copyOf(slots);
        components = List.copyOf(components);
    }

    /**
     * A slot that is taken. Immutable.
     *
     * @param since when it came into its state
     * @param version the schema version from which on it is in that state
     */
    record Slot(UUID object, String slot, SlotState state, Instant since, long version) {}

    /**
     * A component. Immutable.
     *
     * @param slot the slot that it has, or null
     * @param lastUsed when questions named it last, or null if never
     */
    record Component(
            UUID object,
            UUID attribute,
            String name,
            IndexKind kind,
            boolean single,
            IndexWish wish,
            @Nullable String slot,
            @Nullable Instant lastUsed) {}

    static SlotRows load(Session session) {
        int workspace = session.workspaceNumber();
        List<Slot> slots = session.sql()
                .fetch(
                        "select s.object_id, s.slot, s.state, s.since, s.version from crm_slot s join crm_object o"
                                + " on o.workspace_id = s.workspace_id and o.id = s.object_id"
                                + " where s.workspace_id = ? and not o.deleted order by s.object_id, s.slot",
                        workspace)
                .map(row -> new Slot(
                        Cells.id(row, "object_id"),
                        Cells.text(row, "slot"),
                        SlotState.valueOf(Cells.text(row, "state")),
                        Cells.moment(row, "since"),
                        Cells.number(row, "version")));
        List<Component> components = session.sql()
                .fetch(
                        "select a.object_id, a.id, c.name, c.kind, c.single, c.wish, c.slot, c.used_at"
                                + " from crm_component c join crm_attribute a"
                                + " on a.workspace_id = c.workspace_id and a.id = c.attribute_id join crm_object o"
                                + " on o.workspace_id = a.workspace_id and o.id = a.object_id"
                                + " where c.workspace_id = ? and not o.deleted"
                                + " order by a.object_id, a.place, a.number, c.name",
                        workspace)
                .map(SlotRows::component);
        return new SlotRows(slots, components);
    }

    private static Component component(Record row) {
        OffsetDateTime used = Cells.find(row, "used_at", OffsetDateTime.class);
        return new Component(
                Cells.id(row, "object_id"),
                Cells.id(row, "id"),
                Cells.text(row, "name"),
                IndexKind.valueOf(Cells.text(row, "kind")),
                Cells.flag(row, "single"),
                IndexWish.valueOf(Cells.text(row, "wish")),
                Cells.find(row, "slot", String.class),
                used == null ? null : used.toInstant());
    }
}
