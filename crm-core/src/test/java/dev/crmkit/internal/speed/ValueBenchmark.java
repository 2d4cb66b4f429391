package dev.crmkit.internal.speed;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.type.AttributeType;
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

/** How long it takes to turn what a host gives into canonical values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class ValueBenchmark {
    /** Stands for all nineteen values of a deal. */
    static final String ALL = "all";

    /** The attribute whose value is taken, or all of them. */
    @Param({ALL, "name", "amount", "fee", "stage", "tags", "close_date", "last_contact", "email", "phone", "buyer"})
    public String attribute = ALL;

    /** The canonical values. */
    @Benchmark
    public List<Object> normalise() {
        List<Object> values = new ArrayList<>();
        if (attribute.equals(ALL)) {
            for (CrmAttribute one : SampleDeal.OBJECT.attributes()) {
                values.add(normalise(one));
            }
        } else {
            values.add(normalise(SampleDeal.attribute(attribute)));
        }
        return values;
    }

    private static Object normalise(CrmAttribute attribute) {
        AttributeSpec spec = attribute.spec();
        AttributeType type = SampleDeal.TYPES.get(spec.type());
        return type.normalise(spec, SampleDeal.input(attribute.slug()));
    }
}
