package dev.crmkit.internal.record;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.StoredEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What stands about some records in the history of others, into which they were merged for a time. Not thread-safe. */
final class SharedHistory {
    private static final int PAGE = 1_000;

    private final Tx tx;

    SharedHistory(Tx tx) {
        this.tx = tx;
    }

    /**
     * Empties what was written about the others from a merge until it was undone: nobody can tell whom it was about.
     *
     * @return how many events that were
     */
    int blank(Set<UUID> records) {
        Deque<StoredEvent> open = new ArrayDeque<>(read(records, Set.of(EventTypes.RECORD_MERGED_INTO), null));
        Set<UUID> followed = new HashSet<>();
        Set<UUID> shared = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            StoredEvent into = open.remove();
            Map<String, Object> details = Json.readObject(into.details());
            String merge = Json.text(details, "merge");
            String survivor = Json.text(details, "survivor");
            // Without details: one that was erased.
            if (merge != null && survivor != null && followed.add(into.id())) {
                UUID other = UUID.fromString(survivor);
                if (!records.contains(other)) {
                    for (StoredEvent event : between(other, merge, into.occurredAt())) {
                        if (event.type().equals(EventTypes.RECORD_MERGED_INTO)) {
                            open.add(event);
                        } else {
                            shared.add(event.id());
                        }
                    }
                }
            }
        }
        int count = 0;
        for (List<UUID> chunk : Chunks.of(List.copyOf(shared), PAGE)) {
            count += tx.storage().events().blankEvents(chunk);
        }
        return count;
    }

    /** The events of the survivor from the merge until it was undone, newest first; none if it is in force. */
    private List<StoredEvent> between(UUID survivor, String merge, Instant from) {
        List<StoredEvent> between = new ArrayList<>();
        boolean together = false;
        for (StoredEvent event : read(Set.of(survivor), Set.of(), from)) {
            boolean ofMerge = merge.equals(Json.text(Json.readObject(event.details()), "merge"));
            together |= ofMerge && event.type().equals(EventTypes.RECORD_UNMERGED);
            if (together) {
                between.add(event);
            }
            if (ofMerge && event.type().equals(EventTypes.RECORD_MERGED)) {
                break;
            }
        }
        return between;
    }

    private List<StoredEvent> read(Set<UUID> records, Set<String> types, @Nullable Instant from) {
        List<StoredEvent> events = new ArrayList<>();
        EventQuery.@Nullable Place after = null;
        List<StoredEvent> page;
        do {
            page = tx.storage().events().list(new EventQuery(records, types, from, null, after, PAGE));
            events.addAll(page);
            if (!page.isEmpty()) {
                StoredEvent last = page.get(page.size() - 1);
                after = new EventQuery.Place(last.occurredAt(), last.id());
            }
        } while (page.size() == PAGE);
        return events;
    }
}
