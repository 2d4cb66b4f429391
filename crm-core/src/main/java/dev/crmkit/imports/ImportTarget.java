package dev.crmkit.imports;

import java.util.Objects;

/** Where the cells of a column go. Immutable. */
public sealed interface ImportTarget {

    /** As {@link Value}. */
    static ImportTarget value(String name) {
        return new Value(name);
    }

    /** As {@link Reference}. */
    static ImportTarget reference(String attribute, RecordMatch match) {
        return new Reference(attribute, match);
    }

    /** As {@link Relation}. */
    static ImportTarget relation(String label, String object, RecordMatch match) {
        return new Relation(label, object, match);
    }

    /**
     * A value, by name. Immutable.
     *
     * @param name the slug of an attribute; a part of one with several, as in {@code name.first}, {@code address.city} or {@code amount.currency}; {@code
     *     @owner}, {@code @assignee}, {@code @source}, {@code @pipeline} or {@code @stage}; {@code @tag} for tags to add; {@code @id} for the id of the
     *     record that the row is about
     */
    record Value(String name) implements ImportTarget {
        /** Checks for null. */
        public Value {
            Objects.requireNonNull(name, "name");
        }
    }

    /**
     * The records that a reference attribute names. Immutable.
     *
     * @param attribute the slug of the attribute
     * @param match by what the cells name them
     */
    record Reference(String attribute, RecordMatch match) implements ImportTarget {
        /** Checks for null. */
        public Reference {
            Objects.requireNonNull(attribute, "attribute");
            Objects.requireNonNull(match, "match");
        }
    }

    /**
     * Records to which the row's record is linked, beside those that it is linked to already. Immutable.
     *
     * @param label of the relation, as {@code crm.relations()} takes it
     * @param object the slug of the object of the records that the cells name
     * @param match by what the cells name them
     */
    record Relation(String label, String object, RecordMatch match) implements ImportTarget {
        /** Checks for null. */
        public Relation {
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(object, "object");
            Objects.requireNonNull(match, "match");
        }
    }
}
