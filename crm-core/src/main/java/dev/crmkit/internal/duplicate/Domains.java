package dev.crmkit.internal.duplicate;

import com.google.common.net.InternetDomainName;
import dev.crmkit.internal.type.HostNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What part of an address belongs to one owner: the registrable domain, by the list of public suffixes. Not instantiable. */
public final class Domains {
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");
    private static final Set<String> PERSONAL = personal();

    private Domains() {}

    /**
     * The registrable domain of an e-mail address, a web address or a host: {@code acme.co.uk} of {@code ada@mail.acme.co.uk}. Lower case, in ASCII. Empty
     * for what has none, such as an IP address or a public suffix itself, and for the domains of mail providers for everybody.
     */
    public static Optional<String> ofOneOwner(String address) {
        return registrable(address).filter(domain -> !PERSONAL.contains(domain));
    }

    static Optional<String> registrable(String address) {
        String ascii = HostNames.toAscii(host(address.strip()));
        if (ascii == null || HostNames.isAddress(ascii) || !InternetDomainName.isValid(ascii)) {
            return Optional.empty();
        }
        InternetDomainName name = InternetDomainName.from(ascii);
        if (name.isUnderPublicSuffix()) {
            return Optional.of(name.topPrivateDomain().toString());
        }
        if (name.isPublicSuffix() || name.parts().size() < 2) {
            return Optional.empty();
        }
        // A top-level domain that the list does not know is a public suffix: the list's own rule.
        int parts = name.parts().size();
        return Optional.of(String.join(".", name.parts().subList(parts - 2, parts)));
    }

    private static String host(String address) {
        int scheme = address.indexOf("://");
        String rest = scheme < 0 ? address : address.substring(scheme + 3);
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                rest = rest.substring(0, i);
                break;
            }
        }
        String host = PORT.matcher(rest.substring(rest.lastIndexOf('@') + 1)).replaceFirst("");
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static Set<String> personal() {
        try (InputStream in = Domains.class.getResourceAsStream("personal-mail-domains.txt")) {
            if (in == null) {
                throw new IllegalStateException("personal-mail-domains.txt is missing beside " + Domains.class);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
