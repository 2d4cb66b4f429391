package dev.crmkit.record;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Many records of one object in one call: up to 10,000, in one transaction and a number of statements that does not depend on how many they are.
 * Thread-safe, except inside a transaction.
 *
 * <p>The rules are those of {@link RecordStore}, for each item, what the actor may do among them. With {@link BulkMode#ATOMIC} a fault of any item refuses the call with all faults of
 * all items ({@code records[3].amount}); with {@link BulkMode#PER_ITEM} the result says them per item and the others are written. What an item must not be, as {@code FORBIDDEN}, is a fault like any other; an atomic call
 * of which nothing else is wrong throws the first of these itself. A record or unique
 * value that two items name is a fault of the later one, as the order in which items apply is not for a caller to rely on. Where a value that is
 * unique is wanted by two items, the first has it.
 *
 * <p>Each record has its own event. They share one cause: an event {@code bulk.written} of the workspace, which says what the call was and how many
 * records it changed. A call that changes nothing writes none. Every method throws {@code InvalidInputException} ({@code VALUE_TOO_LONG}) for more
 * than 10,000 items.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface BulkRecords {

    /** Creates a record per item. */
    BulkResult create(List<? extends Map<String, ?>> values, BulkOptions options);

    /** Changes each record in its own way. */
    BulkResult patch(List<BulkPatch> patches, BulkOptions options);

    /** Changes all the records in the same way. */
    BulkResult patch(BulkTargets targets, Map<String, ?> values, BulkOptions options);

    /**
     * Changes the live record that holds the item's value of a unique attribute, or creates one if nobody holds it. Of several that do so at the same
     * time for one value one creates, and the others change what it created.
     *
     * @param attribute the slug of a unique attribute, of which each item has a value
     */
    BulkResult upsert(String attribute, List<? extends Map<String, ?>> values, BulkOptions options);

    /** Archives records, with those that go along. What is archived already is unchanged. */
    BulkResult archive(BulkTargets targets, BulkOptions options);

    /** Brings records back, with those that were archived along. What is live is unchanged. */
    BulkResult restore(BulkTargets targets, BulkOptions options);

    /**
     * Makes the actor the owner, as {@link RecordStore#claim}: of several that claim a record at the same time one wins, and the others' item has the
     * fault {@code RECORD_CLAIMED}. What is the actor's already is unchanged.
     *
     * @throws dev.crmkit.error.ForbiddenException if the actor is no user
     */
    BulkResult claim(BulkTargets targets, BulkOptions options);

    /** Gives the records an owner or assignee, as {@link RecordStore#assign}. */
    BulkResult assign(BulkTargets targets, Assignment assignment, BulkOptions options);

    /**
     * Gives the records tags, as {@code crm.tags()} does; a record that has them all is unchanged. Tags raise no version.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the tags, which are the same for all records: malformed, reserved, or more
     *     than 50 of them or 10,000 pairs of a record and a tag
     */
    BulkResult tag(BulkTargets targets, Collection<String> tags, BulkOptions options);

    /** Takes tags from the records; one that has none of them is unchanged. Otherwise as {@link #tag}. */
    BulkResult untag(BulkTargets targets, Collection<String> tags, BulkOptions options);
}
