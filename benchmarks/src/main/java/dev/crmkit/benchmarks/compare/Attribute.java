package dev.crmkit.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * An attribute of the compared objects, whatever the layout. Immutable.
 *
 * @param name its slug; that of a system field begins with an at sign
 * @param kind what it holds
 * @param required whether every record has a value
 * @param indexed whether every layout keeps an index of it
 * @param options of a choice, in order
 * @param target the object that a reference names, or empty
 */
record Attribute(String name, Kind kind, boolean required, boolean indexed, List<String> options, String target) {
    /** Who answers for a record. */
    static final Attribute OWNER = of("@owner", Kind.USER);

    /** When a record was created. */
    static final Attribute CREATED_AT = of("@created_at", Kind.MOMENT).asRequired();

    static Attribute of(String name, Kind kind) {
        return new Attribute(name, kind, false, true, List.of(), "");
    }

    /** A choice among so many options, named after the attribute so that they sort as texts in their order. */
    static Attribute choice(String name, Kind kind, int options) {
        List<String> ids = IntStream.rangeClosed(1, options)
                .mapToObj(i -> String.format(Locale.ROOT, "%s_%02d", name, i))
                .toList();
        return new Attribute(name, kind, false, true, ids, "");
    }

    static Attribute reference(String name, String target) {
        return new Attribute(name, Kind.REFERENCE, false, true, List.of(), target);
    }

    Attribute asRequired() {
        return new Attribute(name, kind, true, indexed, options, target);
    }

    Attribute withoutIndex() {
        return new Attribute(name, kind, required, false, options, target);
    }

    /** The name as a column. */
    String column() {
        return name.startsWith("@") ? name.substring(1) : name;
    }
}
