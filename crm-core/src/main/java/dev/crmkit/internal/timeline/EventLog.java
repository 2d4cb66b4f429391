package dev.crmkit.internal.timeline;

import dev.crmkit.event.Cause;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what happens beside changes of values into the log, in the transaction of its cause, in one statement. Not thread-safe. */
public final class EventLog {
    private final Tx tx;
    private final @Nullable UUID root;
    private final List<StoredEvent> events = new ArrayList<>();

    /** The log of the transaction's workspace, written in its actor's name. */
    public EventLog(Tx tx) {
        this(tx, null);
    }

    /** The same in the name of a call that has an event of its own, whose id is the root; null for none. */
    public EventLog(Tx tx, @Nullable UUID root) {
        this.tx = tx;
        this.root = root;
    }

    /** Something that happened to a record. */
    public EventLog add(String type, StoredRecord record, Map<String, ?> details) {
        return add(type, record.id(), record.objectId(), record.version(), details);
    }

    /** Something that happened to the workspace. */
    public EventLog add(String type, Map<String, ?> details) {
        return add(type, null, null, 0, details);
    }

    private EventLog add(
            String type, @Nullable UUID record, @Nullable UUID object, long version, Map<String, ?> details) {
        UUID id = tx.newId();
        events.add(new StoredEvent(
                id,
                type,
                record,
                object,
                version,
                tx.actor(),
                root == null ? new Cause(id, null, 0) : new Cause(root, root, 1),
                tx.now(),
                "",
                details.isEmpty() ? "" : Json.write(details)));
        return this;
    }

    /** Writes what was added; nothing if nothing was. */
    public void write() {
        if (!events.isEmpty()) {
            tx.append(List.copyOf(events));
            events.clear();
        }
    }
}
