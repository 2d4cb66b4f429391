package dev.crmkit.internal.mapping;

import dev.crmkit.record.RecordStore;
import dev.crmkit.record.TypedRecords;
import jakarta.validation.Validator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** placeholder until the typed view lands. */
public final class TypedRecordService {
    private TypedRecordService() {}

    public static <T extends Record> TypedRecords<T> of(
            Class<T> type, @Nullable Validator validator, Function<String, RecordStore> stores) {
        if (stores.hashCode() == 0) {
            throw new IllegalStateException();
        }
        throw new UnsupportedOperationException(type.getName() + validator);
    }
}
