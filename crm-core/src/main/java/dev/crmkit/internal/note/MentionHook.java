package dev.crmkit.internal.note;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.note.Mention;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Is told in the writer's transaction whom a note newly mentions. */
@FunctionalInterface
public interface MentionHook {
    /** Tells nobody. */
    MentionHook NONE = (tx, note, records, mentions) -> {};

    /**
     * Called once for a note that is written, and for each edit that mentions somebody whom the text before did not.
     *
     * @param records the records the note is on
     * @param mentions those that are new, at least one, in the order of the text
     */
    void mentioned(Tx tx, UUID note, Collection<StoredRecord> records, List<Mention> mentions);
}
