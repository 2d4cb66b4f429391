package dev.crmkit.channel;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a message is for, and so what its channel must be like. Immutable.
 *
 * @param name what consent is asked by: 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter
 * @param kinds the kinds that will do, the best first; at least one
 * @param needsConsent whether consent must have been granted; else it is enough that it was neither denied nor withdrawn
 * @param needsVerified whether the address must be verified
 * @param needsSender whether somebody must be registered to send from; false for calls and letters
 */
public record Purpose(
        String name, List<ChannelKind> kinds, boolean needsConsent, boolean needsVerified, boolean needsSender) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /**
     * Checks the name and copies the kinds.
     *
     * @throws IllegalArgumentException if the name is malformed or there are no kinds
     */
    public Purpose {
        Objects.requireNonNull(name, "name");
        kinds = List.copyOf(kinds);
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "A purpose has 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter, not '"
                            + name + "'");
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("A purpose needs at least one kind of channel. Name one, such as EMAIL");
        }
    }

    /** Whether purposes can have that name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Advertising by e-mail: only where consent was granted. */
    public static Purpose marketing() {
        return new Purpose("marketing", List.of(ChannelKind.EMAIL), true, false, true);
    }

    /** What the other side expects, by e-mail: unless it was denied or withdrawn. */
    public static Purpose transactional() {
        return of("transactional");
    }

    /** A purpose of the host's own by e-mail, unless it was denied or withdrawn. */
    public static Purpose of(String name) {
        return new Purpose(name, List.of(ChannelKind.EMAIL), false, false, true);
    }

    /** By these kinds, the best first. */
    public Purpose by(ChannelKind... best) {
        return new Purpose(name, List.of(best), needsConsent, needsVerified, needsSender);
    }

    /** Only where consent was granted. */
    public Purpose withConsent() {
        return new Purpose(name, kinds, true, needsVerified, needsSender);
    }

    /** Only to verified addresses. */
    public Purpose verified() {
        return new Purpose(name, kinds, needsConsent, true, needsSender);
    }

    /** Whether or not there is somebody registered to send from. */
    public Purpose withoutSender() {
        return new Purpose(name, kinds, needsConsent, needsVerified, false);
    }
}
