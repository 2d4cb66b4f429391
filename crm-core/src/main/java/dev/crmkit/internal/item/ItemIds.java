package dev.crmkit.internal.item;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * Ids made from what must be unique, so that the storage's own key keeps it so: UUIDs of version 8 (RFC 9562) from the first bits of SHA-256. Not
 * instantiable.
 */
public final class ItemIds {
    private ItemIds() {}

    /**
     * The id of the item of that kind which these parts name: equal parts give the equal id, in every workspace and at all times.
     *
     * @param kind the kind of item
     * @param parts texts and ids, told apart by their length and place
     */
    public static UUID of(String kind, Object... parts) {
        StringBuilder text = new StringBuilder(kind);
        for (Object part : parts) {
            String plain = part.toString();
            text.append('\n').append(plain.length()).append(':').append(plain);
        }
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8)));
            long high = (hash.getLong() & ~0xF000L) | 0x8000L;
            long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
            return new UUID(high, low);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
