package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.testkit.SpecRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The page of rules and the kit name the same numbers. */
class StorageRulesPageTest {
    private static final Pattern RULE = Pattern.compile("- \\*\\*(STO-\\d+\\.\\d+)\\*\\* (.*)");

    private static List<Matcher> rules() throws IOException {
        return Files.readAllLines(Path.of("..", "docs", "spi", "storage.md")).stream()
                .map(RULE::matcher)
                .filter(Matcher::matches)
                .toList();
    }

    private static Set<String> tested() {
        Set<String> tested = new TreeSet<>();
        Arrays.stream(StorageTck.class.getDeclaredClasses())
                .filter(group -> group.isAnnotationPresent(Nested.class))
                .flatMap(group -> Stream.of(Test.class, TestFactory.class)
                        .flatMap(kind ->
                                AnnotationSupport.findAnnotatedMethods(group, kind, HierarchyTraversalMode.TOP_DOWN)
                                        .stream()))
                .forEach(method -> {
                    List<SpecRule> named = AnnotationSupport.findRepeatableAnnotations(method, SpecRule.class);
                    assertThat(named).as("rules of %s", method).isNotEmpty();
                    named.forEach(rule -> tested.addAll(List.of(rule.value())));
                });
        return tested;
    }

    @Test
    @DisplayName("Every rule of the page is proved by a test or says that it cannot be, and no test names another")
    void sameNumbers() throws IOException {
        Set<String> testable = new TreeSet<>();
        rules().stream()
                .filter(rule -> !rule.group(2).contains("(untestable)"))
                .forEach(rule -> testable.add(rule.group(1)));
        assertThat(testable).hasSizeGreaterThan(100).isEqualTo(tested());
    }

    @Test
    @DisplayName("The numbers of each group rise one by one")
    void numbersRise() throws IOException {
        int group = 0;
        int last = 0;
        for (Matcher rule : rules()) {
            String[] numbers = rule.group(1).substring(4).split("\\.", -1);
            int in = Integer.parseInt(numbers[0]);
            last = in == group ? last + 1 : 1;
            assertThat(in).isIn(group, group + 1);
            group = in;
            assertThat(Integer.parseInt(numbers[1])).as(rule.group(1)).isEqualTo(last);
        }
        assertThat(group).isEqualTo(17);
    }

    @Test
    @DisplayName("Every test of the kit is a sentence")
    void sentences() {
        for (Class<?> group : StorageTck.class.getDeclaredClasses()) {
            if (group.isAnnotationPresent(Nested.class)) {
                ReflectionSupport.findMethods(
                                group,
                                method -> method.isAnnotationPresent(Test.class)
                                        || method.isAnnotationPresent(TestFactory.class),
                                HierarchyTraversalMode.TOP_DOWN)
                        .forEach(method -> assertThat(method.getAnnotation(DisplayName.class))
                                .as("name of %s", method)
                                .isNotNull()
                                .satisfies(name -> assertThat(name.value()).contains(" ")));
            }
        }
    }
}
