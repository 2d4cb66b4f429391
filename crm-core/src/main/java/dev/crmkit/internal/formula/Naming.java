package dev.crmkit.internal.formula;

import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What names mean while a schema changes. Definitions name things as they were called before the change; what was not there before is found in the schema
 * after it. Immutable.
 */
public final class Naming {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Map<UUID, DefinedObject> before = new HashMap<>();
    private final Map<UUID, DefinedObject> after = new HashMap<>();

    /**
     * Names across a change.
     *
     * @param before the objects before it
     * @param after the objects after it
     */
    public Naming(Collection<DefinedObject> before, Collection<DefinedObject> after) {
        before.forEach(object -> this.before.put(object.id(), object));
        after.forEach(object -> this.after.put(object.id(), object));
    }

    /** The object of that slug, as it is after the change. */
    Optional<DefinedObject> object(String slug) {
        return find(before, slug).map(known -> after.get(known.id())).or(() -> find(after, slug));
    }

    private static Optional<DefinedObject> find(Map<UUID, DefinedObject> objects, String slug) {
        return objects.values().stream()
                .filter(object -> !object.deleted() && object.slug().equals(slug))
                .findFirst();
    }

    /** The attribute of that slug or id, as it is after the change. */
    Optional<CrmAttribute> attribute(DefinedObject object, String name) {
        CrmObject now = object.object();
        if (ID.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            return now.findAttribute(UUID.fromString(name));
        }
        DefinedObject earlier = before.get(object.id());
        Optional<CrmAttribute> known =
                earlier == null ? Optional.empty() : earlier.object().findAttribute(name);
        return known.isPresent() ? now.findAttribute(known.get().id()) : now.findAttribute(name);
    }
}
