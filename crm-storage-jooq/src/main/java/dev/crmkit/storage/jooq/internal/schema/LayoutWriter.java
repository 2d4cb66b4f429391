package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.ObjectLayout.AttributeLayout;
import dev.crmkit.spi.storage.ObjectLayout.ComponentLayout;
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
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Gathers what changed in the attributes of one object and writes it in one batch per kind of change. Not thread-safe. */
final class LayoutWriter {
    private final DSLContext sql;
    private final int workspace;
    private final UUID object;

    private final List<@Nullable Object[]> newAttributes = new ArrayList<>();
    private final List<@Nullable Object[]> attributes = new ArrayList<>();
    private final List<@Nullable Object[]> goneComponents = new ArrayList<>();
    private final List<@Nullable Object[]> newComponents = new ArrayList<>();
    private final List<@Nullable Object[]> newOptions = new ArrayList<>();
    private final List<@Nullable Object[]> options = new ArrayList<>();

    LayoutWriter(DSLContext sql, int workspace, UUID object) {
        this.sql = sql;
        this.workspace = workspace;
        this.object = object;
    }

    void attribute(@Nullable AttributeMap before, AttributeLayout now, int place, SlotAllocator slots) {
        if (before == null) {
            newAttributes.add(new Object[] {workspace, now.id(), object, place, now.deleted()});
        } else {
            attributes.add(new Object[] {place, now.deleted(), workspace, now.id()});
        }
        components(before == null ? Map.of() : before.components(), now, slots);
        options(before == null ? List.of() : before.options(), now);
    }

    private void components(Map<String, ComponentMap> before, AttributeLayout now, SlotAllocator slots) {
        Set<String> gone = new HashSet<>(before.keySet());
        for (ComponentLayout component : now.components()) {
            ComponentMap old = before.get(component.name());
            String slot =
                    slots.slotFor(old, component.kind(), component.single(), component.indexed() && !now.deleted());
            boolean unchanged = old != null
                    && old.equals(new ComponentMap(old.name(), component.kind(), component.single(), slot, old.key()));
            if (unchanged) {
                gone.remove(component.name());
            } else {
                newComponents.add(new Object[] {
                    workspace, now.id(), component.name(), component.kind().name(), component.single(), slot
                });
            }
        }
        // A component that changed is taken away first and comes back as new.
        gone.forEach(name -> goneComponents.add(new Object[] {workspace, now.id(), name}));
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
                "insert into crm_component (workspace_id, attribute_id, name, kind, single, slot)"
                        + " values (?, ?, ?, ?, ?, ?)",
                newComponents);
        batch("insert into crm_option (workspace_id, attribute_id, id, place) values (?, ?, ?, ?)", newOptions);
        batch("update crm_option set place = ? where workspace_id = ? and attribute_id = ? and id = ?", options);
    }

    private void batch(String statement, List<@Nullable Object[]> rows) {
        if (!rows.isEmpty()) {
            sql.batch(statement, rows.toArray(new Object[0][])).execute();
        }
    }
}
