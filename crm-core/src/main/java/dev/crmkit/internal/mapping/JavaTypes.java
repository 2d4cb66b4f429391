package dev.crmkit.internal.mapping;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Questions to generic types. Not instantiable. */
final class JavaTypes {
    private JavaTypes() {}

    /** As people write it, without packages. */
    static String name(Type type) {
        return type.getTypeName().replaceAll("(?:\\w+[.$])+", "");
    }

    static boolean isPrimitive(Type type) {
        return type instanceof Class<?> plain && plain.isPrimitive();
    }

    /** The type of the members if the type is a list, a set or a collection of known members; else null. */
    static @Nullable Type findMember(Type type) {
        return type instanceof ParameterizedType generic
                        && Set.<Type>of(List.class, Set.class, Collection.class).contains(generic.getRawType())
                ? bound(generic.getActualTypeArguments()[0])
                : null;
    }

    static boolean isSet(Type type) {
        return type instanceof ParameterizedType generic && generic.getRawType().equals(Set.class);
    }

    /** Whether it is {@code Map<String, Object>}, or with a wildcard for the values. */
    static boolean isMap(Type type) {
        return type instanceof ParameterizedType generic
                && generic.getRawType().equals(Map.class)
                && generic.getActualTypeArguments()[0].equals(String.class)
                && bound(generic.getActualTypeArguments()[1]).equals(Object.class);
    }

    private static Type bound(Type argument) {
        return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
    }
}
