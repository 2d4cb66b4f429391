package dev.crmkit.internal.pipeline;

import dev.crmkit.internal.catalog.PipelineChanges;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.record.Forecasting;
import dev.crmkit.internal.record.StageMoves;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.pipeline.Forecast;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Pipelines;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.Page;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pipelines of a workspace. */
public final class PipelineService implements Pipelines {
    private final Transactions transactions;

    /** The pipelines of the workspace that the transactions are of. */
    public PipelineService(Transactions transactions) {
        this.transactions = transactions;
    }

    private <R> R change(Function<PipelineChanges, R> work) {
        return transactions.alter(tx -> work.apply(new PipelineChanges(tx)));
    }

    private <R> R read(Function<PipelineChanges, R> work) {
        return transactions.read(tx -> work.apply(new PipelineChanges(tx)));
    }

    @Override
    public Pipeline define(Pipeline pipeline) {
        Objects.requireNonNull(pipeline, "pipeline");
        return change(changes -> changes.define(pipeline));
    }

    @Override
    public Pipeline alter(Pipeline changed) {
        Objects.requireNonNull(changed, "changed");
        return change(changes -> changes.alter(changed));
    }

    @Override
    public Pipeline get(String object, String pipeline) {
        return read(changes -> changes.get(object, pipeline));
    }

    @Override
    public Optional<Pipeline> find(String object, String pipeline) {
        return read(changes -> changes.find(object, pipeline));
    }

    @Override
    public List<Pipeline> list(String object) {
        return read(changes -> changes.list(object));
    }

    @Override
    public List<Pipeline> reorder(String object, List<String> pipelines) {
        List<String> order = List.copyOf(pipelines);
        return change(changes -> changes.reorder(object, order));
    }

    @Override
    public Pipeline archive(String object, String pipeline) {
        return change(changes -> changes.activate(object, pipeline, false));
    }

    @Override
    public Pipeline restore(String object, String pipeline) {
        return change(changes -> changes.activate(object, pipeline, true));
    }

    @Override
    public Pipeline copy(String object, String pipeline, String newKey, String newLabel) {
        Objects.requireNonNull(newKey, "newKey");
        Objects.requireNonNull(newLabel, "newLabel");
        return change(changes -> changes.copy(object, pipeline, newKey, newLabel));
    }

    @Override
    public Pipeline insertStage(String object, String pipeline, Stage stage, @Nullable String before) {
        Objects.requireNonNull(stage, "stage");
        return change(changes -> changes.insertStage(object, pipeline, stage, before));
    }

    @Override
    public Pipeline reorderStages(String object, String pipeline, List<String> stages) {
        List<String> order = List.copyOf(stages);
        return change(changes -> changes.reorderStages(object, pipeline, order));
    }

    @Override
    public Pipeline deleteStage(String object, String pipeline, String stage, String target) {
        Objects.requireNonNull(target, "target");
        return change(changes -> changes.deleteStage(object, pipeline, stage, target));
    }

    @Override
    public CrmRecord move(UUID record, String stage) {
        return move(record, stage, StageMove.Way.ALLOWED);
    }

    @Override
    public CrmRecord forceMove(UUID record, String stage) {
        return move(record, stage, StageMove.Way.FORCED);
    }

    private CrmRecord move(UUID record, String stage, StageMove.Way way) {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(stage, "stage");
        return transactions.write(tx -> new StageMoves(tx).move(record, stage, way));
    }

    @Override
    public Page<StageMove> history(UUID record, int limit, @Nullable String after) {
        Objects.requireNonNull(record, "record");
        return transactions.read(tx -> new StageMoves(tx).history(record, limit, after));
    }

    @Override
    public Forecast forecast(ForecastQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> new Forecasting(tx).run(query));
    }
}
