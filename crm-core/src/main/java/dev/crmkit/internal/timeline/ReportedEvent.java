package dev.crmkit.internal.timeline;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.timeline.HostEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a host reports, checked, on its way into the log. Immutable. */
final class ReportedEvent {
    /** One item per external id that was reported, so that the second report of it finds the id taken. */
    private static final String KIND = "host_event";

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
    private static final Pattern CHANNEL = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final int MAX_TYPE = 100;
    private static final int MAX_RECORDS = 100;
    private static final int MAX_ID = 200;
    private static final int MAX_BYTES = 64 * 1024;
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    /** The first words of types that the engine writes, now or in time to come: what stands in the log under these is true. */
    private static final Set<String> ENGINE_WORDS = Set.of(
            "address",
            "ai",
            "automation",
            "bulk",
            "channel",
            "consent",
            "crmkit",
            "deal",
            "enrichment",
            "export",
            "file",
            "group",
            "import",
            "job",
            "list",
            "member",
            "note",
            "owner",
            "permission",
            "pipeline",
            "record",
            "relation",
            "role",
            "schema",
            "score",
            "sequence",
            "stage",
            "suggestion",
            "suppression",
            "tag",
            "task",
            "watch",
            "webhook",
            "workspace");

    private final HostEvent event;
    private final String details;

    private ReportedEvent(HostEvent event, String details) {
        this.event = event;
        this.details = details;
    }

    static ReportedEvent of(HostEvent event) {
        List<Violation> faults = new ArrayList<>();
        checkType(event.type(), faults);
        int records = event.records().size();
        if (records < 1 || records > MAX_RECORDS) {
            faults.add(new Violation(
                    "records",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must be 1 to " + MAX_RECORDS + " records, not " + records));
        }
        String channel = event.channel();
        if (channel != null && !CHANNEL.matcher(channel).matches()) {
            faults.add(new Violation(
                    "channel",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + channel + "' is not a channel. Use 1 to 40 characters of a to z, 0 to 9 and underscore,"
                            + " beginning with a letter"));
        }
        String id = event.externalId();
        if (id != null && (id.isBlank() || id.length() > MAX_ID)) {
            faults.add(new Violation(
                    "externalId",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must have 1 to " + MAX_ID + " characters, not " + id.length()));
        }
        String details = details(event.details(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("report an event", faults);
        }
        return new ReportedEvent(event, details);
    }

    private static void checkType(String type, List<Violation> faults) {
        if (type.length() > MAX_TYPE || !TYPE.matcher(type).matches()) {
            faults.add(new Violation(
                    "type",
                    ErrorCode.VALUE_MALFORMED,
                    "'" + type + "' is not a type. Use words of a to z, 0 to 9 and underscore with dots between, up to "
                            + MAX_TYPE + " characters, as in call.made"));
        } else if (ENGINE_WORDS.contains(type.substring(0, type.indexOf('.')))) {
            faults.add(new Violation(
                    "type",
                    ErrorCode.VALUE_READ_ONLY,
                    "'" + type
                            + "' begins with a word that the engine writes itself. Put a word of your own in front"));
        }
    }

    private static String details(Map<String, ?> details, List<Violation> faults) {
        String text = "";
        try {
            text = details.isEmpty() ? "" : Json.write(details);
        } catch (IllegalArgumentException e) {
            faults.add(new Violation(
                    "details",
                    ErrorCode.VALUE_WRONG_TYPE,
                    "holds texts, numbers, booleans, lists and maps only: " + e.getMessage()));
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            faults.add(new Violation(
                    "details",
                    ErrorCode.VALUES_TOO_LARGE,
                    "has " + bytes + " bytes; the limit is " + MAX_BYTES + ". Keep large data elsewhere"));
        }
        return text;
    }

    /** Writes the event; tells whether it is new. */
    boolean write(Tx tx) {
        Instant given = event.occurredAt();
        Instant at = given == null ? tx.now() : given.truncatedTo(ChronoUnit.MICROS);
        if (at.isAfter(tx.now().plus(MOST_AHEAD))) {
            throw new InvalidInputException(
                    "report an event",
                    List.of(new Violation(
                            "occurredAt",
                            ErrorCode.VALUE_OUT_OF_RANGE,
                            at + " is more than a day ahead of now, " + tx.now()
                                    + ". Report what has happened; put what is planned into the details")));
        }
        // Locked, so that nothing is written about a record that is being erased.
        Map<UUID, StoredRecord> found = new RecordGate(tx).writable(event.records());
        for (UUID id : event.records()) {
            if (!found.containsKey(id)) {
                throw RecordGate.unknown(id);
            }
        }
        Map<UUID, StoredRecord> records = RecordGate.byOwnId(event.records(), found);
        String external = event.externalId();
        if (external != null) {
            StoredItem mark =
                    new StoredItem(ItemIds.of(KIND, event.type(), external), KIND, null, event.type(), tx.now(), "");
            if (!tx.storage().items().insert(List.of(mark)).isEmpty()) {
                return false;
            }
        }
        append(tx, at, records.values());
        tx.touch(records.keySet(), at.isAfter(tx.now()) ? tx.now() : at);
        return true;
    }

    private void append(Tx tx, Instant at, Collection<StoredRecord> records) {
        List<StoredEvent> events = new ArrayList<>();
        UUID root = tx.newId();
        for (StoredRecord record : records) {
            boolean first = events.isEmpty();
            events.add(new StoredEvent(
                    first ? root : tx.newId(),
                    event.type(),
                    record.id(),
                    record.objectId(),
                    record.version(),
                    tx.actor(),
                    new Cause(root, first ? null : root, first ? 0 : 1),
                    at,
                    "",
                    details,
                    event.channel()));
        }
        tx.append(events);
    }
}
