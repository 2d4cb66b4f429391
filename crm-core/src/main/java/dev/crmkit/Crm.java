package dev.crmkit;

import dev.crmkit.audit.Audit;
import dev.crmkit.channel.Channels;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.exports.Exports;
import dev.crmkit.file.CrmFiles;
import dev.crmkit.imports.Imports;
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
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The CRM of one workspace, with one actor: every call sees this workspace alone and is done in the actor's name. Thread-safe, except inside a
 * transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Crm {

    /** The workspace's id. */
    String workspace();

    /** Who acts. */
    Actor actor();

    /** Objects and attributes. */
    SchemaCatalog schema();

    /** The records of the object of that slug; whether it is defined shows with the first call. */
    RecordStore records(String object);

    /**
     * The records of an object as Java records. Whether the type fits the object as it is defined shows with each call.
     *
     * @param type a Java record that carries {@link dev.crmkit.record.CrmMapping}
     * @throws dev.crmkit.error.InvalidInputException with {@code MAPPING_INVALID} and every fault if the type cannot be a view of any object
     */
    <T extends Record> TypedRecords<T> records(Class<T> type);

    /** Relations between records. */
    RelationGraph relations();

    /** The stages through which records go. */
    Pipelines pipelines();

    /** How long records take, how many go on and how many end well. */
    Reports reports();

    /** Saved tables, boards, calendars, timelines and galleries. */
    Views views();

    /** Where the records of objects are kept. */
    Placements placements();

    /** Records that may be about the same thing. */
    Duplicates duplicates();

    /** Merging records, and taking it back. */
    Merges merges();

    /** Lists of records. */
    Lists lists();

    /** Tags of records. */
    Tags tags();

    /** Who is told what happens. */
    Watchers watchers();

    /** The addresses of records. */
    Channels channels();

    /** What happened. */
    Timeline timeline();

    /** How well records fit products. */
    Scoring scoring();

    /** Who did what, read as an audit. */
    Audit audit();

    /** What people write on records. */
    Notes notes();

    /** What is to be done. */
    Tasks tasks();

    /** Files, and what is known of them. */
    CrmFiles files();

    /** Takes records out as CSV, JSON lines or another form of table: as a stream, or by workers into a file. */
    Exports exports();

    /** Records from files. */
    Imports imports();

    /** Tables of exchange rates. */
    RateTables rates();

    /** Who works in the workspace, and what they may do. */
    Members members();

    /** Background jobs. */
    Jobs jobs();

    /** What holds for the whole workspace. */
    WorkspaceSettings settings();

    /** Changes what holds for the whole workspace. */
    void configure(WorkspaceSettings settings);

    /**
     * Runs several calls in one transaction: all of them are committed when the work returns, none when it throws. A call that fails within it is undone by
     * itself, and the work may go on.
     *
     * @param work gets a CRM of its own, which is good until it returns and for its thread only
     * @return what the work returned
     */
    <R> R inTransaction(Function<Crm, R> work);

    /** As {@link #inTransaction(Function)}, without a result. */
    void useTransaction(Consumer<Crm> work);

    /**
     * The same CRM inside the host's own transaction: what is written is committed or rolled back with it, by the host.
     *
     * @return a CRM for the thread and the life of that transaction
     */
    Crm joining(HostTransaction transaction);
}
