package dev.crmkit.spi.notify;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What is told to one recipient at once. Immutable.
 *
 * @param id the idempotency key: a batch that is handed over again has the same id and the same notices
 * @param workspace the workspace in which it happened
 * @param recipient who is told
 * @param notices oldest first; 1 to 1,000; unmodifiable
 */
public record NoticeBatch(UUID id, String workspace, Recipient recipient, List<Notice> notices) {
    /** Copies the notices. */
    public NoticeBatch {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(workspace, "workspace");
        Objects.requireNonNull(recipient, "recipient");
        notices = List.copyOf(notices);
    }
}
