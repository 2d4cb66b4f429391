package dev.crmkit.internal.mapping;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Looks for constraints of Bean Validation without an implementation of it. Not instantiable. */
final class ConstraintSearch {
    private static final String CONSTRAINT = "jakarta.validation.Constraint";
    private static final String CASCADE = "jakarta.validation.Valid";

    private ConstraintSearch() {}

    /** Whether the record, one of its components or a type argument of one carries a constraint, or asks for those of another type. */
    static boolean declaresAny(Class<?> type) {
        return isConstrained(type)
                || Arrays.stream(type.getDeclaredFields()).anyMatch(ConstraintSearch::isConstrainedField);
    }

    private static boolean isConstrainedField(Field field) {
        return isConstrained(field) || isConstrainedType(field.getAnnotatedType());
    }

    private static boolean isConstrainedType(AnnotatedType type) {
        if (isConstrained(type)) {
            return true;
        } else if (type instanceof AnnotatedParameterizedType generic) {
            return Arrays.stream(generic.getAnnotatedActualTypeArguments())
                    .anyMatch(ConstraintSearch::isConstrainedType);
        }
        return type instanceof AnnotatedArrayType array && isConstrainedType(array.getAnnotatedGenericComponentType());
    }

    private static boolean isConstrained(AnnotatedElement element) {
        return Arrays.stream(element.getAnnotations()).anyMatch(ConstraintSearch::isConstraint);
    }

    private static boolean isConstraint(Annotation annotation) {
        Class<? extends Annotation> type = annotation.annotationType();
        return type.getName().equals(CASCADE)
                || isConstraintType(type)
                || repeated(type).stream().anyMatch(ConstraintSearch::isConstraintType);
    }

    private static boolean isConstraintType(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(meta -> meta.annotationType().getName().equals(CONSTRAINT));
    }

    /** What an annotation repeats, as {@code @Size.List} does {@code @Size}. */
    private static Set<Class<?>> repeated(Class<? extends Annotation> type) {
        List<Method> members = Arrays.stream(type.getDeclaredMethods())
                .filter(member -> member.getName().equals("value"))
                .toList();
        return members.isEmpty() || !members.get(0).getReturnType().isArray()
                ? Set.of()
                : Set.of(members.get(0).getReturnType().getComponentType());
    }
}
