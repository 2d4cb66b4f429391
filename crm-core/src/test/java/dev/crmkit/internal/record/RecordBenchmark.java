package dev.crmkit.internal.record;

import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.DetachedTx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.speed.SampleDeal;
import dev.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** How long it takes to read a stored record, to write its documents, and to find out what a change of it means for the storage. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    private static final UUID AMOUNT = SampleDeal.attribute("amount").id();
    private static final UUID STAGE = SampleDeal.attribute("stage").id();

    private final DefinedObject object = SampleDeal.defined();
    private final StoredRecord stored = SampleDeal.stored();
    private final LoadedRecord loaded = LoadedRecord.of(stored, object, SampleDeal.TYPES);
    private final RecordProjection projection = new RecordProjection(object, SampleDeal.TYPES);
    private final RecordWriter writer = new RecordWriter(DetachedTx.at(SampleDeal.NOW, SampleDeal.TYPES), object);

    /** The canonical values of a stored record. */
    @Benchmark
    public Map<UUID, Object> read() {
        return LoadedRecord.of(stored, object, SampleDeal.TYPES).values();
    }

    /** The two documents of a record. */
    @Benchmark
    public List<String> write() {
        RecordProjection.Documents documents = projection.documents(RecordDraft.change(loaded));
        return List.of(documents.values(), documents.longValues());
    }

    /** A change of two values: what differs, the new documents, the index values and the event with before and after. */
    @Benchmark
    public StoredRecord diff() {
        RecordDraft draft = RecordDraft.change(loaded);
        draft.set(AMOUNT, BigDecimal.valueOf(99));
        draft.set(STAGE, "stage_04");
        return plan(draft);
    }

    /** A change that says what the record says already: nothing is written. */
    @Benchmark
    public StoredRecord same() {
        RecordDraft draft = RecordDraft.change(loaded);
        draft.set(AMOUNT, SampleDeal.canonical("amount"));
        draft.set(STAGE, "stage_03");
        return plan(draft);
    }

    private StoredRecord plan(RecordDraft draft) {
        List<Violation> faults = new ArrayList<>();
        RecordWriter.Plan plan = writer.new Plan();
        plan.add(draft, EventTypes.RECORD_UPDATED, "", faults);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(faults.toString());
        }
        return plan.result(draft);
    }
}
