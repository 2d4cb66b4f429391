package dev.crmkit.internal.query;

import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.spi.storage.Predicate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What of a workspace a query may name and reach. */
public interface QueryView {

    /** The object of that slug, with the attributes that can be named. */
    Optional<CrmObject> find(String slug);

    /** Whether the names of the object's records can be asked for. */
    boolean isNamed(UUID object);

    /** Which records of the object a path may reach. */
    Predicate reach(UUID object);

    /** What says where the object's records are in pipelines, as attributes; empty if it has none. */
    List<CrmAttribute> fields(UUID object);

    /** The lists of the object's records that can be named, by key; those that cannot be seen are as if they were not there. */
    List<ListName> lists(UUID object);

    /**
     * A list that can be named. Immutable.
     *
     * @param key its key, which is the key of the items too
     * @param items the kind of the items that say which records are in it
     */
    record ListName(String key, String items) {}

    /** All of these objects, with everything in them, and without lists. */
    static QueryView of(Function<String, Optional<CrmObject>> objects) {
        return of(objects, object -> List.of(), object -> List.of());
    }

    /** All of these objects, with everything in them, their {@link #fields} and their {@link #lists}. */
    static QueryView of(
            Function<String, Optional<CrmObject>> objects,
            Function<UUID, List<CrmAttribute>> fields,
            Function<UUID, List<ListName>> lists) {
        return new QueryView() {
            @Override
            public Optional<CrmObject> find(String slug) {
                return objects.apply(slug);
            }

            @Override
            public boolean isNamed(UUID object) {
                return true;
            }

            @Override
            public Predicate reach(UUID object) {
                return Predicate.always();
            }

            @Override
            public List<CrmAttribute> fields(UUID object) {
                return fields.apply(object);
            }

            @Override
            public List<ListName> lists(UUID object) {
                return lists.apply(object);
            }
        };
    }
}
