package dev.crmkit.duplicate;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records that may be about the same thing. Thread-safe, except inside a transaction.
 *
 * <p>Rules are asked when a record is created, restored or given another value: a match by a rule that refuses stops the write, a match by one that warns
 * is noted on its timeline. Archived records match nothing. Records and attributes that the actor may not see are not shown: what matches only by them is
 * left out.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Duplicates {
    /** The most rules of an object. */
    int MOST_RULES = 10;

    /** The most matches that are shown of one record. */
    int MOST_MATCHES = 100;

    /**
     * The most records with one beginning of a name, or in one {@code within}, that are compared with each other; of more, a write compares the newest, and
     * a scan compares portions and says so.
     */
    int MOST_COMPARED = 500;

    /** The most records with one address, number or domain that a scan pairs each with each; of more, it pairs portions and says so. */
    int MOST_EQUAL = 50;

    /**
     * Sets the rules of an object in place of those before. They hold for every write from now on; a job takes in the records that are there.
     *
     * @param rules up to 10; none for no rules
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.ForbiddenException without the power {@code MANAGE_SCHEMA}
     * @throws dev.crmkit.error.InvalidInputException with every fault: unknown attributes, attributes of other types, rules named twice
     */
    DuplicateRules define(String object, List<DuplicateRule> rules);

    /** As {@link #define(String, List)}. */
    DuplicateRules define(String object, DuplicateRule... rules);

    /**
     * The rules of an object, without those about hidden attributes.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     */
    DuplicateRules rules(String object);

    /**
     * The records that one with these values would match now: what a form asks before it saves.
     *
     * @param values as for creating a record; required values may be missing
     * @return up to 100, best first
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.InvalidInputException with every fault of the values
     */
    List<DuplicateMatch> find(String object, Map<String, ?> values);

    /**
     * The records that this one matches now, without those that were said to be none.
     *
     * @return up to 100, best first; none if the record is archived
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    List<DuplicateMatch> of(UUID record);

    /**
     * Says that two records are not about the same thing: they match no more, until that is taken back. It holds for what they are merged into, too.
     *
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change one of them
     * @throws dev.crmkit.error.InvalidInputException if they are one record, or of two objects
     */
    void dismiss(UUID record, UUID other);

    /**
     * Takes back what {@link #dismiss} said; nothing happens if it was not said.
     *
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change one of them
     * @throws dev.crmkit.error.InvalidInputException if they are one record, or of two objects
     */
    void reinstate(UUID record, UUID other);

    /**
     * Begins to look through all live records of an object. Workers do it in portions, each in a transaction of its own; after a crash another goes on where
     * the last portion ended. What the scan before has found is forgotten. While one is under way, no other begins.
     *
     * @return the scan that began, or the one under way
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.ForbiddenException without the power {@code MERGE}
     * @throws dev.crmkit.error.InvalidInputException if the object has no rules
     */
    DuplicateScan scan(String object);

    /**
     * The latest scan of an object, as far as it has come.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.ForbiddenException without the power {@code MERGE}
     */
    Optional<DuplicateScan> findScan(String object);

    /**
     * A page of what the latest scan has found so far, most alike first. Pairs that no longer match, were dismissed or merged, or that the actor may not see
     * are left out: a page may have fewer than the limit, or none, though others follow.
     *
     * @param limit 1 to 100
     * @param after the cursor of the page before, or null for the first
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.InvalidInputException if the limit is out of its range
     * @throws dev.crmkit.error.CrmException with {@code INVALID_CURSOR} if the cursor is not one of this scan
     */
    Page<DuplicatePair> list(String object, int limit, @Nullable String after);

    /**
     * The company of an address: the live record of the object {@code company} with the same registrable domain, the first that was given it if there are
     * several. None for the domains of mail providers for everybody.
     *
     * @param address an e-mail address, a web address or the name of a host
     * @throws dev.crmkit.error.NotFoundException if there is no object {@code company}
     * @throws dev.crmkit.error.InvalidInputException if that object has no rule of kind {@code DOMAIN}
     */
    Optional<CrmRecord> companyFor(String address);
}
