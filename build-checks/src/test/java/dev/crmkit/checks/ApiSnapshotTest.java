package dev.crmkit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A change of the public API is a change of a committed file, so that it is seen in review. */
class ApiSnapshotTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "api").normalize();

    static Stream<String> modules() {
        return PublishedModules.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void the_committed_snapshot_is_what_was_built(String module) throws IOException {
        Path file = FOLDER.resolve(module + ".txt");
        String built = ApiSnapshot.of(
                module,
                PublishedModules.classes().stream()
                        .filter(type -> PublishedModules.of(type).equals(module))
                        .toList());
        if (Boolean.getBoolean("api.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, built);
        }
        String committed = Files.exists(file) ? Files.readString(file) : "";
        String difference = ApiSnapshot.difference(committed, built);
        assertThat(difference)
                .withFailMessage(
                        "The public API of %s is not the one in build-checks/api/%s.txt (- committed, + built):%n%s%n"
                                + "If you mean it: mvn verify -Dapi.update=true, then commit the file.",
                        module, module, difference)
                .isEmpty();
    }

    @Test
    void nothing_else_lies_in_the_folder() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .isSubsetOf(modules().map(module -> module + ".txt").toList());
        }
    }

    @Test
    void a_snapshot_shows_what_users_see_and_no_more() {
        assertThat(fixture()).isEqualTo("""
                # Public signatures of fixture. Rewritten by -Dapi.update=true.

                public @interface dev.crmkit.checks.fixtures.api.Mark
                    public String name() default

                public enum dev.crmkit.checks.fixtures.api.Order
                    constant SECOND
                    constant FIRST
                    public boolean isLast()

                public sealed interface dev.crmkit.checks.fixtures.api.Shape<T extends Comparable<T> & java.io.Serializable> extends java.util.function.Supplier<T> permits dev.crmkit.checks.fixtures.api.Shape.Round
                    public default int area() throws java.io.IOException
                    public @Nullable String label(@Nullable String)
                    public static <X> java.util.List<X> of(X...)
                    public java.util.Map<String, ? super T> sizes(java.util.List<? extends Number>, java.util.Set<?>, int[][])

                public record dev.crmkit.checks.fixtures.api.Shape.Round<T extends Comparable<T> & java.io.Serializable>(java.util.List<@Nullable T> values, String @Nullable [] names) implements dev.crmkit.checks.fixtures.api.Shape<T>
                    public Round(java.util.List<@Nullable T>, String @Nullable [])
                    public T get()
                    public @Nullable String label(@Nullable String)
                    public java.util.Map<String, ? super T> sizes(java.util.List<? extends Number>, java.util.Set<?>, int[][])

                public abstract class dev.crmkit.checks.fixtures.api.Thing extends java.util.AbstractList<String>
                    protected Thing(int)
                    @Deprecated public static final long LIMIT
                    protected final String name
                    public final String get(int)
                    protected abstract void grow()

                public static final class dev.crmkit.checks.fixtures.api.Thing.Nested
                """);
    }

    @Test
    void a_difference_names_the_type_and_both_sides() {
        String built = fixture();
        List<String> lines = new ArrayList<>(built.lines().toList());
        lines.replaceAll(line -> line.replace("boolean isLast()", "int isLast()"));
        String committed = String.join("\n", lines) + "\n";

        assertThat(ApiSnapshot.difference(built, built)).isEmpty();
        assertThat(ApiSnapshot.difference(committed, built)).isEqualTo("""
                + public enum dev.crmkit.checks.fixtures.api.Order :: public boolean isLast()
                - public enum dev.crmkit.checks.fixtures.api.Order :: public int isLast()""");
        assertThat(ApiSnapshot.difference("", built)).contains("+ public enum dev.crmkit.checks.fixtures.api.Order");
    }

    @Test
    void a_difference_in_order_counts() {
        assertThat(ApiSnapshot.difference(
                        "enum E\n    constant A\n    constant B\n", "enum E\n    constant B\n    constant A\n"))
                .isNotEmpty();
    }

    private static String fixture() {
        return ApiSnapshot.of(
                "fixture",
                new ClassFileImporter()
                        .importPackages("dev.crmkit.checks.fixtures.api").stream()
                                .toList());
    }
}
