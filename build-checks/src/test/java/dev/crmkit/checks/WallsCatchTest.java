package dev.crmkit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each wall reports its fixtures: a class {@code Bad…} in {@code fixtures.<topic>..} must be reported, any other must not.
 */
class WallsCatchTest {
    private static final String FIXTURES = "dev.crmkit.checks.fixtures.";

    /** The package below the topic says which module a fixture plays. */
    private static final Map<String, String> MODULES = Map.of(
            "spi", "crm-spi",
            "core", "crm-core",
            "jooq", "crm-storage-jooq",
            "h2", "crm-storage-h2",
            "postgres", "crm-storage-postgres",
            "testkit", "crm-testkit");

    @Test
    void module_directions() {
        catchesExactly(Walls.moduleDirections(WallsCatchTest::moduleOf), "directions");
    }

    @Test
    void one_package_in_one_module() {
        catchesExactly(
                Walls.onePackageLivesInOneModule(
                        type -> type.getSimpleName().endsWith("OfCore") ? "crm-core" : "crm-spi"),
                "split");
    }

    @Test
    void package_cycles() {
        catchesExactly(Walls.noPackageCycles(), "cycles");
    }

    @Test
    void internal_packages() {
        catchesExactly(Walls.internalStaysInItsModule(WallsCatchTest::moduleOf), "internals");
    }

    @Test
    void public_signatures() {
        catchesExactly(Walls.publicSignaturesNameOnlyOurTypes(WallsCatchTest::moduleOf), "signatures");
    }

    @Test
    void clock() {
        catchesExactly(Walls.timeComesFromTheClock(), "clock");
    }

    @Test
    void sleep() {
        catchesExactly(Walls.noSleep(), "sleep");
    }

    @Test
    void threads() {
        catchesExactly(Walls.threadsStartInOnePlace(), "threads");
    }

    @Test
    void service_loader() {
        catchesExactly(Walls.noServiceLoader(), "loader");
    }

    @Test
    void standard_streams() {
        catchesExactly(Walls.noStandardStreams(), "streams");
    }

    @Test
    void mutable_statics() {
        catchesExactly(Walls.noMutableStatics(), "statics");
    }

    @Test
    void null_marked() {
        catchesExactly(Walls.packagesAreNullMarked(), "nulls");
    }

    @Test
    void names() {
        catchesExactly(Walls.namesSayWhatAThingIs(), "names");
    }

    private static void catchesExactly(ArchRule rule, String topic) {
        var fixtures = new ClassFileImporter().importPackages(FIXTURES + topic);
        List<String> reports = rule.evaluate(fixtures).getFailureReport().getDetails();
        List<JavaClass> bad = fixtures.stream()
                .filter(type -> isBad(type.getSimpleName()))
                .filter(type -> !type.isAnonymousClass())
                .toList();
        assertThat(bad).isNotEmpty();
        for (JavaClass type : bad) {
            assertThat(reports)
                    .as("reports on %s", type.getName())
                    .anySatisfy(report -> assertThat(report).contains(type.getName()));
        }
        assertThat(reports)
                .allSatisfy(report -> assertThat(namesIn(report, bad)).isNotEmpty());
    }

    private static String namesIn(String report, List<JavaClass> bad) {
        return bad.stream().map(JavaClass::getName).filter(report::contains).collect(Collectors.joining(" "));
    }

    private static boolean isBad(String simpleName) {
        return simpleName.startsWith("Bad");
    }

    private static String moduleOf(JavaClass type) {
        return Stream.of(type.getPackageName())
                .filter(name -> name.startsWith(FIXTURES))
                .map(name -> name.substring(FIXTURES.length()).split("\\.", -1))
                .filter(parts -> parts.length > 1)
                .map(parts -> MODULES.getOrDefault(parts[1], ""))
                .findFirst()
                .orElse("");
    }
}
