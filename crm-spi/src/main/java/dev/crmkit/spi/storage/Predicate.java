package dev.crmkit.spi.storage;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A condition as a storage evaluates it: two-valued, over index values, without time or locale. {@link PredicateEvaluator} says exactly
 * what each means; a storage that answers differently for any record is wrong. Immutable.
 *
 * <p>The engine lowers every operator of every attribute type to these few, so that all storages agree by construction.
 */
public sealed interface Predicate {

    /** True of every record. */
    static Predicate always() {
        return new Constant(true);
    }

    /** True of no record. */
    static Predicate never() {
        return new Constant(false);
    }

    /** The exact complement. */
    default Predicate negate() {
        return new Not(this);
    }

    /**
     * The same for every record.
     *
     * @param value true or false
     */
    record Constant(boolean value) implements Predicate {}

    /**
     * All parts are true; true for none.
     *
     * @param parts unmodifiable
     */
    record All(List<Predicate> parts) implements Predicate {
        /** Copies the parts. */
        public All {
            parts = List.copyOf(parts);
        }
    }

    /**
     * At least one part is true; false for none.
     *
     * @param parts unmodifiable
     */
    record Any(List<Predicate> parts) implements Predicate {
        /** Copies the parts. */
        public Any {
            parts = List.copyOf(parts);
        }
    }

    /**
     * The part is false.
     *
     * @param part what is negated
     */
    record Not(Predicate part) implements Predicate {
        /** Checks for null. */
        public Not {
            Objects.requireNonNull(part, "part");
        }
    }

    /**
     * The field has no value.
     *
     * @param field any kind
     */
    record IsEmpty(Field field) implements Predicate {
        /** Checks for null. */
        public IsEmpty {
            Objects.requireNonNull(field, "field");
        }
    }

    /**
     * The field's value equals one of the values; TEXT by the folded form alone. False on an empty field and for no values.
     *
     * @param field TEXT, TOKEN, NUMBER, MOMENT, CHOICE or CODE
     * @param values of the field's kind, up to 10,000
     */
    record In(Field field, List<IndexValue> values) implements Predicate {
        /** Copies the values. */
        public In {
            Objects.requireNonNull(field, "field");
            values = List.copyOf(values);
        }
    }

    /**
     * The field's value lies between the bounds. False on an empty field.
     *
     * @param field NUMBER, MOMENT or CODE
     * @param low the lower bound, of the field's kind, or null for none
     * @param lowIncluded whether the lower bound itself counts
     * @param high the upper bound, of the field's kind, or null for none
     * @param highIncluded whether the upper bound itself counts
     */
    record Range(
            Field field,
            @Nullable IndexValue low,
            boolean lowIncluded,
            @Nullable IndexValue high,
            boolean highIncluded) implements Predicate {
        /** Checks for null. */
        public Range {
            Objects.requireNonNull(field, "field");
        }
    }

    /**
     * The field's folded text has the literal in it, at its begin or at its end. Every character of the literal means itself. False on an
     * empty field.
     *
     * @param field TEXT or LONG_TEXT
     * @param where where the literal stands
     * @param literal folded, not empty
     */
    record Matches(Field field, Where where, String literal) implements Predicate {
        /** Checks for null. */
        public Matches {
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(where, "where");
            Objects.requireNonNull(literal, "literal");
        }
    }

    /** Where a literal stands in a text. Immutable. */
    enum Where {
        /** Anywhere. */
        INSIDE,
        /** At the begin. */
        BEGIN,
        /** At the end. */
        END
    }

    /**
     * The field's set has at least one of the options or tokens. False on an empty field and for no members.
     *
     * @param field CHOICES or TOKENS
     * @param members option ids or tokens, up to 10,000
     */
    record HasAny(Field field, Set<String> members) implements Predicate {
        /** Copies the members. */
        public HasAny {
            Objects.requireNonNull(field, "field");
            members = Set.copyOf(members);
        }
    }

    /**
     * The field's set has all of the options or tokens. True for no members.
     *
     * @param field CHOICES or TOKENS
     * @param members option ids or tokens, up to 10,000
     */
    record HasAll(Field field, Set<String> members) implements Predicate {
        /** Copies the members. */
        public HasAll {
            Objects.requireNonNull(field, "field");
            members = Set.copyOf(members);
        }
    }

    /**
     * The field's references have at least one of the ids. False on an empty field and for no ids.
     *
     * @param field REFERENCES
     * @param ids up to 10,000
     */
    record RefersToAny(Field field, Set<UUID> ids) implements Predicate {
        /** Copies the ids. */
        public RefersToAny {
            Objects.requireNonNull(field, "field");
            ids = Set.copyOf(ids);
        }
    }

    /**
     * The field's references have all of the ids. True for no ids.
     *
     * @param field REFERENCES
     * @param ids up to 10,000
     */
    record RefersToAll(Field field, Set<UUID> ids) implements Predicate {
        /** Copies the ids. */
        public RefersToAll {
            Objects.requireNonNull(field, "field");
            ids = Set.copyOf(ids);
        }
    }

    /**
     * The number of members of the field's set lies within the bounds; an empty field has 0. Together with "has all" it says "equal as sets".
     *
     * @param field CHOICES, TOKENS or REFERENCES
     * @param least the least number
     * @param most the greatest number
     */
    record SizeBetween(Field field, int least, int most) implements Predicate {
        /** Checks for null. */
        public SizeBetween {
            Objects.requireNonNull(field, "field");
        }
    }

    /**
     * Some live record that the field refers to, of the target object, makes the inner predicate true.
     *
     * @param field an attribute of kind REFERENCES
     * @param targetObject the object whose records it refers to
     * @param inner about the target; has no further path
     */
    record Via(Field.Attribute field, UUID targetObject, Predicate inner) implements Predicate {
        /** Checks for null. */
        public Via {
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(targetObject, "targetObject");
            Objects.requireNonNull(inner, "inner");
        }
    }

    /**
     * An item of the kind belongs to the record, with one of the keys.
     *
     * @param kind the kind of item
     * @param keys up to 10,000; empty for any key
     */
    record HasItem(String kind, Set<String> keys) implements Predicate {
        /** Copies the keys. */
        public HasItem {
            Objects.requireNonNull(kind, "kind");
            keys = Set.copyOf(keys);
        }
    }

    /**
     * An item of the kind belongs to the record, with none of the keys. Its complement says that all the items have one of the keys.
     *
     * @param kind the kind of item
     * @param keys up to 10,000; empty for any item
     */
    record HasOtherItem(String kind, Set<String> keys) implements Predicate {
        /** Copies the keys. */
        public HasOtherItem {
            Objects.requireNonNull(kind, "kind");
            keys = Set.copyOf(keys);
        }
    }

    /**
     * The record's search text has every word in it.
     *
     * @param words folded, not empty; true for no words
     */
    record Search(List<String> words) implements Predicate {
        /** Copies the words. */
        public Search {
            words = List.copyOf(words);
        }
    }
}
