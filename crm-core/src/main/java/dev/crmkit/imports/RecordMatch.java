package dev.crmkit.imports;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By what a cell names a record. A cell that is the id of a record names it in any case. Immutable.
 *
 * @param attribute the slug of a unique attribute of the named record's object; null for its display name, in any case
 * @param createMissing whether a record that is not there is created with this value of the attribute
 */
public record RecordMatch(@Nullable String attribute, boolean createMissing) {

    /** Checks that what is to be created has an attribute. */
    public RecordMatch {
        if (attribute == null && createMissing) {
            throw new IllegalArgumentException(
                    "Records are created by a unique attribute, since several may have one name. Use RecordMatch.by(...)");
        }
    }

    /** By the display name: a name that several records have is a fault of the row. */
    public static RecordMatch byName() {
        return new RecordMatch(null, false);
    }

    /** By a unique attribute. */
    public static RecordMatch by(String attribute) {
        return new RecordMatch(Objects.requireNonNull(attribute, "attribute"), false);
    }

    /** The same; a record that is not there is created. */
    public RecordMatch orCreate() {
        return new RecordMatch(attribute, true);
    }
}
