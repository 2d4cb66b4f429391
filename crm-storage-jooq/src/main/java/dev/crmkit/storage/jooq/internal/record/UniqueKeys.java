package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.RecordRows.HeldKey;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Takes and releases the unique keys of one write. Not thread-safe. */
final class UniqueKeys {
    /** How often a key that was held, and then was not, is tried for. */
    private static final int ATTEMPTS = 5;

    private static final UUID NOBODY = new UUID(0, 0);

    private final Session session;
    private final Grammar grammar;
    private final ObjectMap object;

    UniqueKeys(Session session, Grammar grammar, ObjectMap object) {
        this.session = session;
        this.grammar = grammar;
        this.object = object;
    }

    void release(List<RecordWrite> writes) {
        List<HeldKey> keys = new ArrayList<>();
        writes.forEach(write -> write.releasedKeys()
                .forEach(key -> keys.add(
                        new HeldKey(number(key), key.key(), write.record().id()))));
        if (!keys.isEmpty()) {
            grammar.rows().release(session, keys);
        }
    }

    void releaseOf(Collection<Departure> departures) {
        List<HeldKey> keys = new ArrayList<>();
        departures.forEach(departure ->
                departure.releasedKeys().forEach(key -> keys.add(new HeldKey(number(key), key.key(), departure.id()))));
        if (!keys.isEmpty()) {
            grammar.rows().release(session, keys);
        }
    }

    /** Takes the keys. */
    List<UniqueConflict> take(List<RecordWrite> writes) {
        List<Want> wants = new ArrayList<>();
        writes.forEach(write -> write.takenKeys()
                .forEach(key -> wants.add(new Want(write.record().id(), key))));
        if (wants.isEmpty()) {
            return List.of();
        }
        Map<UniqueKey, UUID> first = new LinkedHashMap<>();
        wants.forEach(want -> first.putIfAbsent(want.key(), want.record()));
        // In one order everywhere, so that two callers never wait for each other.
        List<HeldKey> keys = first.entrySet().stream()
                .map(entry -> new HeldKey(number(entry.getKey()), entry.getKey().key(), entry.getValue()))
                .sorted(Comparator.comparingInt(HeldKey::attribute).thenComparing(HeldKey::key))
                .toList();
        Map<HeldKey, UUID> holders = new HashMap<>();
        List<HeldKey> open = keys;
        for (int attempt = 0; !open.isEmpty(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new StorageException(
                        "The unique key '" + open.get(0).key() + "' changes hands too fast; try again", true, null);
            }
            if (grammar.rows().take(session, open) == open.size()) {
                open.forEach(key -> holders.put(key, key.record()));
                break;
            }
            Map<String, UUID> found = holders(open);
            List<HeldKey> lost = new ArrayList<>();
            for (HeldKey key : open) {
                UUID holder = found.get(name(key.attribute(), key.key()));
                if (holder == null) {
                    lost.add(key);
                } else {
                    holders.put(key, holder);
                }
            }
            open = lost;
        }
        List<UniqueConflict> conflicts = new ArrayList<>();
        for (Want want : wants) {
            UUID taker = first.get(want.key());
            UUID holder = taker == null
                    ? null
                    : holders.get(new HeldKey(number(want.key()), want.key().key(), taker));
            if (holder != null && !holder.equals(want.record())) {
                conflicts.add(new UniqueConflict(want.record(), want.key(), holder));
            }
        }
        return conflicts;
    }

    /** Who holds these keys. */
    Map<UniqueKey, UUID> find(Collection<UniqueKey> keys) {
        Map<String, UUID> held = holders(keys.stream()
                .distinct()
                .map(key -> new HeldKey(number(key), key.key(), NOBODY))
                .toList());
        Map<UniqueKey, UUID> holders = new HashMap<>();
        for (UniqueKey key : keys) {
            UUID holder = held.get(name(number(key), key.key()));
            if (holder != null) {
                holders.put(key, holder);
            }
        }
        return holders;
    }

    private record Want(UUID record, UniqueKey key) {}

    /** Who holds these keys, and maybe others. */
    private Map<String, UUID> holders(List<HeldKey> keys) {
        SqlText select = grammar.holders(
                session.workspaceNumber(),
                keys.stream().map(HeldKey::attribute).toList(),
                keys.stream().map(HeldKey::key).toList());
        return select.query(session, rows -> {
            Map<String, UUID> holders = new HashMap<>();
            while (rows.next()) {
                holders.put(name(rows.getInt(1), rows.getString(2)), rows.getObject(3, UUID.class));
            }
            return holders;
        });
    }

    private static String name(int attribute, String key) {
        return attribute + " " + key;
    }

    private int number(UniqueKey key) {
        AttributeMap attribute = object.attributes().get(key.attributeId());
        if (attribute == null) {
            throw new IllegalArgumentException("Object " + object.id() + " has no attribute " + key.attributeId());
        }
        return attribute.number();
    }
}
