package dev.crmkit.internal.record;

import dev.crmkit.model.RecordState;
import dev.crmkit.query.SystemFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields that every record has and callers write. Not instantiable. */
final class RecordFields {
    private static final Map<String, Function<RecordState, @Nullable String>> FIELDS = Map.of(
            SystemFields.OWNER, RecordState::owner,
            SystemFields.ASSIGNEE, RecordState::assignee,
            SystemFields.SOURCE, RecordState::source);

    private RecordFields() {}

    /** Whether there is such a field. */
    static boolean has(String field) {
        return FIELDS.containsKey(field);
    }

    static @Nullable String get(RecordState state, String field) {
        return Objects.requireNonNull(FIELDS.get(field), field).apply(state);
    }

    static void set(RecordDraft draft, String field, @Nullable String value) {
        switch (field) {
            case SystemFields.OWNER -> draft.owner(value);
            case SystemFields.ASSIGNEE -> draft.assignee(value);
            case SystemFields.SOURCE -> draft.source(value);
            default -> throw new IllegalArgumentException("Not a field that is written: " + field);
        }
    }

    /** A field before and after. Immutable. */
    record Pair(@Nullable String before, @Nullable String after) {}

    /** The fields in which the two differ. */
    static Map<String, Pair> changes(RecordState before, RecordState after) {
        Map<String, Pair> changes = new LinkedHashMap<>();
        FIELDS.forEach((field, getter) -> {
            Pair pair = new Pair(getter.apply(before), getter.apply(after));
            if (!Objects.equals(pair.before(), pair.after())) {
                changes.put(field, pair);
            }
        });
        return changes;
    }
}
