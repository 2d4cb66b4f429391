package dev.crmkit.internal.mapping;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Java record taken apart: its components are read, and new ones made, whether or not it is public. Thread-safe.
 *
 * @param <T> the Java record
 */
final class JavaRecord<T> {
    private final Class<T> type;
    private final Constructor<T> constructor;
    private final List<Component> components;
    private final List<Method> accessors;

    private JavaRecord(Class<T> type, Constructor<T> constructor, List<Component> components, List<Method> accessors) {
        this.type = type;
        this.constructor = constructor;
        this.components = components;
        this.accessors = accessors;
    }

    /**
     * Takes a record apart.
     *
     * @throws dev.crmkit.type.InvalidValueException if its module does not let the engine in
     */
    static <T> JavaRecord<T> of(Class<T> type) {
        RecordComponent[] declared = type.getRecordComponents();
        Class<?>[] parameters = new Class<?>[declared.length];
        List<Component> components = new ArrayList<>();
        List<Method> accessors = new ArrayList<>();
        for (int i = 0; i < declared.length; i++) {
            parameters[i] = declared[i].getType();
            components.add(new Component(declared[i].getName(), declared[i].getGenericType(), declared[i]));
            accessors.add(declared[i].getAccessor());
        }
        Constructor<T> constructor;
        try {
            constructor = type.getDeclaredConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Every Java record has a canonical constructor", e);
        }
        boolean open = constructor.trySetAccessible();
        for (Method accessor : accessors) {
            open &= accessor.trySetAccessible();
        }
        if (!open) {
            throw MappingFaults.invalid("is closed to reflection. Open its package " + type.getPackageName()
                    + " in its module to dev.crmkit.core");
        }
        return new JavaRecord<>(type, constructor, List.copyOf(components), List.copyOf(accessors));
    }

    /** The record's class. */
    Class<T> type() {
        return type;
    }

    /** The components in order. */
    List<Component> components() {
        return components;
    }

    /** What the components of a record hold, in order. */
    List<@Nullable Object> values(Object record) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Method accessor : accessors) {
            try {
                values.add(accessor.invoke(record));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(accessor + " was made accessible", e);
            } catch (InvocationTargetException e) {
                throw refused("cannot be read", e);
            }
        }
        return values;
    }

    /** A record of these values. */
    T create(List<@Nullable Object> values) {
        try {
            return constructor.newInstance(values.toArray());
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(constructor + " was made accessible", e);
        } catch (InvocationTargetException e) {
            throw refused("refuses a record that is stored", e);
        }
    }

    private CrmException refused(String what, InvocationTargetException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return new CrmException(
                ErrorCode.MAPPING_INVALID,
                "The Java record " + JavaTypes.name(type) + " " + what + ": " + cause
                        + ". Let it take every value that the attributes allow",
                Map.of("type", type.getName()),
                cause);
    }

    /**
     * A component. Immutable.
     *
     * @param name as the record declares it
     * @param type its generic type
     * @param declared for its annotations
     */
    record Component(String name, Type type, RecordComponent declared) {}
}
