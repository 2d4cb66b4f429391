package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.testkit.SpecRule;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RulesCoveredTest {
    private static final List<Class<?>> KITS =
            List.of(ValuesTck.class, FiltersTck.class, RelativeDatesTck.class, QueriesTck.class, AggregatesTck.class);

    private static Stream<Method> tests() {
        return KITS.stream()
                .flatMap(kit -> Stream.of(kit.getDeclaredMethods()))
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(TestFactory.class));
    }

    private static Stream<String> rules(String chapter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> chapter + "-" + number);
    }

    @Test
    void everyRuleOfValuesFiltersAndQueriesHasATest() {
        Set<String> covered = new TreeSet<>();
        tests().map(test -> test.getAnnotation(SpecRule.class)).forEach(rule -> covered.addAll(List.of(rule.value())));
        List<String> rules = Stream.of(rules("VAL", 7), rules("FLT", 9), rules("QRY", 6))
                .flatMap(chapter -> chapter)
                .toList();
        assertThat(covered).containsExactlyInAnyOrderElementsOf(rules);
    }

    @Test
    void everyTestSaysItsRuleAndItsPromise() {
        assertThat(tests()).isNotEmpty().allSatisfy(test -> {
            assertThat(test.isAnnotationPresent(SpecRule.class)).isTrue();
            assertThat(test.getAnnotation(DisplayName.class)).isNotNull();
        });
    }
}
