package dev.crmkit.internal.record;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.ChannelEvents;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the histories and merges of other records say of records that are erased: the metadata of relations between them, and the values and addresses that
 * others had of them by merges that were undone. The own history of the records leads there, so it is read before it is emptied. Not thread-safe.
 */
final class ErasedTraces {
    private static final int PAGE = 1_000;
    private static final int PORTION = 500;
    private static final Set<String> RELATIONS = Set.of(EventTypes.RELATION_LINKED, EventTypes.RELATION_UNLINKED);
    private static final Set<String> MERGES = Set.of(EventTypes.RECORD_MERGED, EventTypes.RECORD_UNMERGED);
    private static final Set<String> DEPARTURES = Set.of(EventTypes.RECORD_MERGED_INTO, EventTypes.RECORD_UNMERGED);
    private static final Comparator<StoredEvent> ORDER =
            Comparator.comparing(StoredEvent::occurredAt).thenComparing(StoredEvent::id, IndexOrder::compareIds);

    private final Tx tx;
    private final Set<UUID> erased;
    private final Set<UUID> related = new LinkedHashSet<>();
    private final Set<UUID> survivors = new LinkedHashSet<>();
    private final Set<String> merges = new HashSet<>();
    private final List<Stay> stays = new ArrayList<>();

    /**
     * A time for which a record was part of another.
     *
     * @param until null if it still is
     */
    private record Stay(
            UUID survivor, StoredEvent from, @Nullable StoredEvent until) {
        boolean covers(StoredEvent event) {
            return !event.occurredAt().isBefore(from.occurredAt())
                    && (until == null || !event.occurredAt().isAfter(until.occurredAt()));
        }
    }

    /** The traces of these records, whose history is still there. */
    ErasedTraces(Tx tx, Set<UUID> erased) {
        this.tx = tx;
        this.erased = erased;
        for (StoredEvent event : events(erased, RELATIONS, this::hasMetadata)) {
            Map<String, Object> details = Json.readObject(event.details());
            related.add(UUID.fromString(Json.requiredText(details, "from")));
            related.add(UUID.fromString(Json.requiredText(details, "to")));
        }
        related.removeAll(erased);
        erased.forEach(record -> follow(record, null, null));
    }

    /** The records that one was merged into between two events, and those that these were merged into while they held it. */
    private void follow(UUID record, @Nullable StoredEvent from, @Nullable StoredEvent until) {
        List<StoredEvent> events = events(Set.of(record), DEPARTURES, event -> true);
        for (StoredEvent event : events) {
            Map<String, Object> details = Json.readObject(event.details());
            String survivor = Json.text(details, "survivor");
            boolean isLater = from == null || ORDER.compare(event, from) > 0;
            boolean isEarlier = until == null || ORDER.compare(event, until) < 0;
            if (survivor != null
                    && isLater
                    && isEarlier
                    && !erased.contains(UUID.fromString(survivor))
                    && merges.add(Json.requiredText(details, "merge"))) {
                UUID into = UUID.fromString(survivor);
                Stay stay = new Stay(into, event, undoing(events, Json.requiredText(details, "merge")));
                stays.add(stay);
                survivors.add(into);
                follow(into, stay.from(), stay.until());
            }
        }
    }

    private static @Nullable StoredEvent undoing(List<StoredEvent> events, String merge) {
        return events.stream()
                .filter(event -> event.type().equals(EventTypes.RECORD_UNMERGED)
                        && merge.equals(Json.text(Json.readObject(event.details()), "merge")))
                .findFirst()
                .orElse(null);
    }

    private boolean hasMetadata(StoredEvent event) {
        return Json.readObject(event.details()).containsKey("metadata");
    }

    private boolean namesErased(StoredEvent event) {
        Map<String, Object> details = Json.readObject(event.details());
        return erased.contains(UUID.fromString(Json.requiredText(details, "from")))
                || erased.contains(UUID.fromString(Json.requiredText(details, "to")));
    }

    private List<StoredEvent> events(Set<UUID> records, Set<String> types, Predicate<StoredEvent> which) {
        List<StoredEvent> found = new ArrayList<>();
        for (List<UUID> portion : Chunks.of(List.copyOf(records), PORTION)) {
            EventQuery.@Nullable Place after = null;
            List<StoredEvent> page;
            do {
                page = tx.storage()
                        .events()
                        .list(EventQuery.of(Set.copyOf(portion), PAGE)
                                .types(types)
                                .page(after, PAGE));
                page.stream()
                        .filter(event -> !event.details().isEmpty())
                        .filter(which)
                        .forEach(found::add);
                if (!page.isEmpty()) {
                    StoredEvent last = page.get(page.size() - 1);
                    after = new EventQuery.Place(last.occurredAt(), last.id());
                }
            } while (page.size() == PAGE);
        }
        return found;
    }

    /** Removes them, and says how many events of others were emptied. */
    int remove() {
        List<StoredEvent> found =
                new ArrayList<>(events(related, RELATIONS, event -> hasMetadata(event) && namesErased(event)));
        found.addAll(events(
                survivors, MERGES, event -> merges.contains(Json.text(Json.readObject(event.details()), "merge"))));
        for (Stay stay : stays) {
            // The survivor's own addresses too: which of them came with the merge is not told by the log.
            found.addAll(events(Set.of(stay.survivor()), ChannelEvents.TYPES, stay::covers));
        }
        int count = 0;
        for (List<StoredEvent> portion : Chunks.of(found.stream().distinct().toList(), PORTION)) {
            count += tx.storage()
                    .events()
                    .blankEvents(portion.stream().map(StoredEvent::id).toList());
        }
        removeFromImages();
        return count;
    }

    /** A merge of a record that was related to an erased one keeps that relation, which is never given back. */
    private void removeFromImages() {
        Set<UUID> holders = new LinkedHashSet<>(related);
        for (List<UUID> portion : Chunks.of(List.copyOf(related), PORTION)) {
            holders.addAll(Aliases.survivors(tx, portion).values());
        }
        for (List<UUID> portion : Chunks.of(List.copyOf(holders), PORTION)) {
            ItemQuery.@Nullable Place after = null;
            List<StoredItem> page;
            do {
                page = tx.storage()
                        .items()
                        .list(new ItemQuery(MergeImage.MERGE, Set.copyOf(portion), Set.of(), false, after, PAGE));
                for (StoredItem item : page) {
                    removeFromImage(MergeImage.Head.of(item), Objects.requireNonNull(item.recordId()));
                    after = new ItemQuery.Place(item.at(), item.id());
                }
            } while (page.size() == PAGE);
        }
    }

    private void removeFromImage(MergeImage.Head head, UUID holder) {
        MergeImage image = MergeImage.read(tx, head);
        boolean changed = image.edges().removeIf(moved -> {
            Edge.Key key = moved.edge().key();
            return erased.contains(key.from()) || erased.contains(key.to());
        });
        if (changed) {
            image.replace(tx, holder);
        }
    }
}
