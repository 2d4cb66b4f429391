package dev.crmkit.internal.type;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the id of a record from what callers have in hand. Not instantiable. */
public final class RecordIds {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private RecordIds() {}

    /**
     * The id of a record.
     *
     * @param input a {@code UUID}, its text, a {@code CrmRecord} or a {@code RecordRef}
     * @throws dev.crmkit.type.InvalidValueException if it is none of these
     */
    public static UUID read(Object input) {
        if (input instanceof UUID id) {
            return id;
        } else if (input instanceof CrmRecord record) {
            return record.id();
        } else if (input instanceof RecordRef reference) {
            return reference.id();
        } else if (input instanceof String text) {
            String id = WhiteSpace.strip(text).toLowerCase(Locale.ROOT);
            if (FORM.matcher(id).matches()) {
                return UUID.fromString(id);
            }
            throw Refusals.malformed(
                    text, "is not the id of a record: a UUID such as 01890a5d-ac96-774b-bcce-b302099a8057");
        }
        throw Refusals.wrongType(input, "a record: its id, a CrmRecord or a RecordRef");
    }
}
