package dev.crmkit.internal.note;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.member.Verb;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.Collection;

/** Who writes notes and changes them. Not instantiable. */
final class NoteRights {
    private NoteRights() {}

    /**
     * Lets whoever may change some records of an object write on any that they see, so that people can talk about each other's records.
     *
     * @throws dev.crmkit.error.ForbiddenException if the actor only reads one of the objects
     */
    static void requireToWrite(Tx tx, Collection<StoredRecord> records) {
        for (StoredRecord record : records) {
            if (tx.access().predicate(record.objectId(), Verb.UPDATE).equals(Predicate.never())) {
                throw new RecordGate(tx).forbidden(record);
            }
        }
    }

    /**
     * Lets the author change a note, and whoever may change all of its records that they see.
     *
     * @throws dev.crmkit.error.ForbiddenException if the actor is neither
     */
    static void requireToChange(Tx tx, NoteCopy copy, Collection<StoredRecord> readable) {
        if (!copy.author().equals(tx.actor())) {
            new RecordGate(tx).requireChangeable(readable);
        }
    }
}
