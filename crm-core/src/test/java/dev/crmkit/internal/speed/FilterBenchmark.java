package dev.crmkit.internal.speed;

import static dev.crmkit.query.Filter.attr;

import dev.crmkit.error.Violation;
import dev.crmkit.internal.query.FilterCompiler;
import dev.crmkit.query.Filter;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.EvaluationContext;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to turn a condition into what a storage is asked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class FilterBenchmark {
    private static final EvaluationContext CONTEXT = new EvaluationContext(SampleDeal.NOW, ZoneId.of("Europe/Berlin"));

    /** Which condition: {@code one} comparison, {@code several} as a saved list has, or {@code path} for one over a reference. */
    @Param({"one", "several", "path"})
    public String condition = "one";

    /** As for a call: the compiler is made anew, because relative dates hang on the time. */
    @Benchmark
    public Predicate compile() {
        List<Violation> faults = new ArrayList<>();
        Predicate predicate = new FilterCompiler(SampleDeal.TYPES, SampleDeal::find, CONTEXT)
                .compile(SampleDeal.OBJECT, filter(), faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.toString());
        }
        return predicate;
    }

    private Filter filter() {
        return switch (condition) {
            case "one" -> attr("stage").eq("stage_03");
            case "several" ->
                Filter.or(List.of(
                        attr("stage")
                                .in("stage_01", "stage_02", "stage_03")
                                .and(attr("amount").between(1_000, 20_000))
                                .and(attr("tags").containsAny(List.of("tags_03", "tags_04")))
                                .and(attr("name").contains("granite")),
                        attr("close_date")
                                .lt(LocalDate.of(2026, 6, 1))
                                .and(attr("last_contact").within(RelativeDate.lastDays(14)))
                                .and(attr("channel").notIn("channel_01", "channel_02"))
                                .and(attr("hot").eq(true))));
            case "path" -> attr("company.industry").eq("industry_04");
            default -> throw new IllegalArgumentException(condition);
        };
    }
}
