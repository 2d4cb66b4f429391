package dev.crmkit.internal.duplicate;

import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A pair that a scan has found, as it is kept: all it says is in the key, which sorts by likeness. Immutable.
 *
 * @param first the record with the smaller id
 * @param second the other
 */
record FoundPair(UUID first, UUID second) {
    /** The kind of the items. */
    static final String KIND = "duplicate.pair";

    private static final int IDS = 36 + 1 + 36;

    static FoundPair of(UUID one, UUID other) {
        return IndexOrder.compareIds(one, other) < 0 ? new FoundPair(one, other) : new FoundPair(other, one);
    }

    /** What the keys of a scan begin with. */
    static String prefix(UUID scan) {
        return scan + ":";
    }

    static FoundPair read(String key) {
        String ids = key.substring(key.length() - IDS);
        return new FoundPair(UUID.fromString(ids.substring(0, 36)), UUID.fromString(ids.substring(37)));
    }

    /** The same in every scan that finds the pair more than once. */
    UUID id(UUID scan) {
        return ItemIds.of(KIND, scan, first, second);
    }

    StoredItem item(UUID scan, double score, Instant at) {
        String rank = String.format(Locale.ROOT, "%07d", Math.round((1 - score) * NameForm.PRECISION));
        return new StoredItem(id(scan), KIND, null, prefix(scan) + rank + ":" + first + ":" + second, at, "");
    }
}
