package dev.crmkit.internal.mapping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.mapping.MappedComponent.Role;
import dev.crmkit.model.CrmObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Java record as a view of an object, as its class declares it. Thread-safe.
 *
 * @param <T> the Java record
 */
public final class RecordMapping<T extends Record> {
    private final String object;
    private final JavaRecord<T> record;
    private final List<MappedComponent> components;
    private final BeanConstraints constraints;

    /** Definitions are the same Java object until they change, so a binding is found by identity and goes with its definition. */
    private final Cache<CrmObject, RecordBinding<T>> bindings =
            Caffeine.newBuilder().weakKeys().build();

    RecordMapping(String object, JavaRecord<T> record, List<MappedComponent> components, BeanConstraints constraints) {
        this.object = object;
        this.record = record;
        this.components = List.copyOf(components);
        this.constraints = constraints;
    }

    /** The slug of the object. */
    String object() {
        return object;
    }

    JavaRecord<T> record() {
        return record;
    }

    /** One for each component of the record, in order. */
    List<MappedComponent> components() {
        return components;
    }

    /**
     * The mapping on an object as it is defined.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault if they do not fit
     */
    RecordBinding<T> bind(CrmObject definition) {
        return Objects.requireNonNull(bindings.get(definition, known -> RecordBinding.of(this, known)));
    }

    /** Every constraint of Bean Validation that does not hold, by the attributes' slugs. */
    List<Violation> brokenConstraints(T value) {
        return constraints.check(value, components);
    }

    boolean maps(Role role) {
        return components.stream().anyMatch(c -> c.role() == role);
    }

    /** The id that the value carries, if its type maps it and it is not null. */
    Optional<UUID> findId(T value) {
        return Optional.ofNullable((UUID) find(value, Role.ID));
    }

    /** The version that the value carries, if its type maps it and it is not null. */
    Optional<Long> findVersion(T value) {
        return Optional.ofNullable((Long) find(value, Role.VERSION));
    }

    private @Nullable Object find(T value, Role role) {
        List<@Nullable Object> values = record.values(value);
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).role() == role) {
                return values.get(i);
            }
        }
        return null;
    }
}
