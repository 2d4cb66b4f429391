package dev.crmkit.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a SELECT, STATUS or MULTI_SELECT attribute. Immutable.
 *
 * @param id what records store and filters name; never changes, never reused within the attribute; 1 to 100 characters
 * @param title what people read; 1 to 255 characters
 * @param colour a host's colour name or code, or null
 * @param state what it says about the work; STATUS options have one, others null
 * @param archived no longer offered for new values; records that have it keep it
 */
public record AttributeOption(
        String id,
        String title,
        @Nullable String colour,
        @Nullable OptionState state,
        boolean archived) {

    /** Checks that id and title are there; their form is checked when the attribute is defined. */
    public AttributeOption {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(title, "title");
    }

    /** A plain option whose title is its id. */
    public static AttributeOption of(String id) {
        return new AttributeOption(id, id, null, null, false);
    }

    /** A plain option. */
    public static AttributeOption of(String id, String title) {
        return new AttributeOption(id, title, null, null, false);
    }

    /** A STATUS option whose title is its id. */
    public static AttributeOption of(String id, OptionState state) {
        return new AttributeOption(id, id, null, state, false);
    }

    /** The same option with another title. */
    public AttributeOption titled(String newTitle) {
        return new AttributeOption(id, newTitle, colour, state, archived);
    }

    /** The same option with a colour. */
    public AttributeOption coloured(@Nullable String newColour) {
        return new AttributeOption(id, title, newColour, state, archived);
    }

    /** The same option, no longer offered. */
    public AttributeOption asArchived() {
        return new AttributeOption(id, title, colour, state, true);
    }
}
