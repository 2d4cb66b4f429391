package dev.crmkit.internal.job;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.spi.storage.DeadJob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Where a page of dead jobs ended, as opaque text: time and id, and a checksum that also covers the workspace. The checksum finds mistakes;
 * it guards nothing, since every question is bound to its workspace anyway.
 */
final class DeadLetterCursor {
    private static final int BODY = Long.BYTES + Integer.BYTES + 2 * Long.BYTES;

    private DeadLetterCursor() {}

    static String encode(String workspace, DeadJob last) {
        Instant diedAt = last.diedAt();
        ByteBuffer bytes = ByteBuffer.allocate(BODY + Integer.BYTES)
                .putLong(diedAt.getEpochSecond())
                .putInt(diedAt.getNano())
                .putLong(last.id().getMostSignificantBits())
                .putLong(last.id().getLeastSignificantBits());
        bytes.putInt(checksum(workspace, bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The dead job that a page begins after; all but its time and id is blank, since nothing else decides the order.
     *
     * @throws InvalidInputException if the text is not a cursor of this workspace
     */
    static DeadJob decode(String workspace, String cursor) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(cursor));
        if (bytes.capacity() != BODY + Integer.BYTES || bytes.getInt(BODY) != checksum(workspace, bytes.array())) {
            throw invalid();
        }
        try {
            Instant diedAt = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
            UUID id = new UUID(bytes.getLong(), bytes.getLong());
            return new DeadJob(id, "", "", null, 0, 0, false, "", diedAt);
        } catch (DateTimeException e) {
            throw invalid();
        }
    }

    private static byte[] bytes(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static InvalidInputException invalid() {
        return new InvalidInputException(
                "list dead jobs",
                List.of(
                        new Violation(
                                "after",
                                ErrorCode.INVALID_CURSOR,
                                "The cursor was changed, or belongs to another workspace. Pass nextCursor of the page before as it is")));
    }

    private static int checksum(String workspace, byte[] array) {
        CRC32C sum = new CRC32C();
        sum.update(array, 0, BODY);
        sum.update(workspace.getBytes(StandardCharsets.UTF_8));
        return (int) sum.getValue();
    }
}
