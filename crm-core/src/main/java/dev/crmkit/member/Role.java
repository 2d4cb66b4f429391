package dev.crmkit.member;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What those who have it may do. Several roles of a member add up; none takes away what another gives. Every method returns a changed copy.
 * Immutable.
 *
 * <p>Four roles are built in: {@link #OWNER} may do everything, {@link #ADMIN} too, except making owners; {@link #MEMBER} reads and exports
 * everything, creates, and changes and archives what is its own or unclaimed; {@link #VIEWER} reads.
 *
 * @param name 1 to 90 characters
 * @param everywhere holds for objects that have no rules of their own; names no attributes
 * @param objects rules of single objects, by slug, unmodifiable
 * @param powers what is allowed beyond records, unmodifiable
 */
public record Role(String name, ObjectRules everywhere, Map<String, ObjectRules> objects, Set<Power> powers) {
    /** The built-in role that may do everything. */
    public static final String OWNER = "owner";

    /** The built-in role that may do everything but make owners. */
    public static final String ADMIN = "admin";

    /** The built-in role of those who work with records. */
    public static final String MEMBER = "member";

    /** The built-in role of those who look. */
    public static final String VIEWER = "viewer";

    /** Copies the collections. */
    public Role {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(everywhere, "everywhere");
        objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
        powers = Set.copyOf(powers);
    }

    /** A role that allows nothing yet. */
    public static Role named(String name) {
        return new Role(name, ObjectRules.nothing(), Map.of(), Set.of());
    }

    /** With these rules for every object that has none of its own. */
    public Role everywhere(ObjectRules rules) {
        return new Role(name, rules, objects, powers);
    }

    /** With these rules for one object, which then no longer follows those that hold everywhere. */
    public Role on(String object, ObjectRules rules) {
        Map<String, ObjectRules> changed = new LinkedHashMap<>(objects);
        changed.put(Objects.requireNonNull(object, "object"), Objects.requireNonNull(rules, "rules"));
        return new Role(name, everywhere, changed, powers);
    }

    /** With these powers besides those before. */
    public Role grant(Power... more) {
        Set<Power> changed = new TreeSet<>(powers);
        changed.addAll(Set.of(more));
        return new Role(name, everywhere, objects, changed);
    }
}
