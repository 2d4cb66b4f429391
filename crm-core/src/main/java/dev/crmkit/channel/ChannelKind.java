package dev.crmkit.channel;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What sort of address a channel has, and so how its address is normalised. Immutable.
 *
 * @param slug 1 to 24 characters of a to z, 0 to 9 and underscore, beginning with a letter
 */
public record ChannelKind(String slug) {
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_]{0,23}");

    /** E-mail; the same without case, the domain in ASCII. */
    public static final ChannelKind EMAIL = new ChannelKind("email");
    /** Telephone; the same in the form of E.164. */
    public static final ChannelKind PHONE = new ChannelKind("phone");
    /** A page on LinkedIn; the same by its path, whatever the form of the URL. */
    public static final ChannelKind LINKEDIN = new ChannelKind("linkedin");
    /** A user name on Telegram; the same without case. */
    public static final ChannelKind TELEGRAM = new ChannelKind("telegram");
    /** A postal address in lines; the same without case and blank lines. */
    public static final ChannelKind POSTAL = new ChannelKind("postal");

    /**
     * Checks the slug.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public ChannelKind {
        Objects.requireNonNull(slug, "slug");
        if (!SLUG.matcher(slug).matches()) {
            throw new IllegalArgumentException(
                    "A kind of channel has 1 to 24 characters of a to z, 0 to 9 and underscore, beginning with a letter, not '"
                            + slug + "'");
        }
    }

    /** The kind of that slug: one of the above, or one of the host's own, whose addresses are one line each and the same without case. */
    public static ChannelKind of(String slug) {
        return new ChannelKind(slug);
    }

    @Override
    public String toString() {
        return slug;
    }
}
