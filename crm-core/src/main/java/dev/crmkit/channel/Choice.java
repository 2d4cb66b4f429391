package dev.crmkit.channel;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which channel a message takes and from whom, or why there is none. Immutable.
 *
 * @param record to whom
 * @param channel the channel, or null if none will do
 * @param sender from whom, or null if there is no channel, or nobody registered where nobody is needed
 * @param passedOver what was looked at and left, in order, and why; empty if the first one will do
 */
public record Choice(
        UUID record, @Nullable Channel channel, @Nullable Sender sender, List<PassedOver> passedOver) {

    /** Copies the list. */
    public Choice {
        Objects.requireNonNull(record, "record");
        passedOver = List.copyOf(passedOver);
    }

    /** The channel, if one will do. */
    public Optional<Channel> findChannel() {
        return Optional.ofNullable(channel);
    }

    /** From whom, if there is somebody. */
    public Optional<Sender> findSender() {
        return Optional.ofNullable(sender);
    }

    /**
     * A channel, or a whole kind, that will not do. Immutable.
     *
     * @param kind the kind
     * @param channel the channel, or null if it is about the kind
     * @param reason why not
     */
    public record PassedOver(ChannelKind kind, @Nullable Channel channel, Reason reason) {
        /** Checks for null. */
        public PassedOver {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Why a channel will not do. Immutable. */
    public enum Reason {
        /** The record is archived. */
        RECORD_ARCHIVED,
        /** The record has no address of the kind. */
        NO_ADDRESS,
        /** Nobody is registered to send by this kind for the record's owner, nor for the workspace. */
        NO_SENDER,
        /** The address is suppressed. */
        SUPPRESSED,
        /** Consent was denied or withdrawn, at this channel or by the same address at another record. */
        CONSENT_REFUSED,
        /** Consent was not granted, and the purpose needs it. */
        NO_CONSENT,
        /** The address is not verified, and the purpose needs it. */
        UNVERIFIED
    }
}
