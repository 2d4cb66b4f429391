package dev.crmkit.merge;

import dev.crmkit.model.CrmRecord;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Merging records, and taking it back. Thread-safe, except inside a transaction.
 *
 * <p>The primary stays; the others are merged into it. Its values win, what it leaves empty is filled from the others in their order, and references with
 * several members are put together; a choice decides otherwise for an attribute. What a person wrote is not replaced by what a model wrote. Everything else
 * goes over: relations, references of other records, and what belongs to a record. From then on the old ids lead to the survivor.
 *
 * <p>A merge and its undoing wait for the transactions that write in the workspace, and others wait for them. Values that are hidden from the actor, or that
 * it only reads, follow the rule like all others, and appear nowhere.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Merges {

    /**
     * What {@link #merge} would do with the same arguments now.
     *
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     * @throws dev.crmkit.error.ForbiddenException without the power {@code MERGE}, or if the actor may not change one of the records, or its owner or
     *     assignee as the merge would
     * @throws dev.crmkit.error.InvalidInputException with every fault of the records and choices
     */
    MergePreview preview(UUID primary, List<UUID> others, Map<String, MergeChoice> choices);

    /**
     * Merges records of one object.
     *
     * @param others 1 to 20, live as the primary, without repetition
     * @param choices by attribute slug, {@code @owner}, {@code @assignee} or {@code @source}; empty for the rule
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     * @throws dev.crmkit.error.ForbiddenException without the power {@code MERGE}, or if the actor may not change one of the records, or its owner or
     *     assignee as the merge would
     * @throws dev.crmkit.error.CrmException with {@code RECORD_MERGED} if one of them was merged before, {@code RECORD_ARCHIVED} if one is archived
     * @throws dev.crmkit.error.InvalidInputException with every fault of the records and choices, or if it would put a record above itself, or if more than
     *     50,000 things would go over
     * @throws dev.crmkit.error.DuplicateValueException if a chosen value or a reference that goes over is unique and held by another record
     */
    MergeResult merge(UUID primary, List<UUID> others, Map<String, MergeChoice> choices);

    /** As {@link #merge(UUID, List, Map)}, by the rule alone. */
    MergeResult merge(UUID primary, List<UUID> others);

    /**
     * Undoes a merge: the merged records are back with what they had. What was changed since stays with the survivor.
     *
     * @return the survivor and after it those that are back, in the order of the merge
     * @throws dev.crmkit.error.NotFoundException with {@code MERGE_NOT_FOUND} if there is no such merge, or it was undone, or the survivor was erased or is
     *     none that the actor sees
     * @throws dev.crmkit.error.ForbiddenException without the power {@code MERGE}, or if the actor may not change one of the records, or the survivor's owner
     *     or assignee as it would
     * @throws dev.crmkit.error.CrmException with {@code MERGE_BLOCKED} if a later merge must be undone first; the details name it or a record of it, if the
     *     actor sees that.
     *     {@code RECORD_ARCHIVED} if the survivor is archived
     * @throws dev.crmkit.error.DuplicateValueException if a unique value of a merged record is held by another by now
     */
    List<CrmRecord> unmerge(UUID mergeId);

    /**
     * The merges in force that made the record what it is, latest first, up to 1,000.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    List<Merge> of(UUID record);
}
