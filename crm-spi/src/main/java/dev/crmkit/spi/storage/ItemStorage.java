package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the records of the workspace beside their values. Each call takes a number of statements that does not depend on how many
 * items it is about. Not thread-safe.
 */
public interface ItemStorage {

    /**
     * Stores new items. Of two transactions that insert one id the second waits for the end of the first.
     *
     * @return the ids that were taken already; nothing was stored for these, and what is stored under them stays as it is
     * @throws dev.crmkit.error.StorageException if the workspace has no such record
     */
    Set<UUID> insert(Collection<StoredItem> items);

    /**
     * Overwrites items with all they say, record and kind included.
     *
     * @return how many of them are there
     * @throws dev.crmkit.error.StorageException if the workspace has no such record
     */
    int update(Collection<StoredItem> items);

    /**
     * Removes items.
     *
     * @return how many were there
     */
    int remove(Collection<UUID> ids);

    /** The items of these ids that are there, in no order. */
    List<StoredItem> load(Collection<UUID> ids);

    /** As {@link #load}, and nobody else changes them until this transaction ends. */
    List<StoredItem> lock(Collection<UUID> ids);

    /** A page of items. */
    List<StoredItem> list(ItemQuery query);

    /**
     * The items of these records, of whatever kind, by id (bytewise).
     *
     * @param records up to 10,000
     * @param after only items past this id, or null
     * @param limit the most items, 1 to 10,000
     */
    List<StoredItem> belonging(Collection<UUID> records, @Nullable UUID after, int limit);

    /**
     * The keys that items of the kind have, by code point, with how many items have each.
     *
     * @param prefix only keys that begin with it; empty for all
     * @param after only keys past this one, or null
     * @param limit the most keys, 1 to 1,000
     */
    List<KeyCount> keys(String kind, String prefix, @Nullable String after, int limit);

    /**
     * The items of the kind by key (by code point), then time, then id (bytewise): a walk through all of them costs each page the same.
     *
     * @param prefix only keys that begin with it; empty for all
     * @param after only items past this one's key, time and id, or null
     * @param limit the most items, 1 to 10,000
     */
    List<StoredItem> byKey(String kind, String prefix, @Nullable KeyPlace after, int limit);

    /**
     * A place among the items by key. Immutable.
     *
     * @param key the item's key
     * @param at the item's time
     * @param id the item's id
     */
    record KeyPlace(String key, Instant at, UUID id) {
        /** Checks for null. */
        public KeyPlace {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(id, "id");
        }
    }

    /**
     * A key with the number of items that have it. Immutable.
     *
     * @param key the key
     * @param count at least 1
     */
    record KeyCount(String key, long count) {
        /** Checks for null. */
        public KeyCount {
            Objects.requireNonNull(key, "key");
        }
    }
}
