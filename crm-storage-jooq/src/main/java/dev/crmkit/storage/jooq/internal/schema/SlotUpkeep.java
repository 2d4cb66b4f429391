package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.IndexWork;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.SlotRows.Slot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lets the slots of a workspace come and go. Not thread-safe. */
public final class SlotUpkeep {
    private final Session session;
    private final SchemaLock lock;

    /**
     * The slots of the session's workspace.
     *
     * @param lock the session's hold on its schema
     */
    public SlotUpkeep(Session session, SchemaLock lock) {
        this.session = session;
        this.lock = lock;
    }

    /** Notes that questions named these fields, now; whether one of them might get a slot. */
    public boolean use(Collection<Field.Attribute> fields) {
        session.requireWritable();
        Map<UUID, ObjectMap.AttributeMap> attributes = new HashMap<>();
        session.map().objects().values().forEach(object -> attributes.putAll(object.attributes()));
        List<@Nullable Object[]> rows = new ArrayList<>();
        boolean wanting = false;
        // In one order, so that two callers never wait for each other.
        for (Field.Attribute field : fields.stream()
                .distinct()
                .sorted(Comparator.comparing(
                                (Field.Attribute f) -> f.attributeId().toString())
                        .thenComparing(Field.Attribute::component))
                .toList()) {
            ObjectMap.AttributeMap attribute = attributes.get(field.attributeId());
            ObjectMap.ComponentMap component =
                    attribute == null ? null : attribute.components().get(field.component());
            if (component != null) {
                rows.add(new Object[] {
                    session.now().atOffset(ZoneOffset.UTC),
                    session.workspaceNumber(),
                    field.attributeId(),
                    field.component()
                });
                wanting |= component.slot() == null
                        && component.wish() != IndexWish.NEVER
                        && SlotFamily.of(component.kind(), component.single()) != null;
            }
        }
        if (!rows.isEmpty()) {
            session.sql()
                    .batch(
                            "update crm_component set used_at = " + Cells.MOMENT
                                    + " where workspace_id = ? and attribute_id = ? and name = ?",
                            rows.toArray(new Object[0][]))
                    .execute();
        }
        return wanting;
    }

    /** Takes every step that is due. */
    public IndexWork advance(Duration idle) {
        session.requireWritable();
        SlotRows rows = SlotRows.load(session);
        if (!SlotPlan.of(rows, session.now(), idle).isEmpty()) {
            lock.raiseVersion();
            rows = SlotRows.load(session);
            write(SlotPlan.of(rows, session.now(), idle));
            lock.changed();
            rows = SlotRows.load(session);
        }
        Set<UUID> rewrite = rows.slots().stream()
                .filter(slot -> slot.state().needsRewriting())
                .map(Slot::object)
                .collect(Collectors.toSet());
        return new IndexWork(rewrite, session.map().schemaVersion(), SlotPlan.untilNext(rows.slots(), session.now()));
    }

    private void write(SlotPlan plan) {
        SlotChanges changes = new SlotChanges(session);
        plan.moves().forEach((slot, state) -> changes.move(slot.object(), slot.slot(), state));
        plan.gifts().forEach((component, slot) -> {
            changes.give(component.object(), slot, SlotState.FILLING);
            changes.hold(component.attribute(), component.name(), slot);
        });
        changes.write();
    }

    /** Every record of the object was written by that version of the schema, or by a later one. */
    public void rewritten(UUID object, long version) {
        session.requireWritable();
        if (rewritten(SlotRows.load(session), object, version).isEmpty()) {
            return;
        }
        lock.raiseVersion();
        SlotRows rows = SlotRows.load(session);
        SlotChanges changes = new SlotChanges(session);
        for (Slot slot : rewritten(rows, object, version)) {
            switch (slot.state()) {
                case FILLING -> changes.move(object, slot.slot(), SlotState.SETTLING);
                case CLOSING -> changes.move(object, slot.slot(), SlotState.CLOSED);
                default -> {
                    changes.remove(object, slot.slot());
                    rows.components().stream()
                            .filter(c ->
                                    c.object().equals(object) && slot.slot().equals(c.slot()))
                            .forEach(c -> changes.hold(c.attribute(), c.name(), null));
                }
            }
        }
        changes.write();
        lock.changed();
    }

    private static List<Slot> rewritten(SlotRows rows, UUID object, long version) {
        return rows.slots().stream()
                .filter(slot ->
                        slot.object().equals(object) && slot.state().needsRewriting() && slot.version() <= version)
                .toList();
    }

    /** When questions named each component of the object last, by attribute and name; those that none named are left out. */
    public Map<Field.Attribute, Instant> lastUsed(ObjectMap object) {
        Map<Field.Attribute, Instant> used = new HashMap<>();
        session.sql()
                .fetch(
                        "select c.attribute_id, c.name, c.used_at from crm_component c join crm_attribute a"
                                + " on a.workspace_id = c.workspace_id and a.id = c.attribute_id"
                                + " where a.workspace_id = ? and a.object_id = ? and c.used_at is not null",
                        session.workspaceNumber(),
                        object.id())
                .forEach(row -> {
                    UUID attribute = Cells.id(row, "attribute_id");
                    String name = Cells.text(row, "name");
                    ObjectMap.AttributeMap known = object.attributes().get(attribute);
                    ObjectMap.ComponentMap component =
                            known == null ? null : known.components().get(name);
                    if (component != null) {
                        used.put(new Field.Attribute(attribute, name, component.kind()), Cells.moment(row, "used_at"));
                    }
                });
        return used;
    }
}
