package dev.crmkit.internal.mapping;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts that the values of a compound type have. Immutable. */
enum CompoundForm {
    /** CURRENCY. */
    MONEY(List.of("amount", "currency"), Set.of("amount"), Set.of("amount"), "", false),
    /** LOCATION. */
    PLACE(
            List.of("line1", "line2", "city", "region", "postalCode", "country", "latitude", "longitude"),
            Set.of("latitude", "longitude"),
            Set.of(),
            "",
            false),
    /** PERSON_NAME. */
    NAME(
            List.of("prefix", "first", "middle", "last", "suffix", FullNameConversion.FULL),
            Set.of(),
            Set.of(),
            FullNameConversion.FULL,
            false),
    /** A member of FILE. */
    FILE(List.of("id", "name", "size", "mediaType"), Set.of("size"), Set.of("size"), "", true);

    private final List<String> parts;
    private final Set<String> numbers;
    private final Set<String> neverEmpty;
    private final String derivedPart;
    private final boolean needsAllParts;

    CompoundForm(
            List<String> parts,
            Set<String> numbers,
            Set<String> neverEmpty,
            String derivedPart,
            boolean needsAllParts) {
        this.parts = parts;
        this.numbers = numbers;
        this.neverEmpty = neverEmpty;
        this.derivedPart = derivedPart;
        this.needsAllParts = needsAllParts;
    }

    /** The names of the parts, in order. */
    List<String> parts() {
        return parts;
    }

    /** The part that is derived from the others; empty if none is. */
    String derivedPart() {
        return derivedPart;
    }

    /** Whether a value that lacks a part is refused. */
    boolean needsAllParts() {
        return needsAllParts;
    }

    /** What a component of the part may be, for messages. */
    String partChoices(String part) {
        return numbers.contains(part) ? NumberConversion.CHOICES : "String";
    }

    /** How a component of that type holds the part; null if there is no such part, or the type does not fit. */
    @Nullable
    Conversion partConversion(String part, Type type) {
        if (numbers.contains(part)) {
            boolean fits = neverEmpty.contains(part) || !JavaTypes.isPrimitive(type);
            return fits ? NumberConversion.find(type) : null;
        }
        return parts.contains(part) && type.equals(String.class) ? new SameConversion(String.class) : null;
    }
}
