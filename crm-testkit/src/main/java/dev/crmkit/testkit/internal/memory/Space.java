package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.spi.storage.UniqueKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is committed in one workspace. Guarded by the monitor. */
final class Space {
    static final String SCHEMA_VERSION = "schema";
    static final String DOCUMENTS_VERSION = "documents";
    static final String SETTINGS = "settings";

    final String id;
    final String secret;
    final Table<String, Long> versions = new Table<>(Comparator.naturalOrder());
    final Table<String, String> settings = new Table<>(Comparator.naturalOrder());
    final Table<UUID, Definition> definitions = new Table<>(IndexOrder::compareIds);
    final Table<UUID, RecordRow> records = new Table<>(IndexOrder::compareIds);
    final Table<UUID, Identity> identities = new Table<>(IndexOrder::compareIds);
    final Table<UniqueKey, UUID> uniqueKeys = new Table<>(
            Comparator.comparing(UniqueKey::attributeId, IndexOrder::compareIds).thenComparing(UniqueKey::key));
    final Table<OutgoingKey, Edge> outgoing = new Table<>(OutgoingKey.ORDER);
    final Table<Edge.Key, Edge> edges = new Table<>(Comparator.comparing(Edge.Key::to, IndexOrder::compareIds)
            .thenComparing(Edge.Key::relation, TextFolding::compareCodePoints)
            .thenComparing(Edge.Key::from, IndexOrder::compareIds));
    final Table<UUID, StoredItem> items = new Table<>(IndexOrder::compareIds);
    final Table<ItemKey, StoredItem> itemsByRecord =
            new Table<>(Comparator.comparing(ItemKey::recordId, IndexOrder::compareIds)
                    .thenComparing(ItemKey::id, IndexOrder::compareIds));
    final Table<EventQuery.Place, StoredEvent> events = new Table<>(Comparator.comparing(EventQuery.Place::occurredAt)
            .thenComparing(EventQuery.Place::id, IndexOrder::compareIds)
            .reversed());
    final Table<MoveStorage.Place, StoredMove> moves = new Table<>(Comparator.comparing(MoveStorage.Place::at)
            .thenComparing(MoveStorage.Place::id, IndexOrder::compareIds)
            .reversed());
    final Table<String, IdempotencyRow> idempotency = new Table<>(Comparator.naturalOrder());
    final Table<DocumentKey, String> documents = new Table<>(
            Comparator.comparing(DocumentKey::kind).thenComparing(DocumentKey::name, TextFolding::compareCodePoints));
    final Map<String, Long> counters = new HashMap<>();
    final WaitingJobs waiting = new WaitingJobs();
    final Table<UUID, JobRow> jobs = new Table<>(IndexOrder::compareIds, waiting);

    /** When a job of this workspace was claimed last, as a number that goes up; 0 for never. */
    long served;

    Space(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** An object's definition as the storage and as the engine know it. Immutable. */
    record Definition(ObjectLayout layout, String document) {}

    /** What is stored under an idempotency key; the result is null until it is fulfilled. Immutable. */
    record IdempotencyRow(
            String fingerprint, Instant expiresAt, @Nullable String result) {}

    /** Which document. Immutable. */
    record DocumentKey(String kind, String name) {}

    /** An item among those of its record. Immutable. */
    record ItemKey(UUID recordId, UUID id) {}

    /** The place of an edge among those of the record it starts at. Immutable. */
    record OutgoingKey(UUID from, String relation, int position, UUID to) {
        static final Comparator<OutgoingKey> ORDER = Comparator.comparing(OutgoingKey::from, IndexOrder::compareIds)
                .thenComparing(OutgoingKey::relation, TextFolding::compareCodePoints)
                .thenComparingInt(OutgoingKey::position)
                .thenComparing(OutgoingKey::to, IndexOrder::compareIds);

        static OutgoingKey of(Edge edge) {
            return new OutgoingKey(
                    edge.key().from(),
                    edge.key().relation(),
                    edge.position(),
                    edge.key().to());
        }
    }
}
