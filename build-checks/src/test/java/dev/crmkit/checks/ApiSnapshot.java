package dev.crmkit.checks;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The public signatures of some classes as text: every type users can see, with the public and protected members it
 * declares itself. The same on every JDK: types and members are sorted, enum constants and record components keep their
 * order.
 */
final class ApiSnapshot {
    private static final String INDENT = "    ";

    private ApiSnapshot() {}

    static String of(String title, Collection<JavaClass> classes) {
        TreeMap<String, Class<?>> types = new TreeMap<>();
        classes.stream()
                .filter(Walls::isApi)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .map(type -> load(type.getName()))
                .filter(type -> !type.isAnonymousClass() && !type.isLocalClass())
                .forEach(type -> types.put(nameOf(type), type));
        StringBuilder text =
                new StringBuilder("# Public signatures of " + title + ". Rewritten by -Dapi.update=true.\n");
        types.values().forEach(type -> {
            text.append('\n').append(header(type)).append('\n');
            members(type).forEach(member -> text.append(INDENT).append(member).append('\n'));
        });
        return text.toString();
    }

    /** The lines only one of two snapshots has, each with the type it belongs to; empty when they say the same. */
    static String difference(String committed, String built) {
        Set<String> before = qualifiedLines(committed);
        Set<String> after = qualifiedLines(built);
        TreeMap<String, String> lines = new TreeMap<>();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.put(line + " -", "- " + line));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.put(line + " +", "+ " + line));
        if (lines.isEmpty() && !committed.equals(built)) {
            return "the same lines in another order";
        }
        return String.join("\n", lines.values());
    }

    private static Set<String> qualifiedLines(String snapshot) {
        Set<String> lines = new LinkedHashSet<>();
        String type = "";
        for (String line : snapshot.lines().filter(each -> !each.isBlank()).toList()) {
            if (line.startsWith(INDENT)) {
                lines.add(type + " :: " + line.strip());
            } else {
                type = line.replaceFirst("[<(].*", "").replaceFirst(" (extends|implements|permits) .*", "");
                lines.add(type + " :: " + line);
            }
        }
        return lines;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ApiSnapshot.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Class " + name + " was found but cannot be loaded", e);
        }
    }

    private static String header(Class<?> type) {
        StringBuilder text = new StringBuilder(deprecated(type));
        text.append(Modifier.isProtected(type.getModifiers()) ? "protected " : "public ");
        boolean plain = !type.isInterface() && !type.isEnum() && !type.isRecord();
        if (type.isMemberClass() && plain && Modifier.isStatic(type.getModifiers())) {
            text.append("static ");
        }
        if (plain && Modifier.isAbstract(type.getModifiers())) {
            text.append("abstract ");
        }
        if (plain && Modifier.isFinal(type.getModifiers())) {
            text.append("final ");
        }
        if (type.isSealed() && !type.isEnum()) {
            text.append("sealed ");
        }
        text.append(kind(type)).append(' ').append(nameOf(type)).append(typeParameters(type.getTypeParameters()));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents())
                    .map(component -> show(component.getAnnotatedType()) + " " + component.getName())
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        AnnotatedType parent = type.getAnnotatedSuperclass();
        if (plain && parent != null && parent.getType() != Object.class) {
            text.append(" extends ").append(show(parent));
        }
        if (!type.isAnnotation() && type.getAnnotatedInterfaces().length > 0) {
            text.append(type.isInterface() ? " extends " : " implements ").append(list(type.getAnnotatedInterfaces()));
        }
        if (type.isSealed() && !type.isEnum()) {
            text.append(Arrays.stream(type.getPermittedSubclasses())
                    .filter(permitted -> Modifier.isPublic(permitted.getModifiers()))
                    .map(ApiSnapshot::nameOf)
                    .sorted()
                    .collect(Collectors.joining(", ", " permits ", "")));
        }
        return text.toString();
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "@interface";
        }
        if (type.isInterface()) {
            return "interface";
        }
        if (type.isEnum()) {
            return "enum";
        }
        return type.isRecord() ? "record" : "class";
    }

    private static List<String> members(Class<?> type) {
        List<String> members = new ArrayList<>();
        if (type.isEnum()) {
            Arrays.stream(type.getDeclaredFields())
                    .filter(Field::isEnumConstant)
                    .forEach(constant -> members.add(deprecated(constant) + "constant " + constant.getName()));
        }
        Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> isOpen(constructor.getModifiers()) && !constructor.isSynthetic())
                .map(constructor -> show(constructor, type))
                .sorted()
                .forEach(members::add);
        Arrays.stream(type.getDeclaredFields())
                .filter(field -> isOpen(field.getModifiers()) && !field.isSynthetic() && !field.isEnumConstant())
                .map(ApiSnapshot::show)
                .sorted()
                .forEach(members::add);
        TreeMap<String, String> methods = new TreeMap<>();
        Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isOpen(method.getModifiers()) && !method.isSynthetic() && !method.isBridge())
                .filter(method -> !isImplied(method))
                .forEach(method -> methods.put(method.getName() + " " + show(method), show(method)));
        members.addAll(methods.values());
        return members;
    }

    /** What every enum and every record has anyway. */
    private static boolean isImplied(Method method) {
        Class<?> type = method.getDeclaringClass();
        String call = method.getName() + Arrays.toString(method.getParameterTypes());
        if (type.isEnum()) {
            return Modifier.isStatic(method.getModifiers())
                    && Set.of("values[]", "valueOf[class java.lang.String]").contains(call);
        }
        return type.isRecord()
                && (Set.of("toString[]", "hashCode[]", "equals[class java.lang.Object]")
                                .contains(call)
                        || Arrays.stream(type.getRecordComponents())
                                .anyMatch(component -> method.equals(component.getAccessor())));
    }

    private static String show(Constructor<?> constructor, Class<?> type) {
        return deprecated(constructor)
                + access(constructor.getModifiers())
                + typeParameters(constructor.getTypeParameters(), " ")
                + type.getSimpleName()
                + parameters(constructor);
    }

    private static String show(Field field) {
        return deprecated(field) + access(field.getModifiers()) + show(field.getAnnotatedType()) + " "
                + field.getName();
    }

    private static String show(Method method) {
        String kind = method.isDefault() ? "default " : "";
        String value = method.getDefaultValue() == null ? "" : " default";
        int modifiers = method.getDeclaringClass().isInterface()
                ? method.getModifiers() & ~Modifier.ABSTRACT
                : method.getModifiers();
        return deprecated(method) + access(modifiers) + kind + typeParameters(method.getTypeParameters(), " ")
                + show(method.getAnnotatedReturnType()) + " " + method.getName() + parameters(method) + value;
    }

    private static String parameters(Executable executable) {
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        String text = "(" + list(types) + ")";
        if (executable.isVarArgs()) {
            text = text.replaceFirst("\\[]\\)$", "...)");
        }
        AnnotatedType[] thrown = executable.getAnnotatedExceptionTypes();
        return thrown.length == 0 ? text : text + " throws " + list(thrown);
    }

    private static String access(int modifiers) {
        StringBuilder text = new StringBuilder(Modifier.isProtected(modifiers) ? "protected " : "public ");
        if (Modifier.isStatic(modifiers)) {
            text.append("static ");
        }
        if (Modifier.isAbstract(modifiers)) {
            text.append("abstract ");
        }
        if (Modifier.isFinal(modifiers)) {
            text.append("final ");
        }
        return text.toString();
    }

    private static String deprecated(AnnotatedElement element) {
        Deprecated mark = element.getAnnotation(Deprecated.class);
        if (mark == null) {
            return "";
        }
        return mark.forRemoval() ? "@Deprecated(forRemoval) " : "@Deprecated ";
    }

    private static String typeParameters(TypeVariable<?>[] parameters, String after) {
        String text = typeParameters(parameters);
        return text.isEmpty() ? "" : text + after;
    }

    private static String typeParameters(TypeVariable<?>[] parameters) {
        if (parameters.length == 0) {
            return "";
        }
        return Arrays.stream(parameters)
                .map(parameter -> {
                    String bounds = Arrays.stream(parameter.getAnnotatedBounds())
                            .map(ApiSnapshot::show)
                            .collect(Collectors.joining(" & "));
                    return bounds.equals("Object") ? parameter.getName() : parameter.getName() + " extends " + bounds;
                })
                .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String list(AnnotatedType[] types) {
        return Arrays.stream(types).map(ApiSnapshot::show).collect(Collectors.joining(", "));
    }

    private static String show(AnnotatedType type) {
        if (type instanceof AnnotatedArrayType array) {
            String nullable = nullable(type);
            return show(array.getAnnotatedGenericComponentType()) + (nullable.isEmpty() ? "" : " " + nullable) + "[]";
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            if (wildcard.getAnnotatedLowerBounds().length > 0) {
                return "? super " + list(wildcard.getAnnotatedLowerBounds());
            }
            String upper = list(wildcard.getAnnotatedUpperBounds());
            return upper.equals("Object") ? "?" : "? extends " + upper;
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            return nullable(type) + nameOf(rawType(type.getType())) + "<"
                    + list(parameterized.getAnnotatedActualTypeArguments()) + ">";
        }
        Type plain = type.getType();
        return nullable(type) + (plain instanceof Class<?> raw ? nameOf(raw) : plain.getTypeName());
    }

    private static Class<?> rawType(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    private static String nullable(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
    }

    /** The canonical name, without {@code java.lang.}. */
    private static String nameOf(Class<?> type) {
        String name = type.getCanonicalName() == null ? type.getName() : type.getCanonicalName();
        return type.isPrimitive() || (name.startsWith("java.lang.") && name.lastIndexOf('.') == 9)
                ? name.substring(name.lastIndexOf('.') + 1)
                : name;
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }
}
