package dev.crmkit.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The architecture rules. {@link ArchitectureTest} holds the built modules to them, {@link WallsCatchTest} shows for each
 * that it reports what it should.
 */
final class Walls {
    /** What each module may see of the others. */
    static final Map<String, Set<String>> MAY_SEE = Map.of(
            "crm-spi", Set.of(),
            "crm-core", Set.of("crm-spi"),
            "crm-storage-jooq", Set.of("crm-spi"),
            "crm-storage-h2", Set.of("crm-spi", "crm-storage-jooq"),
            "crm-storage-postgres", Set.of("crm-spi", "crm-storage-jooq"),
            "crm-testkit", Set.of("crm-spi", "crm-core"),
            "crm-xlsx", Set.of("crm-spi"));

    /** The only classes that read the machine's clock. */
    static final Set<String> CLOCK_CLASSES = Set.of("dev.crmkit.SystemClock");

    /** The only packages that start threads, each with what is below it. */
    static final List<String> THREAD_PACKAGES =
            List.of("dev.crmkit.schedule", "dev.crmkit.testkit.internal.race", "dev.crmkit.testkit.tck");

    /** Packages of others that the public signatures of every module may name. */
    private static final List<String> OPEN_PACKAGES = List.of("java.", "javax.sql.", "org.jspecify.annotations.");

    /** Packages of others, and single types, that the public signatures of one module may name besides. */
    private static final Map<String, List<String>> OPEN_TO = Map.of(
            "crm-core", List.of("jakarta.validation.Validator"),
            "crm-testkit", List.of("org.junit.jupiter.api.", "org.assertj.core.api."));

    private Walls() {}

    static ArchRule moduleDirections(Function<JavaClass, String> moduleOf) {
        return eachClass("see only the modules it may see", (type, report) -> {
            String from = moduleOf.apply(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = moduleOf.apply(dependency.getTargetClass().getBaseComponentType());
                if (!to.isEmpty()
                        && !to.equals(from)
                        && !MAY_SEE.getOrDefault(from, Set.of()).contains(to)) {
                    report.accept(from + " must not see " + to + ": " + dependency.getDescription());
                }
            }
        });
    }

