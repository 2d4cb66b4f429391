package dev.crmkit.internal.channel;

import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.internal.address.ChannelRow;
import dev.crmkit.internal.address.ChannelRows;
import dev.crmkit.internal.address.ChannelWrites;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The channels of some records, locked with them, while a call changes them. Not thread-safe. */
final class ChannelEdits {
    private final Tx tx;
    private final Map<UUID, UUID> own;
    private final Map<UUID, StoredRecord> records;
    private final Map<UUID, Map<UUID, ChannelRow>> before = new HashMap<>();
    private final Map<UUID, Map<UUID, ChannelRow>> after = new HashMap<>();
    private final Map<UUID, String> paths = new HashMap<>();

    private ChannelEdits(Tx tx, Map<UUID, UUID> own, Map<UUID, StoredRecord> records) {
        this.tx = tx;
        this.own = own;
        this.records = records;
    }

    /**
     * The channels of these records; by an old id those of the record that it was merged into.
     *
     * @throws dev.crmkit.error.NotFoundException if one of them is not there
     */
    static ChannelEdits of(Tx tx, Set<UUID> ids) {
        Map<UUID, StoredRecord> found = new RecordGate(tx).writable(ids);
        Map<UUID, UUID> own = new HashMap<>();
        for (UUID id : ids) {
            StoredRecord record = found.get(id);
            if (record == null) {
                throw RecordGate.unknown(id);
            }
            own.put(id, record.id());
        }
        Map<UUID, StoredRecord> records = RecordGate.byOwnId(ids, found);
        ChannelEdits edits = new ChannelEdits(tx, own, records);
        Map<UUID, List<ChannelRow>> rows = ChannelRows.of(tx, records.keySet());
        for (UUID id : records.keySet()) {
            Map<UUID, ChannelRow> byId = new LinkedHashMap<>();
            rows.getOrDefault(id, List.of()).forEach(row -> byId.put(row.id(), row));
            edits.before.put(id, byId);
            edits.after.put(id, new LinkedHashMap<>(byId));
        }
        return edits;
    }

    /** The record's own id, by one of those that the channels were asked for with. */
    UUID own(UUID id) {
        return get(own, id);
    }

    /** The own ids of the records. */
    Set<UUID> records() {
        return records.keySet();
    }

    /** The record of this own id. */
    StoredRecord record(UUID id) {
        return get(records, id);
    }

    /**
     * Checks that the record may be changed.
     *
     * @throws CrmException with {@code RECORD_ARCHIVED} if it is archived
     */
    void requireLive(UUID id) {
        if (record(id).isArchived()) {
            throw new CrmException(
                    ErrorCode.RECORD_ARCHIVED,
                    "Record " + id + " is archived. Restore it before changing its channels",
                    Map.of("id", id),
                    null);
        }
    }

    /** Brings back what is known of addresses that the records had before. */
    void recall(Collection<UUID> channels) {
        ChannelRows.load(tx, channels)
                .forEach((id, row) -> get(before, row.record()).putIfAbsent(id, row));
    }

    /** The row as it was, a former one too once it is recalled. */
    @Nullable
    ChannelRow before(UUID record, UUID channel) {
        return get(before, record).get(channel);
    }

    /** The row as it is now, if it is there. */
    @Nullable
    ChannelRow row(UUID record, UUID channel) {
        ChannelRow row = get(after, record).get(channel);
        return row != null && row.isThere() ? row : null;
    }

    /** How many channels the record has now. */
    int count(UUID record) {
        return (int)
                get(after, record).values().stream().filter(ChannelRow::isThere).count();
    }

    /** The place behind all channels of the record. */
    int nextPlace(UUID record) {
        return get(after, record).values().stream()
                        .mapToInt(ChannelRow::place)
                        .max()
                        .orElse(-1)
                + 1;
    }

    /** Puts a row in the place of the one with its id. */
    void put(ChannelRow row, String path) {
        get(after, row.record()).put(row.id(), row);
        paths.put(row.id(), path);
    }

    /** Makes the row the primary one of its record and kind, if it is not. */
    void makePrimary(ChannelRow row) {
        ChannelKind kind = row.address().kind();
        Map<UUID, ChannelRow> rows = get(after, row.record());
        UUID first = primary(rows.values(), kind);
        if (!row.id().equals(first)) {
            rows.replaceAll((id, other) -> other.address().kind().equals(kind) ? other.chosen(false) : other);
            rows.put(row.id(), row.chosen(true));
        }
    }

    /** Whether the channel was the primary one before, and whether it is now. */
    boolean isPrimary(ChannelRow row, boolean now) {
        Collection<ChannelRow> rows = get(now ? after : before, row.record()).values();
        return row.id().equals(primary(rows, row.address().kind()));
    }

    private static @Nullable UUID primary(Collection<ChannelRow> rows, ChannelKind kind) {
        return rows.stream()
                .filter(row -> row.isThere() && row.address().kind().equals(kind))
                .min(ChannelRow.ORDER)
                .map(ChannelRow::id)
                .orElse(null);
    }

    /** The rows that differ from what they were. */
    List<ChannelRow> changed() {
        List<ChannelRow> changed = new ArrayList<>();
        after.forEach((record, rows) -> rows.forEach((id, row) -> {
            if (!row.equals(before(record, id))) {
                changed.add(row);
            }
        }));
        return changed;
    }

    /** Writes what changed. */
    void write(String what) {
        ChannelWrites writes = new ChannelWrites(tx);
        for (ChannelRow row : changed()) {
            StoredRecord record = record(row.record());
            writes.save(
                    before(row.record(), row.id()),
                    row,
                    record.objectId(),
                    !record.isArchived(),
                    paths.getOrDefault(row.id(), "address"));
        }
        writes.write(what);
    }

    /** The channel as callers see it. */
    Channel view(UUID record, UUID channel) {
        return view(record).stream()
                .filter(one -> one.id().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    private List<Channel> view(UUID record) {
        return ChannelView.of(tx, record(record), List.copyOf(get(after, record).values()));
    }

    private static <T> T get(Map<UUID, T> map, UUID id) {
        T found = map.get(id);
        if (found == null) {
            throw RecordGate.unknown(id);
        }
        return found;
    }
}
