package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads a workspace's map from the tables of definitions. Not instantiable. */
public final class MapLoader {
    private MapLoader() {}

    /** The workspace as it is now. */
    public static WorkspaceMap load(DSLContext sql, String workspace, int number) {
        if (number == 0) {
            return new WorkspaceMap(workspace, 0, 0, Map.of());
        }
        // Each statement sees its own moment: begin again if the schema changed between the first and the last.
        long version = version(sql, number);
        while (true) {
            WorkspaceMap map = new WorkspaceMap(workspace, number, version, objects(sql, number));
            long after = version(sql, number);
            if (after == version) {
                return map;
            }
            version = after;
        }
    }

    private static long version(DSLContext sql, int number) {
        return sql.fetchSingle("select schema_version from crm_workspace where id = ?", number)
                .get(0, long.class);
    }

    private static Map<UUID, ObjectMap> objects(DSLContext sql, int number) {
        Map<UUID, List<OptionMap>> options = options(sql, number);
        Map<UUID, Map<String, ComponentMap>> components = new LinkedHashMap<>();
        Map<UUID, Map<UUID, AttributeMap>> attributes = new LinkedHashMap<>();
        for (Record row : sql.fetch(
                "select a.object_id, a.id, a.number, a.deleted, c.name, c.kind, c.single, c.wish, c.slot, s.state"
                        + " from crm_attribute a"
                        + " left join crm_component c on c.workspace_id = a.workspace_id and c.attribute_id = a.id"
                        + " left join crm_slot s on s.workspace_id = a.workspace_id and s.object_id = a.object_id"
                        + " and s.slot = c.slot"
                        + " where a.workspace_id = ? order by a.object_id, a.place, a.number, c.name",
                number)) {
            UUID id = Cells.id(row, "id");
            int attribute = Cells.integer(row, "number");
            Map<String, ComponentMap> parts = components.computeIfAbsent(id, any -> new LinkedHashMap<>());
            String name = Cells.find(row, "name", String.class);
            if (name != null) {
                parts.put(
                        name,
                        new ComponentMap(
                                name,
                                IndexKind.valueOf(Cells.text(row, "kind")),
                                Cells.flag(row, "single"),
                                IndexWish.valueOf(Cells.text(row, "wish")),
                                Cells.find(row, "slot", String.class),
                                state(Cells.find(row, "state", String.class)),
                                name.isEmpty() ? Integer.toString(attribute) : attribute + "." + name));
            }
            attributes
                    .computeIfAbsent(Cells.id(row, "object_id"), any -> new LinkedHashMap<>())
                    .put(
                            id,
                            new AttributeMap(
                                    id,
                                    attribute,
                                    Cells.flag(row, "deleted"),
                                    parts,
                                    options.getOrDefault(id, List.of())));
        }
        Map<UUID, ObjectMap> objects = new LinkedHashMap<>();
        for (Record row : sql.fetch(
                "select id, number, bucket, second_bucket from crm_object where workspace_id = ? order by number",
                number)) {
            UUID id = Cells.id(row, "id");
            objects.put(
                    id,
                    new ObjectMap(
                            id,
                            Cells.integer(row, "number"),
                            Cells.integer(row, "bucket"),
                            Cells.find(row, "second_bucket", Integer.class),
                            attributes.getOrDefault(id, Map.of())));
        }
        return objects;
    }

    private static @Nullable SlotState state(@Nullable String name) {
        return name == null ? null : SlotState.valueOf(name);
    }

    private static Map<UUID, List<OptionMap>> options(DSLContext sql, int number) {
        Map<UUID, List<OptionMap>> options = new LinkedHashMap<>();
        for (Record row : sql.fetch(
                "select attribute_id, id, number from crm_option where workspace_id = ?"
                        + " order by attribute_id, place, number",
                number)) {
            options.computeIfAbsent(Cells.id(row, "attribute_id"), any -> new ArrayList<>())
                    .add(new OptionMap(Cells.text(row, "id"), Cells.integer(row, "number")));
        }
        return options;
    }
}
