package dev.crmkit.internal.note;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.watch.Notices;
import dev.crmkit.internal.watch.Subscriptions;
import dev.crmkit.note.Mention;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What comes of a mention: whoever is mentioned watches the records of the note from then on, and is told of it. Not instantiable. */
final class Addressed {
    private Addressed() {}

    /**
     * Once for a note that is written, and for each edit that mentions somebody whom the text before did not.
     *
     * @param records the records the note is on, at least one
     * @param mentions those that are new
     */
    static void tell(Tx tx, UUID note, List<StoredRecord> records, List<Mention> mentions) {
        List<Recipient> recipients = mentions.stream()
                .map(mention -> mention.kind() == Mention.Kind.USER
                        ? Recipient.user(mention.id())
                        : Recipient.group(mention.id()))
                .toList();
        new Subscriptions(tx).watch(recipients, records);
        new Notices(tx)
                .tell(recipients, tx.newId(), EventTypes.NOTE_WRITTEN, records.get(0), Map.of("note", note.toString()));
    }
}
