package dev.crmkit.record;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Count;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.QueryPlan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The records of one object. Thread-safe, except inside a transaction.
 *
 * <p>Values are given by attribute slug; {@code @owner}, {@code @assignee} and {@code @source} set the fields that every record has, and {@code @stage}
 * moves it to a stage by the rules of {@link dev.crmkit.pipeline.Pipelines}, as {@code @pipeline} moves it to the first stage of a pipeline. Null,
 * blank text and an empty collection empty a value. Each call is one transaction: the record, its projections, the timeline and the event
 * are written together or not at all. Every method throws {@code NotFoundException} ({@code SCHEMA_UNKNOWN_OBJECT}) if the object is not
 * defined.
 *
 * <p>Once the workspace has members, what the actor's roles do not reach is not there, and every write throws {@code ForbiddenException} for what
 * may be read and not changed; see {@link dev.crmkit.member.Members}.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface RecordStore {

    /**
     * Creates a record.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the values
     * @throws dev.crmkit.error.DuplicateValueException if a live record holds a unique value
     */
    CrmRecord create(Map<String, ?> values);

    /** As {@link #create(Map)}, with options. An expected version is refused: there is none yet. */
    CrmRecord create(Map<String, ?> values, WriteOptions options);

    /** Creates up to 10,000 records in a fixed number of statements, all or none; faults name the place ({@code records[3].amount}). */
    List<CrmRecord> createAll(List<? extends Map<String, ?>> values);

    /** As {@link #createAll(List)}, with options. */
    List<CrmRecord> createAll(List<? extends Map<String, ?>> values, WriteOptions options);

    /**
     * Changes the named attributes and no others; equal values change nothing, not even the version.
     *
     * @return the record after the change
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.InvalidInputException with every fault of the values
     * @throws dev.crmkit.error.StaleRecordException if the options expect another version
     */
    CrmRecord patch(UUID id, Map<String, ?> values);

    /** As {@link #patch(UUID, Map)}, with options. */
    CrmRecord patch(UUID id, Map<String, ?> values, WriteOptions options);

    /**
     * Hides a record, together with records whose reference to it says {@code archiveWith}. Archiving twice changes nothing. Its unique values
     * become free.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    CrmRecord archive(UUID id);

    /** As {@link #archive(UUID)}, with options. */
    CrmRecord archive(UUID id, WriteOptions options);

    /**
     * Brings an archived record back, together with what was archived along with it. Restoring a live record changes nothing.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.DuplicateValueException if a live record holds one of its unique values by now
     */
    CrmRecord restore(UUID id);

    /** As {@link #restore(UUID)}, with options. */
    CrmRecord restore(UUID id, WriteOptions options);

    /** Calls about many records at once. */
    BulkRecords bulk();

    /**
     * Erases a record for good: its values, what belongs to it, the references and relations of others to it, and the contents of its history. What stays
     * is its id and that it was erased. It waits for the transactions that write in the workspace, and others wait for it. Records that refer to it are not erased along; neither is what others wrote about it in their own values.
     *
     * @param displayName the record's name as it is now, as the sign that this record is meant; empty text if it has none
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.ForbiddenException without the power {@code ERASE}, or if what names the record is hidden from the actor
     * @throws dev.crmkit.error.InvalidInputException if the record has another name
     */
    Erasure erase(UUID id, String displayName);

    /**
     * Makes the actor the owner of a record that nobody owns, or that one of the actor's groups owns. Of several at once one wins. Claiming one's
     * own record changes nothing.
     *
     * @return the record as it is now
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.CrmException with {@code RECORD_CLAIMED} if somebody else owns it, naming who
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change it, or is no user
     */
    CrmRecord claim(UUID id);

    /** As {@link #claim} for each of up to 1,000 records: outcomes in the order of the ids, one per different id. */
    List<ClaimResult> claimAll(Collection<UUID> ids);

    /**
     * Takes the owner away, and the assignee where that is the actor. A record that nobody owns stays as it is.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.ForbiddenException if somebody else owns it and the actor may not assign for others
     */
    CrmRecord release(UUID id);

    /**
     * Gives a record to others; owner and assignee apart. Once the workspace has members, both must be members or groups.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.InvalidInputException if there is no such member or group
     * @throws dev.crmkit.error.ForbiddenException if the actor neither owns the record nor may assign for others
     */
    CrmRecord assign(UUID id, Assignment assignment);

    /**
     * The record, live or archived; by the id of a record that was merged, the one it was merged into.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    CrmRecord get(UUID id);

    /** The record, live or archived, if there is one. */
    Optional<CrmRecord> find(UUID id);

    /** The records that exist of these ids (up to 1,000), live or archived, in the order of the ids; unknown ids are left out. */
    List<CrmRecord> findAll(Collection<UUID> ids);

    /**
     * A page of records.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query
     * @throws dev.crmkit.error.CrmException with {@code INVALID_CURSOR} if the cursor is not one of this list
     */
    Page<CrmRecord> list(ListQuery query);

    /** How many records the query has, exact up to {@link ListQuery#DEFAULT_COUNT_CAP} or the query's own cap. */
    Count count(ListQuery query);

    /**
     * Groups of records with what is computed over each.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query
     */
    AggregateResult aggregate(AggregateQuery query);

    /** Which indexes serve the query. */
    QueryPlan explain(ListQuery query);
}
