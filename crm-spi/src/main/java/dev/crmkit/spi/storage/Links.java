package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * The live records of one object that edges link to some records. A record that is linked to several of them counts for each. Immutable.
 *
 * @param objectId the object of the linked records
 * @param relation the relation of the edges
 * @param outgoing whether the edges begin at the anchors; else they lead to them
 * @param anchors the records that the others are linked to, of whatever object, up to 1,000
 * @param predicate which of the linked records
 */
public record Links(UUID objectId, String relation, boolean outgoing, Set<UUID> anchors, Predicate predicate) {

    /** Copies the anchors. */
    public Links {
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(relation, "relation");
        anchors = Set.copyOf(anchors);
        Objects.requireNonNull(predicate, "predicate");
    }
}
