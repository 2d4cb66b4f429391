package dev.crmkit.internal.list;

import dev.crmkit.internal.query.QueryView;
import dev.crmkit.internal.query.QueryView.ListName;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.DocumentStorage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All lists of a workspace, as of one version of its documents and of its schema. Immutable. */
public final class ListCatalog {
    /** The kind of the documents. */
    static final String KIND = "list";

    /** A record that is new, and so referred to by nobody. */
    static final String BORN = "new";

    /** A record of which anything may have changed. */
    static final String ANYTHING = "any";

    private final long version;
    private final @Nullable WorkspaceSchema schema;
    private final Map<String, String> documents;
    private final Map<String, DefinedList> lists = new TreeMap<>();
    private final Map<UUID, Set<String>> ownChanges = new HashMap<>();
    private final Map<UUID, Set<String>> targetChanges = new HashMap<>();

    private ListCatalog(
            long version,
            @Nullable WorkspaceSchema schema,
            Map<String, String> documents,
            Collection<DefinedList> all) {
        this.version = version;
        this.schema = schema;
        this.documents = Map.copyOf(documents);
        for (DefinedList list : all) {
            lists.put(list.key(), list);
            if (list.isKept()) {
                ownChanges
                        .computeIfAbsent(list.object(), object -> new HashSet<>())
                        .addAll(list.needs().own());
                list.needs()
                        .paths()
                        .forEach(path -> targetChanges
                                .computeIfAbsent(path.target(), object -> new HashSet<>())
                                .addAll(path.changes()));
            }
        }
    }

    /** Of a workspace without lists. */
    public static ListCatalog none() {
        return new ListCatalog(0, null, Map.of(), List.of());
    }

    /** Reads all lists: two statements, one where there are none. */
    public static ListCatalog read(DocumentStorage storage, long version, WorkspaceSchema schema, TypeRegistry types) {
        List<String> names = storage.names(KIND);
        return of(version, schema, types, names.isEmpty() ? Map.of() : storage.load(KIND, names));
    }

    private static ListCatalog of(
            long version, WorkspaceSchema schema, TypeRegistry types, Map<String, String> documents) {
        ListCodec codec = new ListCodec(schema, types);
        List<DefinedList> lists = new ArrayList<>();
        documents.forEach((key, document) -> lists.add(codec.read(key, document)));
        return new ListCatalog(version, schema, documents, lists);
    }

    /** The same lists by another state of the schema. */
    public ListCatalog by(WorkspaceSchema another, TypeRegistry types) {
        return schema == another || documents.isEmpty() ? this : of(version, another, types, documents);
    }

    /** Of which version of the documents it is. */
    public long version() {
        return version;
    }

    /** Whether the key was ever given. */
    boolean isTaken(String key) {
        return lists.containsKey(key);
    }

    /** The list of that key, also for those who do not see it. */
    public Optional<DefinedList> find(String key) {
        return Optional.ofNullable(lists.get(key)).filter(list -> !list.deleted());
    }

    /** All lists by key. */
    public List<DefinedList> all() {
        return lists.values().stream().filter(list -> !list.deleted()).toList();
    }

    /** The lists that the workers keep. */
    List<DefinedList> kept() {
        return lists.values().stream().filter(DefinedList::isKept).toList();
    }

    /** Whether the workers keep any list. */
    boolean keepsAny() {
        return !ownChanges.isEmpty();
    }

    /** The names of an object's lists. */
    public List<ListName> names(UUID object, Predicate<DefinedList> which) {
        return lists.values().stream()
                .filter(list -> !list.deleted() && list.object().equals(object) && which.test(list))
                .map(list -> new ListName(list.key(), list.items()))
                .toList();
    }

    /**
     * Everything of the schema, for conditions that are asked in nobody's name.
     *
     * @param which the lists that can be named
     */
    public QueryView view(WorkspaceSchema of, Predicate<DefinedList> which) {
        return QueryView.of(
                slug -> of.find(slug).map(DefinedObject::object),
                object -> of.find(object)
                        .map(defined -> defined.pipelines().attributes())
                        .orElse(List.of()),
                object -> names(object, which));
    }

    /** The lists that roles and shared lists can name. */
    public static boolean isPublic(DefinedList list) {
        return !list.personal() && !list.archived();
    }

    /** Those of the changes of a record that some list hangs on. */
    Set<String> relevant(@Nullable UUID object, Set<String> changes) {
        Set<String> relevant = new HashSet<>();
        for (String change : changes) {
            boolean own = change.equals(BORN)
                    ? ownChanges.containsKey(object)
                    : change.equals(ANYTHING)
                            ? ownChanges.containsKey(object) || targetChanges.containsKey(object)
                            : hears(ownChanges, object, change) || hears(targetChanges, object, change);
            if (own) {
                relevant.add(change);
            }
        }
        return relevant;
    }

    private static boolean hears(Map<UUID, Set<String>> all, @Nullable UUID object, String change) {
        return object == null
                ? all.values().stream().anyMatch(changes -> changes.contains(change))
                : all.getOrDefault(object, Set.of()).contains(change);
    }

    /** Whether some list hangs on when something last happened around a record. */
    boolean hearsActivity() {
        return hears(ownChanges, null, SystemFields.LAST_ACTIVITY_AT)
                || hears(targetChanges, null, SystemFields.LAST_ACTIVITY_AT);
    }

    /** The lists of an object that such changes of its records can touch. */
    List<DefinedList> touchedBy(UUID object, Set<String> changes) {
        return kept().stream()
                .filter(list -> list.object().equals(object)
                        && (changes.contains(BORN)
                                || changes.contains(ANYTHING)
                                || list.needs().own().stream().anyMatch(changes::contains)))
                .toList();
    }

    /** The lists that such changes of an object's records can touch in those that refer to them, each with the references. */
    Map<DefinedList, Set<UUID>> touchedOver(UUID object, Set<String> changes) {
        Map<DefinedList, Set<UUID>> touched = new LinkedHashMap<>();
        for (DefinedList list : kept()) {
            for (ListDependencies.Path path : list.needs().paths()) {
                if (path.target().equals(object)
                        && (changes.contains(ANYTHING)
                                || path.changes().stream().anyMatch(changes::contains))) {
                    touched.computeIfAbsent(list, any -> new HashSet<>()).add(path.reference());
                }
            }
        }
        return touched;
    }

    /** The lists that name that list. */
    List<DefinedList> naming(String key) {
        return all().stream()
                .filter(list -> list.needs().nested().contains(key))
                .toList();
    }
}
