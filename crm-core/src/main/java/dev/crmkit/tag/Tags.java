package dev.crmkit.tag;

import dev.crmkit.query.Page;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Tags of records: free names of 1 to 60 code points, without white space at their ends. Two names that differ in case alone are one tag, and
 * it is shown as it was first written. Thread-safe, except inside a transaction.
 *
 * <p>Tags that begin with a system prefix of the workspace (see {@link dev.crmkit.WorkspaceSettings#systemTagPrefixes()}) are given and taken
 * by automations, models and the engine alone. Conditions ask for tags with {@link dev.crmkit.query.SystemFields#TAG}.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Tags {
    /** The most records of one call. */
    int MAX_RECORDS = 1_000;

    /** The most tags of one call. */
    int MAX_TAGS = 50;

    /** The most pairs of a record and a tag of one call. */
    int MAX_PAIRS = 10_000;

    /**
     * Gives each of the records each of the tags; those it has already stay as they are.
     *
     * @param records up to {@value #MAX_RECORDS}, live
     * @param tags up to {@value #MAX_TAGS}
     * @return how many pairs of a record and a tag are new
     * @throws dev.crmkit.error.InvalidInputException with every fault: unknown or archived records, malformed or reserved tags, too many
     */
    int add(Collection<UUID> records, Collection<String> tags);

    /** As {@link #add(Collection, Collection)} for one record. */
    default int add(UUID record, String... tags) {
        return add(List.of(record), List.of(tags));
    }

    /**
     * Takes each of the tags from each of the records; those it does not have are passed over.
     *
     * @param records up to {@value #MAX_RECORDS}, live
     * @param tags up to {@value #MAX_TAGS}
     * @return how many pairs of a record and a tag there were
     * @throws dev.crmkit.error.InvalidInputException with every fault, as {@link #add(Collection, Collection)}
     */
    int remove(Collection<UUID> records, Collection<String> tags);

    /** As {@link #remove(Collection, Collection)} for one record. */
    default int remove(UUID record, String... tags) {
        return remove(List.of(record), List.of(tags));
    }

    /**
     * The tags of a record, live or archived, by code point of their folded form.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    List<String> of(UUID record);

    /**
     * The tags of records, live or archived, as {@link #of(UUID)}. Unknown records are left out; those without tags have an empty list.
     *
     * @param records up to {@value #MAX_RECORDS}
     * @throws dev.crmkit.error.InvalidInputException if there are more
     */
    Map<UUID, List<String>> of(Collection<UUID> records);

    /**
     * The tags that records of the workspace have, by code point of their folded form.
     *
     * @throws dev.crmkit.error.InvalidInputException if the limit is outside
     */
    Page<TagCount> list(TagQuery query);

    /**
     * Renames a tag on every record that the actor may write, archived ones too; a record that has both has one afterwards. Works in chunks of
     * 500 records, each in a transaction of its own where this is not one already: if it fails half-way, calling it again goes on.
     *
     * @return how many records had the tag; 0 where only the spelling changes
     * @throws dev.crmkit.error.InvalidInputException if a name is malformed or reserved
     */
    int rename(String tag, String newName);

    /**
     * Takes a tag from every record that the actor may write, archived ones too, in chunks as {@link #rename}.
     *
     * @return how many records had it
     * @throws dev.crmkit.error.InvalidInputException if the name is malformed or reserved
     */
    int delete(String tag);
}
