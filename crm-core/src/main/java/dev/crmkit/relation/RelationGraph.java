package dev.crmkit.relation;

import dev.crmkit.query.Page;
import java.util.Map;
import java.util.UUID;

/**
 * Relations between records of any objects. A reference attribute is a relation too: it is read here from both sides and changed through
 * its record. Thread-safe, except inside a transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface RelationGraph {

    /**
     * Relates one record to another; a relation that is there already gets the new metadata, and equal metadata changes nothing.
     *
     * @param label 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter
     * @param metadata what the host keeps with it: texts, numbers, booleans, lists and maps of these
     * @return the relation
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     * @throws dev.crmkit.error.InvalidInputException if the label is malformed, a record is related to itself, or the metadata has more than 16 KiB
     */
    Relation link(UUID from, String label, UUID to, Map<String, ?> metadata);

    /** As {@link #link(UUID, String, UUID, Map)} without metadata. */
    Relation link(UUID from, String label, UUID to);

    /**
     * Takes a relation away.
     *
     * @return whether it was there
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist
     */
    boolean unlink(UUID from, String label, UUID to);

    /**
     * The relations that start at the record, reference attributes among them, by label.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<Relation> outgoing(UUID record, RelationQuery query);

    /**
     * The relations that lead to the record, reference attributes among them, by label.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<Relation> incoming(UUID record, RelationQuery query);
}
