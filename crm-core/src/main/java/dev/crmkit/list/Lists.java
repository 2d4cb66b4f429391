package dev.crmkit.list;

import dev.crmkit.query.Count;
import dev.crmkit.query.Page;
import dev.crmkit.record.BulkTargets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lists of records. Thread-safe, except inside a transaction.
 *
 * <p>Conditions ask for lists by {@link dev.crmkit.query.SystemFields#LIST}, as in {@code attr("@list").in("customers")}. Workers keep dynamic lists up to
 * date, moments after what changed them has been committed; each record that comes or goes has its event.
 *
 * <p>A list is there for those who might have asked its condition themselves: who see every attribute and list that it names, read some record of its
 * object, and read every record of an object that it follows a reference to. A personal list is there for its owner, and for owners and admins of the
 * workspace. For others it is as if it did not exist, here, in conditions and in the timeline.
 *
 * <p>Personal lists are changed by their owner, shared ones with the power {@code MANAGE_LISTS}; definitions change while nobody else writes in the
 * workspace. Methods that name a list throw {@code NotFoundException} with {@code LIST_NOT_FOUND} if there is none, and those that change one
 * {@code ForbiddenException} if it is not the actor's to change, and {@code InvalidInputException} with every fault. The engine implements it; hosts do
 * not.
 */
public interface Lists {
    /** The most lists of a workspace. */
    int MOST_LISTS = 500;

    /** How deep lists may name lists that name lists. */
    int MOST_NESTED = 5;

    /** The most entry attributes of a list. */
    int MOST_ENTRY_ATTRIBUTES = 50;

    /**
     * Defines a new list. A dynamic one is {@link ListState#UPDATING} until the workers have been through all records.
     *
     * @throws dev.crmkit.error.NotFoundException if the object is not defined
     */
    CrmList define(CrmList list);

    /**
     * Changes everything of a list but its object, its key and whether it is dynamic. Only records that the new condition treats differently leave or
     * join; a change takes the place of one that is still under way. An equal list changes nothing.
     *
     * @param changed what {@link #get} gave, with changes
     */
    CrmList alter(CrmList changed);

    /**
     * Stops keeping a list. What is in it stays in it and can be read and asked for; what is in it no longer changes. No condition of a list or role may
     * name it. Archiving twice changes nothing.
     */
    CrmList archive(String list);

    /** Keeps an archived list again, and lets leave and join what has changed meanwhile. */
    CrmList restore(String list);

    /** Deletes a list for good, unless a list or a role names it. Records do not leave it one by one; its own event tells that it is gone. */
    void delete(String list);

    /** The list of that key. */
    CrmList get(String list);

    /** The list of that key, if there is one. */
    Optional<CrmList> find(String list);

    /**
     * The lists of the object's records by key, archived ones too.
     *
     * @throws dev.crmkit.error.NotFoundException if the object is not defined
     */
    List<CrmList> list(String object);

    /** Whether what is in the list is what shall be in it. */
    ListState state(String list);

    /**
     * Puts records that the actor reads into a static list; those that are in it stay as they are.
     *
     * @param values what the list says of each of them, by name; required entry attributes must be there
     * @return how many are new in the list
     * @throws dev.crmkit.error.InvalidInputException also with {@code RECORD_NOT_FOUND} for each record that is not there
     */
    int add(String list, BulkTargets records, Map<String, ?> values);

    /** As {@link #add(String, BulkTargets, Map)}, up to 10,000 records, of which the list says nothing. */
    default int add(String list, Collection<UUID> records) {
        return add(list, BulkTargets.of(records), Map.of());
    }

    /**
     * Takes records that the actor reads out of a static list; those that are not in it are passed over.
     *
     * @return how many were in the list
     * @throws dev.crmkit.error.InvalidInputException also with {@code RECORD_NOT_FOUND} for each record that is not there
     */
    int remove(String list, BulkTargets records);

    /** As {@link #remove(String, BulkTargets)}, up to 10,000 records. */
    default int remove(String list, Collection<UUID> records) {
        return remove(list, BulkTargets.of(records));
    }

    /**
     * Changes what a static list says of one of its records; what is not named stays, and an empty value takes it away.
     *
     * @return the entry as it is now
     * @throws dev.crmkit.error.NotFoundException if there is no such record, or it is not in the list
     */
    ListEntry setEntry(String list, UUID record, Map<String, ?> values);

    /**
     * The live records in a list that the actor reads, those that came first first.
     *
     * @param limit 1 to 1,000
     * @param after the cursor of the page before, or null for the first
     */
    Page<ListEntry> entries(String list, int limit, @Nullable String after);

    /** How many live records in the list the actor reads; exact up to 10,000. */
    Count count(String list);

    /**
     * The keys of the lists that a record is in, in order, archived lists too.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    List<String> of(UUID record);

    /**
     * Compares a dynamic list with all records, and mends what differs, with an event for each record that comes or goes. Where all changes have been
     * seen by the workers there is no difference, unless something is broken. In portions, each a transaction of its own; within a transaction, in that.
     *
     * @return what differed
     */
    ListDifference reconcile(String list);
}
