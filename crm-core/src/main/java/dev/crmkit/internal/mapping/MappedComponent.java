package dev.crmkit.internal.mapping;

import dev.crmkit.model.RecordRef;
import java.lang.reflect.Type;

/**
 * A component and what it stands for. Immutable.
 *
 * @param name as the record declares it
 * @param type its generic type
 * @param slug the attribute's slug, or the name of a field that every record has
 * @param role what it is to the record
 */
record MappedComponent(String name, Type type, String slug, Role role) {

    /** What a component is to its record. Immutable. */
    enum Role {
        /** The record's id. */
        ID,
        /** The record's version. */
        VERSION,
        /** The value of an attribute or field. */
        VALUE,
        /** References that another component writes. */
        VIEW
    }

    /** Whether it holds references with the names to show. */
    boolean holdsRefs() {
        Type member = JavaTypes.findMember(type);
        return (member == null ? type : member).equals(RecordRef.class);
    }

    boolean isField() {
        return slug.startsWith("@");
    }

    MappedComponent asView() {
        return new MappedComponent(name, type, slug, Role.VIEW);
    }
}
