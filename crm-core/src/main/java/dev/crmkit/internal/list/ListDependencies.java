package dev.crmkit.internal.list;

import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Filter;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the truth of a condition hangs on. What can change is named as {@link ListChanges} hears it: ids of attributes, names of system fields, and
 * {@code @list:key}. Immutable.
 *
 * @param own what of the record itself
 * @param paths what of the records that it refers to
 * @param nested the keys of the lists that it names, also over a reference
 * @param attributes the ids of all attributes that it names, of whatever object
 * @param named the objects whose names it compares
 * @param relative whether it counts days from now
 */
public record ListDependencies(
        Set<String> own,
        List<Path> paths,
        Set<String> nested,
        Set<UUID> attributes,
        Set<UUID> named,
        boolean relative) {

    /** What a change of the membership in a list is named by, before its key. */
    static final String OF_LIST = SystemFields.LIST + ":";

    /** Fields that stay as they are as long as the record is live. */
    private static final Set<String> LASTING =
            Set.of(SystemFields.ID, SystemFields.CREATED_AT, SystemFields.ARCHIVED_AT);

    /**
     * A reference over which a condition goes. Immutable.
     *
     * @param reference the id of the attribute
     * @param target the object that it refers to
     * @param changes what of its records
     */
    public record Path(UUID reference, UUID target, Set<String> changes) {
        /** Copies the set. */
        public Path {
            changes = Set.copyOf(changes);
        }
    }

    /** Copies the sets. */
    public ListDependencies {
        own = Set.copyOf(own);
        paths = List.copyOf(paths);
        nested = Set.copyOf(nested);
        attributes = Set.copyOf(attributes);
        named = Set.copyOf(named);
    }

    /** Of no condition. */
    static ListDependencies none() {
        return new ListDependencies(Set.of(), List.of(), Set.of(), Set.of(), Set.of(), false);
    }

    /**
     * Of a condition over the records of an object.
     *
     * @param condition with its attributes named by id; what it names and is gone is passed over
     */
    static ListDependencies of(WorkspaceSchema schema, TypeRegistry types, DefinedObject object, Filter condition) {
        Search search = new Search(schema, types, object);
        search.add(condition);
        List<Path> paths = new ArrayList<>();
        search.paths.forEach((reference, changes) ->
                paths.add(new Path(reference, Objects.requireNonNull(search.targets.get(reference)), changes)));
        return new ListDependencies(search.own, paths, search.nested, search.attributes, search.named, search.relative);
    }

    /** The parts of a condition that compare, in order. */
    static List<Filter.Comparison> comparisons(Filter condition) {
        List<Filter.Comparison> found = new ArrayList<>();
        collect(condition, found);
        return found;
    }

    private static void collect(Filter filter, List<Filter.Comparison> found) {
        if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> collect(part, found));
        } else if (filter instanceof Filter.Or or) {
            or.parts().forEach(part -> collect(part, found));
        } else if (filter instanceof Filter.Not not) {
            collect(not.part(), found);
        } else {
            found.add((Filter.Comparison) filter);
        }
    }

    /** The keys of the lists that a comparison of lists names. */
    static Set<String> keys(Filter.Comparison comparison) {
        Set<String> keys = new HashSet<>();
        for (Object operand : comparison.operands()) {
            if (operand instanceof Collection<?> several) {
                several.forEach(key -> keys.add(String.valueOf(key)));
            } else {
                keys.add(String.valueOf(operand));
            }
        }
        return keys;
    }

    /** Whether a comparison is about lists, of the record or of one that it refers to. */
    static boolean isAboutLists(Filter.Comparison comparison) {
        String path = comparison.path();
        return path.substring(path.indexOf('.') + 1).equals(SystemFields.LIST);
    }

    private static final class Search {
        private final WorkspaceSchema schema;
        private final TypeRegistry types;
        private final DefinedObject object;
        private final Set<String> own = new HashSet<>();
        private final Map<UUID, Set<String>> paths = new HashMap<>();
        private final Map<UUID, UUID> targets = new HashMap<>();
        private final Set<String> nested = new HashSet<>();
        private final Set<UUID> attributes = new HashSet<>();
        private final Set<UUID> named = new HashSet<>();
        private boolean relative;

        Search(WorkspaceSchema schema, TypeRegistry types, DefinedObject object) {
            this.schema = schema;
            this.types = types;
            this.object = object;
        }

        void add(Filter condition) {
            for (Filter.Comparison comparison : comparisons(condition)) {
                relative |= comparison.operands().stream().anyMatch(RelativeDate.class::isInstance);
                String path = comparison.path();
                int dot = path.indexOf('.');
                if (dot < 0) {
                    add(object, path, comparison, own);
                } else {
                    follow(path.substring(0, dot), path.substring(dot + 1), comparison);
                }
            }
        }

        private void follow(String name, String rest, Filter.Comparison comparison) {
            Optional<CrmAttribute> reference = object.attributes().stream()
                    .filter(attribute -> attribute.id().toString().equals(name))
                    .findFirst();
            Optional<DefinedObject> target = reference
                    .flatMap(attribute -> types.find(attribute.spec().type())
                            .flatMap(type -> type.referencedObject(attribute.spec())))
                    .flatMap(schema::find);
            if (reference.isPresent() && target.isPresent()) {
                UUID id = reference.get().id();
                own.add(name);
                attributes.add(id);
                targets.put(id, target.get().id());
                add(target.get(), rest, comparison, paths.computeIfAbsent(id, any -> new HashSet<>()));
            }
        }

        private void add(DefinedObject of, String name, Filter.Comparison comparison, Set<String> changes) {
            if (name.equals(SystemFields.LIST)) {
                keys(comparison).forEach(key -> {
                    nested.add(key);
                    changes.add(OF_LIST + key);
                });
            } else if (name.equals(SystemFields.DISPLAY_NAME)) {
                named.add(of.id());
                of.primaryAttribute()
                        .ifPresent(primary -> changes.add(primary.id().toString()));
            } else if (!name.startsWith("@")) {
                of.attributes().stream()
                        .filter(attribute -> attribute.id().toString().equals(name))
                        .forEach(attribute -> {
                            attributes.add(attribute.id());
                            changes.add(name);
                        });
            } else if (!LASTING.contains(name)) {
                changes.add(name);
            }
        }
    }
}
