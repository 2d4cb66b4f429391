package dev.crmkit.internal.speed;

import dev.crmkit.internal.engine.Json;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How long it takes to read and to write the document of a record, as plain JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class JsonBenchmark {
    private final Map<String, Object> document = SampleDeal.document();
    private final String text = SampleDeal.stored().values();

    /** The text of a document of eighteen values. */
    @Benchmark
    public String write() {
        return Json.write(document);
    }

    /** The document of that text. */
    @Benchmark
    public Map<String, Object> read() {
        return Json.readObject(text);
    }
}
