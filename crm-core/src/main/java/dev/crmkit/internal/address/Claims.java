package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.UUID;

/**
 * That a live record has an address for itself, where addresses of the kind are unique: an item whose id is made from object and address, so that one of
 * two racing writers gets it. The channels themselves stay as they are when the rule changes. Not instantiable.
 */
public final class Claims {
    private static final String ITEM = "channel.claim.";

    private Claims() {}

    /** Whether items of this kind are claims. */
    static boolean isClaim(String kind) {
        return kind.startsWith(ITEM);
    }

    /** The kind of item that claims of this kind of address are. */
    public static String item(ChannelKind kind) {
        return ITEM + kind.slug();
    }

    /** The id of the claim to that address among the records of the object. */
    public static UUID id(UUID object, NormalAddress address) {
        return ItemIds.of(ITEM, object, address.key());
    }

    /** The claim of a record. */
    public static StoredItem of(UUID object, UUID record, NormalAddress address, Instant at) {
        return new StoredItem(id(object, address), item(address.kind()), record, address.key(), at, "");
    }
}
