package dev.crmkit.internal.type;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of hosts, as the DNS has them. Not instantiable. */
public final class HostNames {
    private static final int MAX_NAME = 253;
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?");
    private static final Pattern ADDRESS = Pattern.compile("(.*\\.)?[0-9]+");

    private HostNames() {}

    /** The name in ASCII and lower case, or null if it is none. */
    public static @Nullable String toAscii(String host) {
        try {
            String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return ascii.length() <= MAX_NAME && NAME.matcher(ascii).matches() ? ascii : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the name ends in a number, as addresses do and names do not. */
    public static boolean isAddress(String ascii) {
        return ADDRESS.matcher(ascii).matches();
    }
}