    static ArchRule onePackageLivesInOneModule(Function<JavaClass, String> moduleOf) {
        Map<String, Set<String>> homes = new TreeMap<>();
        return ArchRuleDefinition.classes().should(new ArchCondition<>("share their package with no other module") {
            @Override
            public void init(Collection<JavaClass> all) {
                homes.clear();
                all.forEach(type -> homes.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>())
                        .add(moduleOf.apply(type)));
            }

            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Set<String> modules = homes.getOrDefault(type.getPackageName(), Set.of());
                if (modules.size() > 1) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in a package of several modules: " + modules));
                }
            }
        });
    }

    /** A package named internal counts as part of the package it hides in. */
    static ArchRule noPackageCycles() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName().replaceFirst("\\.internal(\\..*)?$", ""));
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    static ArchRule internalStaysInItsModule(Function<JavaClass, String> moduleOf) {
        return eachClass("leave the internal packages of other modules alone", (type, report) -> {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String to = moduleOf.apply(target);
                if (!to.isEmpty() && isInternal(target) && !to.equals(moduleOf.apply(type))) {
                    report.accept(dependency.getDescription() + " reaches inside " + to);
                }
            }
        });
    }

    static ArchRule publicSignaturesNameOnlyOurTypes(Function<JavaClass, String> moduleOf) {
        return eachClass("name no types of others and nothing internal in public signatures", (type, report) -> {
            if (!isApi(type)) {
                return;
            }
            List<String> open = Stream.concat(
                            OPEN_PACKAGES.stream(), OPEN_TO.getOrDefault(moduleOf.apply(type), List.of()).stream())
                    .toList();
            signatureOf(type)
                    .forEach((where, types) -> types.stream()
                            .map(JavaClass::getBaseComponentType)
                            .filter(named -> !mayBeNamed(named, open))
                            .forEach(named -> report.accept(where + " names " + named.getName())));
        });
    }

    static ArchRule timeComesFromTheClock() {
        return noAccess(
                "read the machine's clock outside " + CLOCK_CLASSES,
                type -> CLOCK_CLASSES.contains(outermost(type)),
                access -> {
                    String owner = access.getTargetOwner().getName();
                    String name = access.getName();
                    return (owner.startsWith("java.time.") && name.equals("now") && !takes(access, Clock.class))
                            || (owner.equals("java.time.Clock")
                                    && (name.startsWith("system") || name.matches("tick(Millis|Seconds|Minutes)")))
                            || (owner.equals("java.time.InstantSource") && name.equals("system"))
                            || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"))
                            || (owner.equals("java.util.Date") && isCall(access, "<init>", 0))
                            || (access.getTargetOwner().isAssignableTo("java.util.Calendar")
                                    && name.equals("getInstance"));
                });
    }

    static ArchRule noSleep() {
        return noAccess(
                "sleep",
                type -> false,
                access -> access.getName().equals("sleep")
                        && (access.getTargetOwner().isAssignableTo(Thread.class)
                                || access.getTargetOwner().getName().equals("java.util.concurrent.TimeUnit")));
    }

    static ArchRule threadsStartInOnePlace() {
        return noAccess(
                "start threads outside " + THREAD_PACKAGES,
                type -> THREAD_PACKAGES.stream().anyMatch(home -> (type.getPackageName() + ".").startsWith(home + ".")),
                access -> {
                    JavaClass owner = access.getTargetOwner();
                    String name = access.getName();
                    boolean constructs = name.equals("<init>");
                    return (constructs
                                    && (owner.isAssignableTo(Thread.class)
                                            || owner.isAssignableTo("java.util.Timer")
                                            || owner.isAssignableTo("java.util.concurrent.ExecutorService")))
                            || owner.getName().equals("java.util.concurrent.Executors")
                            || (owner.getName().equals("java.util.concurrent.ForkJoinPool")
                                    && name.equals("commonPool"))
                            || (owner.isAssignableTo("java.util.concurrent.CompletableFuture")
                                    && name.endsWith("Async")
                                    && !takes(access, Executor.class))
                            || (owner.isAssignableTo(Collection.class) && name.equals("parallelStream"))
                            || (owner.isAssignableTo("java.util.stream.BaseStream") && name.equals("parallel"));
                });
    }

    static ArchRule noServiceLoader() {
        return eachClass(
                "find nothing by ServiceLoader",
                (type, report) -> type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency ->
                                dependency.getTargetClass().getName().equals("java.util.ServiceLoader"))
                        .forEach(dependency -> report.accept(dependency.getDescription())));
    }

    static ArchRule noStandardStreams() {
        return ArchRuleDefinition.noClasses().should(ACCESS_STANDARD_STREAMS);
    }

    static ArchRule noMutableStatics() {
        return eachClass(
                "keep no state in static fields",
                (type, report) -> type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(Walls::canChange)
                        .forEach(field -> report.accept(field.getFullName() + " can change")));
    }

    static ArchRule packagesAreNullMarked() {
        return eachClass("live in a package that says @NullMarked", (type, report) -> {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                report.accept(type.getName() + ": its package has no package-info.java with @NullMarked");
            }
        });
    }

    static ArchRule namesSayWhatAThingIs() {
        return eachClass("not be named Impl, Manager or Util", (type, report) -> {
            if (type.getSimpleName().matches(".*(Impl|Manager|Utils?)")) {
                report.accept(type.getName() + " has a name that says nothing");
            }
        });
    }

    private static boolean canChange(JavaField field) {
        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
            return true;
        }
        JavaClass type = field.getRawType();
        if (type.isArray()) {
            return !field.getModifiers().contains(JavaModifier.PRIVATE);
        }
        boolean concrete = !type.isInterface();
        return (concrete && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)))
                || type.isAssignableTo("java.util.concurrent.ConcurrentMap")
                || type.isAssignableTo(ThreadLocal.class)
                || type.isAssignableTo("java.text.Format")
                || type.isAssignableTo("java.util.Date")
                || type.getName()
                        .matches("java\\.lang\\.String(Builder|Buffer)|java\\.util\\.concurrent\\.atomic\\..*");
    }

    private static Map<String, Set<JavaClass>> signatureOf(JavaClass type) {
        Map<String, Set<JavaClass>> named = new TreeMap<>();
        Set<JavaClass> header = named.computeIfAbsent(type.getName(), name -> new LinkedHashSet<>());
        type.getSuperclass().ifPresent(parent -> header.addAll(parent.getAllInvolvedRawTypes()));
        type.getInterfaces().forEach(parent -> header.addAll(parent.getAllInvolvedRawTypes()));
        type.getTypeParameters().forEach(parameter -> header.addAll(parameter.getAllInvolvedRawTypes()));
        header.addAll(annotationTypes(type.getAnnotations()));
        type.getFields().stream().filter(field -> isOpen(field.getModifiers())).forEach(field -> {
            Set<JavaClass> types = named.computeIfAbsent(field.getFullName(), name -> new LinkedHashSet<>());
            types.addAll(field.getType().getAllInvolvedRawTypes());
            types.addAll(annotationTypes(field.getAnnotations()));
        });
        type.getCodeUnits().stream()
                .filter(unit -> isOpen(unit.getModifiers()))
                .forEach(unit -> named.computeIfAbsent(unit.getFullName(), name -> new LinkedHashSet<>())
                        .addAll(signatureOf(unit)));
        return named;
    }

    private static Set<JavaClass> signatureOf(JavaCodeUnit unit) {
        Set<JavaClass> types = new LinkedHashSet<>(unit.getReturnType().getAllInvolvedRawTypes());
        for (JavaType parameter : unit.getParameterTypes()) {
            types.addAll(parameter.getAllInvolvedRawTypes());
        }
        for (JavaParameter parameter : unit.getParameters()) {
            types.addAll(annotationTypes(parameter.getAnnotations()));
        }
        unit.getTypeParameters().forEach(parameter -> types.addAll(parameter.getAllInvolvedRawTypes()));
        types.addAll(unit.getExceptionTypes());
        types.addAll(annotationTypes(unit.getAnnotations()));
        return types;
    }

    private static List<JavaClass> annotationTypes(Collection<? extends JavaAnnotation<?>> annotations) {
        return annotations.stream().map(JavaAnnotation::getRawType).toList();
    }

    private static boolean mayBeNamed(JavaClass type, List<String> open) {
        return type.isPrimitive()
                || (type.getName().startsWith("dev.crmkit.") && !isInternal(type))
                || open.stream()
                        .anyMatch(name -> name.endsWith(".")
                                ? type.getName().startsWith(name)
                                : type.getName().equals(name));
    }

    /** Whether users can see the class: it is public, as are the classes round it, and not internal. */
    static boolean isApi(JavaClass type) {
        return isOpen(type.getModifiers())
                && !isInternal(type)
                && type.getEnclosingClass().map(Walls::isApi).orElse(true);
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    private static boolean isInternal(JavaClass type) {
        return (type.getPackageName() + ".").contains(".internal.");
    }

    private static String outermost(JavaClass type) {
        return type.getEnclosingClass().map(Walls::outermost).orElse(type.getName());
    }

    private static boolean isCall(JavaAccess<?> access, String name, int parameters) {
        return access.getName().equals(name)
                && access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().size() == parameters;
    }

    private static boolean takes(JavaAccess<?> access, Class<?> parameter) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && target.getRawParameterTypes().stream().anyMatch(type -> type.isAssignableTo(parameter));
    }

    /** Calls and method references alike. */
    private static ArchRule noAccess(String what, Predicate<JavaClass> exempt, Predicate<JavaAccess<?>> forbidden) {
        return eachClass("not " + what, (type, report) -> {
            if (!exempt.test(type)) {
                type.getAccessesFromSelf().stream()
                        .filter(forbidden)
                        .forEach(access -> report.accept(access.getDescription()));
            }
        });
    }

    private static ArchRule eachClass(String what, BiConsumer<JavaClass, Consumer<String>> check) {
        return classes().should(new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.accept(type, message -> events.add(SimpleConditionEvent.violated(type, message)));
            }
        });
    }
}
