package dev.crmkit.spi.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question for the first records of several groups of one list. Immutable.
 *
 * @param list which records in which order, and how many of each group; it begins at its first record, so it has no position
 * @param field what tells the groups apart: TOKEN, NUMBER, CHOICE, CODE, or a single REFERENCES or TOKENS
 * @param values the value of each group, of the field's kind, or null for the records without one; each once, up to 200
 */
public record GroupHeads(RecordQuery list, Field field, List<@Nullable IndexValue> values) {

    /** Copies the values. */
    public GroupHeads {
        Objects.requireNonNull(field, "field");
        values = Collections.unmodifiableList(new ArrayList<>(values));
        if (list.after() != null) {
            throw new IllegalArgumentException("The heads of groups begin at the first record of each");
        }
    }

    /** The list of one group: all of it, from its begin. */
    public RecordQuery of(@Nullable IndexValue value) {
        return new RecordQuery(
                list.objectId(),
                new Predicate.All(List.of(list.predicate(), holds(field, value))),
                list.archived(),
                list.sorts(),
                null,
                list.limit());
    }

    /**
     * True of the records of one group.
     *
     * @param field as in {@link #field}
     * @param value the value that tells the group apart, or null for the records without one
     */
    public static Predicate holds(Field field, @Nullable IndexValue value) {
        if (value == null) {
            return new Predicate.IsEmpty(field);
        } else if (value instanceof IndexValue.References references) {
            return new Predicate.RefersToAny(field, Set.copyOf(references.ids()));
        } else if (value instanceof IndexValue.Tokens tokens) {
            return new Predicate.HasAny(field, Set.copyOf(tokens.tokens()));
        }
        return new Predicate.In(field, List.of(value));
    }
}
