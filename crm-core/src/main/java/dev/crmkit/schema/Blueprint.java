package dev.crmkit.schema;

import dev.crmkit.model.ObjectSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A set of objects that a workspace installs whole and then makes its own. Immutable.
 *
 * @param name as in {@code crm.standard}
 * @param version goes up with every change of the blueprint
 * @param objects what it defines; they may refer to each other
 */
public record Blueprint(String name, int version, List<ObjectSchema> objects) {
    /** Copies the objects. */
    public Blueprint {
        Objects.requireNonNull(name, "name");
        objects = List.copyOf(objects);
    }

    /** A blueprint of these objects. */
    public static Blueprint of(String name, int version, ObjectSchema... objects) {
        return new Blueprint(name, version, Arrays.asList(objects));
    }

    /** This blueprint and the other in one, under this one's name. */
    public Blueprint and(Blueprint other) {
        List<ObjectSchema> all = new ArrayList<>(objects);
        all.addAll(other.objects);
        return new Blueprint(name, version, all);
    }
}
