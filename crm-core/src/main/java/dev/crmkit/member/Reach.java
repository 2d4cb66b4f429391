package dev.crmkit.member;

import dev.crmkit.query.Filter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which records of an object: the union of its parts and conditions; nothing without any. Immutable.
 *
 * @param parts what is said in words, unmodifiable
 * @param conditions what is said by conditions, unmodifiable; they follow no references
 */
public record Reach(Set<Part> parts, List<Filter> conditions) {
    private static final Reach NOTHING = new Reach(Set.of(), List.of());

    /** Copies the collections. */
    public Reach {
        parts = Set.copyOf(parts);
        conditions = List.copyOf(conditions);
    }

    /** No record. */
    public static Reach nothing() {
        return NOTHING;
    }

    /** Every record. */
    public static Reach all() {
        return of(Part.ALL);
    }

    /** Records whose owner or assignee is the actor. */
    public static Reach own() {
        return of(Part.OWN);
    }

    /** Records whose owner or assignee is one of the actor's groups, or somebody in one of them. */
    public static Reach ownGroup() {
        return of(Part.OWN_GROUP);
    }

    /** Records without an owner. */
    public static Reach unclaimed() {
        return of(Part.UNCLAIMED);
    }

    /** Records that make the condition true; it names attributes of the object and system fields, and follows no reference. */
    public static Reach where(Filter condition) {
        return new Reach(Set.of(), List.of(Objects.requireNonNull(condition, "condition")));
    }

    private static Reach of(Part part) {
        return new Reach(Set.of(part), List.of());
    }

    /** The records of this and of the other. */
    public Reach or(Reach other) {
        Set<Part> allParts = EnumSet.noneOf(Part.class);
        allParts.addAll(parts);
        allParts.addAll(other.parts);
        List<Filter> allConditions = new ArrayList<>(conditions);
        other.conditions.stream().filter(c -> !conditions.contains(c)).forEach(allConditions::add);
        return new Reach(allParts, allConditions);
    }

    /** Whether it is every record, whatever else is said. */
    public boolean isAll() {
        return parts.contains(Part.ALL);
    }

    /** Whether it is no record. */
    public boolean isNothing() {
        return parts.isEmpty() && conditions.isEmpty();
    }

    /** Whether every record of the other is surely in this one; of conditions only equal ones count. */
    public boolean covers(Reach other) {
        return isAll() || (parts.containsAll(other.parts) && conditions.containsAll(other.conditions));
    }

    /** A reach in words. Immutable. */
    public enum Part {
        /** See {@link Reach#all()}. */
        ALL,
        /** See {@link Reach#own()}. */
        OWN,
        /** See {@link Reach#ownGroup()}. */
        OWN_GROUP,
        /** See {@link Reach#unclaimed()}. */
        UNCLAIMED
    }
}
