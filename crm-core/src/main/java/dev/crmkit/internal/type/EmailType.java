package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * EMAIL: an address as mail servers accept it in practice: {@code local@domain} without quotes, comments or address literals. Letters of
 * any script are allowed on both sides (RFC 6531). Kept as typed; compared without case.
 */
final class EmailType extends LineType {
    private static final int MAX_ADDRESS = 254;
    private static final int MAX_LOCAL = 64;
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{M}\\p{N}-]+";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");

    EmailType() {
        super("EMAIL");
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        String address = Texts.line(input);
        if (address.isEmpty()) {
            return null;
        }
        int at = address.lastIndexOf('@');
        if (at < 0) {
            throw Refusals.malformed(address, "is not an e-mail address: it has no @. Write it as in ada@example.com");
        }
        String local = address.substring(0, at);
        String domain = address.substring(at + 1);
        if (!LOCAL.matcher(local).matches()) {
            throw Refusals.malformed(
                    address,
                    "is not an e-mail address: the part before the @ has letters, digits and !#$%&'*+/=?^_`{|}~-, with"
                            + " single dots between them. Write it as in ada@example.com");
        }
        if (local.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL) {
            throw Refusals.malformed(
                    address, "is not an e-mail address: the part before the @ has more than " + MAX_LOCAL + " bytes");
        }
        String ascii = HostNames.toAscii(domain);
        if (ascii == null || !ascii.contains(".") || HostNames.isAddress(ascii)) {
            throw Refusals.malformed(
                    address,
                    "is not an e-mail address: " + Refusals.show(domain) + " is not a domain name such as example.com");
        }
        int bytes = local.getBytes(StandardCharsets.UTF_8).length + 1 + ascii.length();
        if (bytes > MAX_ADDRESS) {
            throw Refusals.tooLong(bytes, MAX_ADDRESS, "bytes");
        }
        return address;
    }
}
