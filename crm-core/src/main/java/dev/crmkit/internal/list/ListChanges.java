package dev.crmkit.internal.list;

import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a transaction changes, and leaves it to a job to find out which lists that concerns: every change of a record has an event, so nothing is
 * missed whoever makes it. Costs nothing where no list hangs on what changed, and a statement at the end of the transaction where one does, whatever the
 * number of records and lists. Not thread-safe.
 */
public final class ListChanges {
    private static final Set<String> WITH_EVERY_WRITE = Set.of(SystemFields.UPDATED_AT, SystemFields.LAST_ACTIVITY_AT);

    private final Tx tx;
    private final Map<UUID, Set<String>> changes = new LinkedHashMap<>();
    private final Map<UUID, StoredEvent> causes = new HashMap<>();

    /** Of that transaction. */
    public ListChanges(Tx tx) {
        this.tx = tx;
    }

    /** Hears events that have been written. */
    public void hear(List<StoredEvent> events) {
        List<StoredEvent> ofRecords =
                events.stream().filter(event -> event.recordId() != null).toList();
        if (ofRecords.isEmpty() || !tx.lists().keepsAny()) {
            return;
        }
        boolean activity = tx.lists().hearsActivity();
        for (StoredEvent event : ofRecords) {
            UUID record = event.recordId();
            Set<String> relevant = tx.lists().relevant(event.objectId(), changes(event));
            if (record != null && (activity || !relevant.isEmpty())) {
                causes.putIfAbsent(record, event);
                note(record, relevant);
            }
        }
    }

    /** Hears that something happened around records. */
    public void touched(Collection<UUID> records) {
        if (!records.isEmpty() && tx.lists().hearsActivity()) {
            records.forEach(record -> note(record, Set.of(SystemFields.LAST_ACTIVITY_AT)));
        }
    }

    private void note(UUID record, Set<String> relevant) {
        if (!relevant.isEmpty()) {
            changes.computeIfAbsent(record, any -> new HashSet<>()).addAll(relevant);
        }
    }

    private static Set<String> changes(StoredEvent event) {
        return switch (event.type()) {
            case EventTypes.RECORD_CREATED -> Set.of(ListCatalog.BORN);
            case EventTypes.RECORD_ARCHIVED,
                    EventTypes.RECORD_RESTORED,
                    EventTypes.RECORD_MERGED,
                    EventTypes.RECORD_UNMERGED -> Set.of(ListCatalog.ANYTHING);
            case EventTypes.STAGE_CHANGED ->
                Set.of(
                        SystemFields.PIPELINE,
                        SystemFields.STAGE,
                        SystemFields.STAGE_ENTERED_AT,
                        SystemFields.CLOSED_AT,
                        SystemFields.UPDATED_AT,
                        SystemFields.LAST_ACTIVITY_AT);
            case EventTypes.TAG_ADDED, EventTypes.TAG_REMOVED, EventTypes.TAG_RENAMED -> Set.of(SystemFields.TAG);
            case EventTypes.LIST_JOINED, EventTypes.LIST_LEFT ->
                Set.of(ListDependencies.OF_LIST + Json.requiredText(Json.readObject(event.details()), "list"));
            case EventTypes.RECORD_UPDATED -> {
                Set<String> changed =
                        new HashSet<>(Json.readObject(event.changes()).keySet());
                changed.addAll(WITH_EVERY_WRITE);
                yield changed;
            }
            default -> Set.of();
        };
    }

    /** The jobs that find out which lists are concerned; none if no list hangs on what changed. */
    public List<NewJob> jobs() {
        List<UUID> records = List.copyOf(changes.keySet());
        List<NewJob> jobs = new ArrayList<>();
        for (int from = 0; from < records.size(); from += ListCheck.MOST_RECORDS) {
            List<UUID> some = records.subList(from, Math.min(records.size(), from + ListCheck.MOST_RECORDS));
            Set<String> all = new TreeSet<>();
            Map<UUID, @Nullable Cause> led = new LinkedHashMap<>();
            for (UUID record : some) {
                all.addAll(changes.getOrDefault(record, Set.of()));
                led.put(record, cause(causes.get(record)));
            }
            jobs.add(ListCheck.job(tx, all, led));
        }
        return jobs;
    }

    private static @Nullable Cause cause(@Nullable StoredEvent event) {
        return event == null
                ? null
                : new Cause(event.cause().rootId(), event.id(), event.cause().depth() + 1);
    }
}
