package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * URL: an absolute http or https address of up to 255 code points, so that it is indexed whole and compares exactly. Scheme and host are
 * lower case, the host in ASCII; the rest stays as typed.
 */
final class UrlType extends LineType {
    private static final Pattern PARTS = Pattern.compile("(?i)(https?)://([^/?#]*)(.*)");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[^:@\\[\\]]+)(:[0-9]{1,5})?");
    private static final int MAX_PORT = 65_535;

    UrlType() {
        super("URL");
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        String url = Texts.line(input);
        if (url.isEmpty()) {
            return null;
        }
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches()) {
            throw malformed(url, "it does not begin with http:// or https://");
        }
        if (parts.group(2).contains("@")) {
            throw malformed(url, "it has a user name in it, which may be a secret. Take it away");
        }
        Matcher authority = AUTHORITY.matcher(parts.group(2));
        if (!authority.matches()) {
            throw malformed(url, "it has no host, or a port that is not a number");
        }
        String host = authority.group(1).startsWith("[")
                ? authority.group(1).toLowerCase(Locale.ROOT)
                : HostNames.toAscii(authority.group(1));
        if (host == null) {
            throw malformed(url, Refusals.show(authority.group(1)) + " is not the name of a host");
        }
        String port = authority.group(2) == null ? "" : authority.group(2);
        if (!port.isEmpty() && Integer.parseInt(port.substring(1)) > MAX_PORT) {
            throw malformed(url, "the port is above " + MAX_PORT);
        }
        String canonical = parts.group(1).toLowerCase(Locale.ROOT) + "://" + host + port + parts.group(3);
        try {
            URI checked = new URI(canonical);
            if (checked.getHost() == null && !host.contains("_")) {
                throw malformed(url, Refusals.show(host) + " is not the name of a host");
            }
        } catch (URISyntaxException e) {
            throw malformed(url, e.getReason() + " at position " + e.getIndex() + ". Encode it as in %20");
        }
        return Texts.limited(canonical, Texts.MAX_LINE);
    }

    private static RuntimeException malformed(String url, String why) {
        return Refusals.malformed(url, "is not a web address: " + why);
    }
}
