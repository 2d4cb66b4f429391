package dev.crmkit.testkit.internal.memory;

import dev.crmkit.model.RecordState;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stored record with its projections. Immutable. */
record RecordRow(StoredRecord record, Map<Field.Attribute, IndexValue> index, String searchText) {

    static RecordRow of(RecordWrite write) {
        return new RecordRow(write.record(), write.index(), write.searchText());
    }

    RecordRow touched(Instant at) {
        RecordState state = record.state();
        return new RecordRow(
                new StoredRecord(
                        record.id(),
                        record.objectId(),
                        record.version(),
                        record.displayName(),
                        new RecordState(
                                state.owner(),
                                state.assignee(),
                                state.source(),
                                state.createdAt(),
                                state.createdBy(),
                                state.updatedAt(),
                                state.archivedAt(),
                                at),
                        record.values(),
                        record.longValues(),
                        record.sources()),
                index,
                searchText);
    }

    /** The value of the field, or null if it is empty. */
    @Nullable
    IndexValue value(Field field) {
        if (field instanceof Field.Attribute attribute) {
            return index.get(attribute);
        }
        RecordState state = record.state();
        return switch ((Field.SystemField) field) {
            case ID -> new IndexValue.References(List.of(record.id()));
            case DISPLAY_NAME -> record.displayName().isEmpty() ? null : IndexValue.Text.of(record.displayName());
            case OWNER -> token(state.owner());
            case ASSIGNEE -> token(state.assignee());
            case SOURCE -> token(state.source());
            case CREATED_AT -> moment(state.createdAt());
            case UPDATED_AT -> moment(state.updatedAt());
            case ARCHIVED_AT -> moment(state.archivedAt());
            case LAST_ACTIVITY_AT -> moment(state.lastActivityAt());
        };
    }

    private static @Nullable IndexValue token(@Nullable String text) {
        return text == null ? null : new IndexValue.Token(text);
    }

    private static @Nullable IndexValue moment(@Nullable Instant instant) {
        return instant == null ? null : new IndexValue.Moment(instant);
    }
}
