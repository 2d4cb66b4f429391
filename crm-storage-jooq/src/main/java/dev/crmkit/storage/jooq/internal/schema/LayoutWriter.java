package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.ObjectLayout.AttributeLayout;
import dev.crmkit.spi.storage.ObjectLayout.ComponentLayout;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gathers what changed in the attributes of one object and writes it in one batch per kind of change. Not thread-safe. */
final class LayoutWriter {
    private final Session session;
    private final int workspace;
    private final UUID object;
    private final SlotAllocator slots;
    private final SlotChanges slotChanges;

    private final List<@Nullable Object[]> newAttributes = new ArrayList<>();
    private final List<@Nullable Object[]> attributes = new ArrayList<>();
    private final List<@Nullable Object[]> goneComponents = new ArrayList<>();
    private final List<@Nullable Object[]> newComponents = new ArrayList<>();
    private final List<@Nullable Object[]> changedComponents = new ArrayList<>();
    private final List<@Nullable Object[]> newOptions = new ArrayList<>();
    private final List<@Nullable Object[]> options = new ArrayList<>();

    /** What changes in an object whose free slots that allocator gives out. */
    LayoutWriter(Session session, UUID object, SlotAllocator slots) {
        this.session = session;
        this.workspace = session.workspaceNumber();
        this.object = object;
        this.slots = slots;
        this.slotChanges = new SlotChanges(session);
    }

    void attribute(@Nullable AttributeMap before, AttributeLayout now, int place) {
        if (before == null) {
            newAttributes.add(new Object[] {workspace, now.id(), object, place, now.deleted()});
        } else {
            attributes.add(new Object[] {place, now.deleted(), workspace, now.id()});
        }
        components(before == null ? Map.of() : before.components(), now);
        options(before == null ? List.of() : before.options(), now);
    }

    private void components(Map<String, ComponentMap> before, AttributeLayout now) {
        Map<String, ComponentMap> gone = new HashMap<>(before);
        for (ComponentLayout component : now.components()) {
            ComponentMap old = gone.remove(component.name());
            IndexWish wish = now.deleted() ? IndexWish.NEVER : component.wish();
            if (old == null) {
                newComponents.add(new Object[] {
                    workspace,
                    now.id(),
                    component.name(),
                    component.kind().name(),
                    component.single(),
                    wish.name(),
                    newSlot(component, wish)
                });
            } else {
                changed(now, old, component, wish);
            }
        }
        gone.values().forEach(component -> {
            close(component);
            goneComponents.add(new Object[] {workspace, now.id(), component.name()});
        });
    }

    /** No record has a value of it yet, so the slot is ready at once. */
    private @Nullable String newSlot(ComponentLayout component, IndexWish wish) {
        String slot = wish == IndexWish.NEVER ? null : slots.take(component.kind(), component.single());
        slotChanges.give(object, slot, SlotState.READY);
        return slot;
    }

    private void changed(AttributeLayout now, ComponentMap old, ComponentLayout component, IndexWish wish) {
        String slot = old.slot();
        if (!SlotAllocator.keeps(old, component.kind(), component.single())) {
            close(old);
            slot = newSlot(component, wish);
        } else if (now.deleted()) {
            close(old);
        } else if (slot == null && wish == IndexWish.ALWAYS) {
            // Records hold its values elsewhere.
            slot = slots.take(component.kind(), component.single());
            slotChanges.give(object, slot, SlotState.FILLING);
        }
        ComponentMap changed =
                new ComponentMap(old.name(), component.kind(), component.single(), wish, slot, old.state(), old.key());
        if (!changed.equals(old)) {
            changedComponents.add(new Object[] {
                component.kind().name(), component.single(), wish.name(), slot, workspace, now.id(), old.name()
            });
        }
    }

    /** Nobody asks for what the slot holds any more; it is given back once it is empty. */
    private void close(ComponentMap component) {
        SlotState state = component.state();
        if (component.slot() != null && state != null && state != SlotState.CLOSED && state != SlotState.RELEASING) {
            slotChanges.move(object, component.slot(), SlotState.CLOSED);
        }
    }

    /** An option keeps its number for ever; one that is no longer named stays behind the others. */
    private void options(List<OptionMap> before, AttributeLayout now) {
        Map<String, Integer> places = new HashMap<>();
        before.forEach(option -> places.put(option.id(), places.size()));
        Set<String> unnamed = new HashSet<>(places.keySet());
        for (int place = 0; place < now.options().size(); place++) {
            String option = now.options().get(place);
            Integer old = places.get(option);
            unnamed.remove(option);
            if (old == null) {
                newOptions.add(new Object[] {workspace, now.id(), option, place});
            } else if (old != place) {
                options.add(new Object[] {place, workspace, now.id(), option});
            }
        }
        unnamed.forEach(option -> options.add(new Object[] {Integer.MAX_VALUE, workspace, now.id(), option}));
    }

    void write() {
        batch(
                "insert into crm_attribute (workspace_id, id, object_id, place, deleted) values (?, ?, ?, ?, ?)",
                newAttributes);
        batch("update crm_attribute set place = ?, deleted = ? where workspace_id = ? and id = ?", attributes);
        batch("delete from crm_component where workspace_id = ? and attribute_id = ? and name = ?", goneComponents);
        batch(
                "insert into crm_component (workspace_id, attribute_id, name, kind, single, wish, slot)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                newComponents);
        batch(
                "update crm_component set kind = ?, single = ?, wish = ?, slot = ?"
                        + " where workspace_id = ? and attribute_id = ? and name = ?",
                changedComponents);
        slotChanges.write();
        batch("insert into crm_option (workspace_id, attribute_id, id, place) values (?, ?, ?, ?)", newOptions);
        batch("update crm_option set place = ? where workspace_id = ? and attribute_id = ? and id = ?", options);
    }

    private void batch(String statement, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            session.sql().batch(statement, rows.toArray(new Object[0][])).execute();
        }
    }
}
