package dev.crmkit.internal.schema;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.internal.formula.ComputedGraph;
import dev.crmkit.internal.formula.Naming;
import dev.crmkit.internal.type.TypeRegistry;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The objects and settings of a workspace at one schema version. Immutable. */
public final class WorkspaceSchema {
    private final long version;
    private final ZoneId zone;
    private final List<String> systemTagPrefixes;
    private final Map<String, Object> settings;
    private final Map<UUID, DefinedObject> byId;
    private final Map<String, DefinedObject> bySlug;
    private volatile @Nullable ComputedGraph computed;

    /** A state of the schema. */
    public WorkspaceSchema(
            long version,
            ZoneId zone,
            List<String> systemTagPrefixes,
            Map<String, Object> settings,
            Collection<DefinedObject> objects) {
        this.version = version;
        this.zone = zone;
        this.systemTagPrefixes = List.copyOf(systemTagPrefixes);
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        this.byId = new LinkedHashMap<>();
        this.bySlug = new TreeMap<>();
        for (DefinedObject object : objects) {
            byId.put(object.id(), object);
            if (!object.deleted()) {
                bySlug.put(object.slug(), object);
            }
        }
    }

    /** Goes up with every change. */
    public long version() {
        return version;
    }

    /** The zone in which days begin. */
    public ZoneId zone() {
        return zone;
    }

    /** How the keys of tags begin that only automations give; unmodifiable. */
    public List<String> systemTagPrefixes() {
        return systemTagPrefixes;
    }

    /** The settings of the workspace, as they are stored. */
    public Map<String, Object> settings() {
        return settings;
    }

    /** The objects that are there, by slug. */
    public List<DefinedObject> objects() {
        return List.copyOf(bySlug.values());
    }

    /** The same schema with other states of its objects. */
    public WorkspaceSchema map(UnaryOperator<DefinedObject> change) {
        return new WorkspaceSchema(
                version,
                zone,
                systemTagPrefixes,
                settings,
                byId.values().stream().map(change).toList());
    }

    /** What is computed of records: formulas and roll-ups. */
    public ComputedGraph computed(TypeRegistry types) {
        ComputedGraph known = computed;
        if (known == null) {
            known = ComputedGraph.of(new Naming(List.of(), byId.values()), byId.values(), types, zone);
            computed = known;
        }
        return known;
    }

    /** All objects, deleted or not, in no order. */
    public Collection<DefinedObject> everyObject() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** The object of that slug. */
    public Optional<DefinedObject> find(String slug) {
        return Optional.ofNullable(bySlug.get(slug));
    }

    /** The object of that id, deleted or not. */
    public Optional<DefinedObject> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The object of that id, which a record has and so exists. */
    public DefinedObject get(UUID id) {
        return find(id).orElseThrow(() -> new CrmException(
                ErrorCode.STORAGE_FAILED,
                "A record is of object " + id + ", which has no definition. Restore the definitions"));
    }

    /**
     * The object of that slug.
     *
     * @throws NotFoundException if there is none; the message names the choices
     */
    public DefinedObject get(String slug) {
        return find(slug)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                        "Unknown object '" + slug + "'. "
                                + (bySlug.isEmpty()
                                        ? "The workspace has no objects yet; define one"
                                        : "Known objects: " + String.join(", ", bySlug.keySet())),
                        Map.of("object", slug)));
    }
}
