package dev.crmkit.internal.engine;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Cursors as opaque text: a place in a list, sealed with the workspace's secret for exactly that list (HMAC-SHA256, RFC 2104, cut to 16 bytes).
 * Not instantiable.
 */
public final class CursorCodec {
    private static final int SEAL_BYTES = 16;

    private CursorCodec() {}

    /**
     * Seals a place.
     *
     * @param list what the list is: everything that two pages of it share
     */
    public static String seal(Tx tx, String list, List<?> place) {
        byte[] body = Json.write(place).getBytes(StandardCharsets.UTF_8);
        byte[] seal = seal(tx, list, body);
        byte[] all = Arrays.copyOf(seal, SEAL_BYTES + body.length);
        System.arraycopy(body, 0, all, SEAL_BYTES, body.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /**
     * Opens a cursor.
     *
     * @throws CrmException with {@code INVALID_CURSOR} if it was changed or is of another list
     */
    public static List<@Nullable Object> open(Tx tx, String list, String cursor) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        if (all.length <= SEAL_BYTES) {
            throw invalid();
        }
        byte[] body = Arrays.copyOfRange(all, SEAL_BYTES, all.length);
        // Base64 has several spellings of the same bytes; only ours counts.
        if (!MessageDigest.isEqual(seal(tx, list, body), Arrays.copyOf(all, SEAL_BYTES))
                || !Base64.getUrlEncoder().withoutPadding().encodeToString(all).equals(cursor)) {
            throw invalid();
        }
        if (Json.read(new String(body, StandardCharsets.UTF_8)) instanceof List<?> place) {
            return new ArrayList<>(place);
        }
        throw invalid();
    }

    private static byte[] seal(Tx tx, String list, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // A workspace that does not exist yet has no secret, and no list of it a second page.
            String secret =
                    tx.workspace().secret().isEmpty() ? "none" : tx.workspace().secret();
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            mac.update(list.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(body), SEAL_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }

    private static CrmException invalid() {
        return new CrmException(
                ErrorCode.INVALID_CURSOR,
                "The cursor is not one of this list. Use the cursor of the page before with the same filter and sort, or start at the first page",
                Map.of(),
                null);
    }
}
