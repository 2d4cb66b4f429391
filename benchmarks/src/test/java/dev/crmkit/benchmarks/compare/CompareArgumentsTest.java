package dev.crmkit.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareArgumentsTest {
    @Test
    @DisplayName("Where nothing is said a million records on PostgreSQL are compared with all layouts by all shapes")
    void defaults() {
        CompareArguments parsed = CompareArguments.parse(List.of());

        assertThat(parsed.database()).isEqualTo(Database.POSTGRES);
        assertThat(parsed.records()).isEqualTo(1_000_000);
        assertThat(parsed.layouts()).containsExactlyInAnyOrder("J", "G", "V");
        assertThat(parsed.shapes()).hasSameSizeAs(Shape.all());
        assertThat(parsed.rowLevelSecurity()).isTrue();
    }

    @Test
    @DisplayName("At least as many shapes are held out as the layout was chosen by")
    void heldOut() {
        assertThat(HeldOutShapes.all())
                .hasSizeGreaterThanOrEqualTo(TunedShapes.all().size());
        assertThat(Shape.all().stream().map(Shape::id)).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("On H2 there is enough for a set of 60,000 deals, and no layout that needs JSONB")
    void h2() {
        CompareArguments parsed =
                CompareArguments.parse(List.of("--storage", "h2", "--queries", "Q1,u3", "--sets", "shared1k,big"));

        assertThat(Sizes.of(parsed.records()).of(Sizes.BIG)).isEqualTo(60_000);
        assertThat(parsed.layouts()).isEmpty();
        assertThat(parsed.sets()).containsExactly("big", "shared1k");
        assertThat(parsed.shapes().stream().map(Shape::id)).containsExactly("Q1", "U3");
    }

    @Test
    @DisplayName("A million records make sets of 400,000, 9,000 and 1,500 deals")
    void sizes() {
        Sizes sizes = Sizes.of(1_000_000);

        assertThat(sizes.of(Sizes.BIG)).isEqualTo(400_000);
        assertThat(sizes.of(Sizes.MIDDLE)).isEqualTo(9_000);
        assertThat(sizes.of(Sizes.SMALL)).isEqualTo(1_500);
        assertThat(sizes.records()).hasSize(60);
        assertThat(sizes.total()).isBetween(980_000, 1_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "--records 12, 12",
        "--records many, many",
        "--storage oracle, oracle",
        "--queries Q99, Q99",
        "--sets huge, huge",
        "--layouts X, X",
        "--storage h2 --layouts J, J",
        "--storage h2 --import-rows 5, COPY",
        "--rounds, --rounds",
        "--fast, --fast"
    })
    @DisplayName("What it does not know it refuses, and says what it was")
    void refusals(String arguments, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CompareArguments.parse(List.of(arguments.split(" ", -1))))
                .withMessageContaining(named);
    }
}
