package dev.crmkit.storage.jooq.internal.placement;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An index of a bucket that holds one object alone. Immutable.
 *
 * <p>The name says what the index is of, so that an index of that name needs no second look.
 *
 * @param name its name
 * @param definition what follows the name of the table
 */
record BucketIndex(String name, String definition) {
    /** Sorts and filters by number or moment look at these selects inside the index. */
    private static final Set<String> TRAILING = Set.of("k1", "k2", "k3", "k4");

    private static final String OWNER = "owner";

    /** So many of several fields at most: each is one more that every write keeps. */
    private static final int MOST_TOGETHER = 4;

    /**
     * Every index that the bucket needs, by name.
     *
     * <p>They leave out the object, hold rows without a value too, and are of assigned slots only. Each holds what every count asks for besides: the
     * time of archiving, and, by its condition, the workspace; so counts and sums need not look at the rows.
     *
     * @param workspace the number of the workspace
     * @param trigrams the operator class of trigrams, with its schema, or null where there is none
     * @param together fields of which one index serves several, the grouped one first; the first {@value #MOST_TOGETHER} that can be served are
     */
    static Map<String, BucketIndex> wanted(
            ObjectMap object, int bucket, int workspace, @Nullable String trigrams, List<List<Field>> together) {
        Set<String> slots = new TreeSet<>();
        Set<String> texts = new TreeSet<>(Set.of("t1"));
        boolean choices = false;
        for (AttributeMap attribute : object.attributes().values()) {
            for (ComponentMap component : attribute.components().values()) {
                String slot = component.slot();
                if (slot == null || attribute.deleted()) {
                    continue;
                }
                if (component.kind() == IndexKind.CHOICES) {
                    choices = true;
                } else {
                    slots.add(slot);
                }
                if (component.kind() == IndexKind.TEXT) {
                    texts.add(slot);
                }
            }
        }
        List<String> trailing = slots.stream().filter(TRAILING::contains).toList();
        Building building = new Building(ObjectMap.table(bucket), workspace);
        building.tree(List.of("created_at", "id"), List.of());
        building.tree(List.of(OWNER, "id"), List.of());
        building.tree(List.of("assignee", "id"), List.of());
        building.tree(List.of("t1", "id"), List.of());
        for (String slot : slots) {
            List<String> columns = new ArrayList<>(List.of(slot, "id"));
            if (slot.startsWith("n") || slot.startsWith("d")) {
                columns.addAll(trailing);
            }
            building.tree(columns, List.of());
        }
        together.stream()
                .map(fields ->
                        fields.stream().map(field -> column(object, field)).toList())
                .filter(BucketIndex::isServed)
                .limit(MOST_TOGETHER)
                .forEach(building::together);
        if (choices) {
            building.gin("mv", "mv");
        }
        if (trigrams != null) {
            texts.forEach(text -> building.gin(text + "_trigrams", text + " " + trigrams));
            building.gin("search", "search " + trigrams);
        }
        return building.indexes;
    }

    /** Whether there are columns for all of them. */
    private static boolean isServed(List<Optional<String>> columns) {
        return columns.size() >= 2 && columns.stream().allMatch(Optional::isPresent);
    }

    private static Optional<String> column(ObjectMap object, Field field) {
        if (field instanceof Field.SystemField system) {
            return switch (system) {
                case OWNER -> Optional.of(OWNER);
                case ASSIGNEE -> Optional.of("assignee");
                case SOURCE -> Optional.of("source");
                default -> Optional.empty();
            };
        }
        Field.Attribute wanted = (Field.Attribute) field;
        if (wanted.kind() == IndexKind.CHOICES) {
            return Optional.empty();
        }
        return Optional.ofNullable(object.attributes().get(wanted.attributeId()))
                .filter(attribute -> !attribute.deleted())
                .map(attribute -> attribute.components().get(wanted.component()))
                .map(ComponentMap::slot);
    }

    /** The indexes of one bucket as they are put together. Not thread-safe. */
    private static final class Building {
        private final String table;
        private final int workspace;
        private final Map<String, BucketIndex> indexes = new TreeMap<>();

        Building(String table, int workspace) {
            this.table = table;
            this.workspace = workspace;
        }

        void tree(List<String> columns, List<String> included) {
            List<String> named = new ArrayList<>(columns);
            named.addAll(included);
            List<String> all = new ArrayList<>(included);
            all.add("archived_at");
            add(
                    String.join("_", named),
                    "(" + String.join(", ", columns) + ") include (" + String.join(", ", all)
                            + ") where workspace_id = " + workspace);
        }

        void together(List<Optional<String>> served) {
            List<String> columns = served.stream().map(Optional::orElseThrow).toList();
            List<String> included = new ArrayList<>(columns.subList(2, columns.size()));
            // Whoever looks at a board mostly looks at their own records, or may see no others.
            if (!columns.contains(OWNER)) {
                included.add(OWNER);
            }
            // Cards are sorted by the first value within their column; the rest is only computed.
            tree(List.of(columns.get(0), columns.get(1), "id"), included);
        }

        void gin(String name, String column) {
            add(name, "using gin (" + column + ")");
        }

        private void add(String name, String definition) {
            String full = table + "_" + name;
            indexes.put(full, new BucketIndex(full, definition));
        }
    }
}
