package dev.crmkit;

import dev.crmkit.audit.Audit;
import dev.crmkit.internal.audit.AuditService;
import dev.crmkit.internal.catalog.SchemaService;
import dev.crmkit.internal.catalog.SettingsService;
import dev.crmkit.internal.engine.EngineContext;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.job.JobsInTransactions;
import dev.crmkit.internal.job.WorkspaceJobs;
import dev.crmkit.internal.mapping.TypedRecordService;
import dev.crmkit.internal.money.RateService;
import dev.crmkit.internal.record.RecordService;
import dev.crmkit.internal.relation.RelationService;
import dev.crmkit.internal.score.ScoringService;
import dev.crmkit.internal.timeline.TimelineService;
import dev.crmkit.job.Jobs;
import dev.crmkit.model.Actor;
import dev.crmkit.money.RateTables;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.TypedRecords;
import dev.crmkit.relation.RelationGraph;
import dev.crmkit.schema.SchemaCatalog;
import dev.crmkit.score.Scoring;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.timeline.Timeline;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** A CRM bound to its workspace, its actor and a way to get transactions. */
final class BoundCrm implements Crm {
    private final EngineContext engine;
    private final String workspace;
    private final Actor actor;
    private final Transactions transactions;

    BoundCrm(EngineContext engine, String workspace, Actor actor, Transactions transactions) {
        this.engine = engine;
        this.workspace = workspace;
        this.actor = actor;
        this.transactions = transactions;
    }

    @Override
    public String workspace() {
        return workspace;
    }

    @Override
    public Actor actor() {
        return actor;
    }

    @Override
    public SchemaCatalog schema() {
        return new SchemaService(transactions);
    }

    @Override
    public RecordStore records(String object) {
        return new RecordService(transactions, object);
    }

    @Override
    public <T extends Record> TypedRecords<T> records(Class<T> type) {
        return new TypedRecordService<>(transactions, engine.mappings().of(type));
    }

    @Override
    public RelationGraph relations() {
        return new RelationService(transactions);
    }

    @Override
    public Timeline timeline() {
        return new TimelineService(transactions);
    }

    @Override
    public Scoring scoring() {
        return new ScoringService(transactions);
    }

    @Override
    public Audit audit() {
        return new AuditService(transactions);
    }

    @Override
    public RateTables rates() {
        return new RateService(transactions);
    }

    @Override
    public Jobs jobs() {
        return new WorkspaceJobs(
                workspace, new JobsInTransactions(transactions), engine.ids()::next, engine.jobKinds());
    }

    @Override
    public WorkspaceSettings settings() {
        return new WorkspaceSettings(new SettingsService(transactions).zone());
    }

    @Override
    public void configure(WorkspaceSettings settings) {
        new SettingsService(transactions).zone(settings.zone());
    }

    @Override
    public <R> R inTransaction(Function<Crm, R> work) {
        Objects.requireNonNull(work, "work");
        return transactions.write(tx -> work.apply(new BoundCrm(engine, workspace, actor, Transactions.within(tx))));
    }

    @Override
    public void useTransaction(Consumer<Crm> work) {
        Objects.requireNonNull(work, "work");
        transactions.write(tx -> {
            work.accept(new BoundCrm(engine, workspace, actor, Transactions.within(tx)));
            return workspace;
        });
    }

    @Override
    public Crm joining(HostTransaction transaction) {
        Objects.requireNonNull(transaction, "transaction");
        return new BoundCrm(engine, workspace, actor, Transactions.ofTheHost(engine, workspace, actor, transaction));
    }
}
