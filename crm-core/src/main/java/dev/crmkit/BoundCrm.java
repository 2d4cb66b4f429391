package dev.crmkit;

import dev.crmkit.audit.Audit;
import dev.crmkit.channel.Channels;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.exports.Exports;
import dev.crmkit.file.CrmFiles;
import dev.crmkit.imports.Imports;
import dev.crmkit.internal.access.MemberService;
import dev.crmkit.internal.audit.AuditService;
import dev.crmkit.internal.catalog.SchemaService;
import dev.crmkit.internal.catalog.SettingsService;
import dev.crmkit.internal.channel.ChannelService;
import dev.crmkit.internal.duplicate.DuplicateService;
import dev.crmkit.internal.engine.EngineContext;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.exports.ExportService;
import dev.crmkit.internal.file.FileService;
import dev.crmkit.internal.imports.ImportService;
import dev.crmkit.internal.job.JobsInTransactions;
import dev.crmkit.internal.job.WorkspaceJobs;
import dev.crmkit.internal.list.ListService;
import dev.crmkit.internal.mapping.TypedRecordService;
import dev.crmkit.internal.money.RateService;
import dev.crmkit.internal.note.NoteService;
import dev.crmkit.internal.pipeline.PipelineService;
import dev.crmkit.internal.placement.PlacementService;
import dev.crmkit.internal.record.Disowning;
import dev.crmkit.internal.record.MergeService;
import dev.crmkit.internal.record.RecordService;
import dev.crmkit.internal.relation.RelationService;
import dev.crmkit.internal.report.ReportService;
import dev.crmkit.internal.score.ScoringService;
import dev.crmkit.internal.tag.TagService;
import dev.crmkit.internal.task.TaskService;
import dev.crmkit.internal.timeline.TimelineService;
import dev.crmkit.internal.view.ViewService;
import dev.crmkit.internal.watch.WatcherService;
import dev.crmkit.job.Jobs;
import dev.crmkit.list.Lists;
import dev.crmkit.member.Members;
import dev.crmkit.merge.Merges;
import dev.crmkit.model.Actor;
import dev.crmkit.money.RateTables;
import dev.crmkit.note.Notes;
import dev.crmkit.pipeline.Pipelines;
import dev.crmkit.placement.Placements;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.TypedRecords;
import dev.crmkit.relation.RelationGraph;
import dev.crmkit.report.Reports;
import dev.crmkit.schema.SchemaCatalog;
import dev.crmkit.score.Scoring;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.tag.Tags;
import dev.crmkit.task.Tasks;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.view.Views;
import dev.crmkit.watch.Watchers;
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

    /** How its calls get their transaction. */
    Transactions transactions() {
        return transactions;
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
    public Pipelines pipelines() {
        return new PipelineService(transactions);
    }

    @Override
    public Reports reports() {
        return new ReportService(transactions);
    }

    @Override
    public Views views() {
        return new ViewService(transactions);
    }

    @Override
    public Placements placements() {
        return new PlacementService(transactions);
    }

    @Override
    public Duplicates duplicates() {
        return new DuplicateService(transactions);
    }

    @Override
    public Merges merges() {
        return new MergeService(transactions);
    }

    @Override
    public Lists lists() {
        return new ListService(transactions);
    }

    @Override
    public Tags tags() {
        return new TagService(transactions);
    }

    @Override
    public Watchers watchers() {
        return new WatcherService(transactions);
    }

    @Override
    public Channels channels() {
        return new ChannelService(transactions);
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
    public Notes notes() {
        return new NoteService(transactions);
    }

    @Override
    public Tasks tasks() {
        return new TaskService(transactions);
    }

    @Override
    public CrmFiles files() {
        return new FileService(transactions, engine.files());
    }

    @Override
    public Exports exports() {
        return new ExportService(transactions, engine.tables(), engine.files());
    }

    @Override
    public Imports imports() {
        return new ImportService(transactions, engine.files(), engine.tables());
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
    public Members members() {
        return new MemberService(transactions);
    }

    /** Does the next portion of a job that takes somebody who is gone off their records. */
    void disown(String payload) {
        transactions.write(tx -> {
            new Disowning(tx).run(payload);
            return workspace;
        });
    }

    @Override
    public WorkspaceSettings settings() {
        return new SettingsService(transactions).read(WorkspaceSettings::new);
    }

    @Override
    public void configure(WorkspaceSettings settings) {
        new SettingsService(transactions).write(settings.zone(), settings.systemTagPrefixes());
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
