package dev.crmkit.internal.mapping;

import jakarta.validation.Validator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The Java records that one engine sees records as. Each is taken apart once and goes with its class. Thread-safe. */
public final class RecordMappings {
    private final ClassValue<RecordMapping<?>> mappings;

    /**
     * Without any yet.
     *
     * @param validator checks the constraints of Bean Validation, or null
     */
    public RecordMappings(@Nullable Validator validator) {
        this.mappings = new ClassValue<>() {
            @Override
            protected RecordMapping<?> computeValue(Class<?> type) {
                return new MappingReader().read(type.asSubclass(Record.class), BeanConstraints.of(type, validator));
            }
        };
    }

    /**
     * The mapping of a Java record.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault if it cannot be a view of any object
     */
    @SuppressWarnings("unchecked") // the mapping of a class is of its type
    public <T extends Record> RecordMapping<T> of(Class<T> type) {
        return (RecordMapping<T>) mappings.get(Objects.requireNonNull(type, "type"));
    }
}
