package dev.crmkit.internal.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DomainsTest {
    @Test
    @DisplayName(
            "INB-2 The registrable domain is one label more than the public suffix, whatever the form of the address")
    void registrable() {
        Map.of(
                        "ada@mail.acme.co.uk", "acme.co.uk",
                        "https://www.acme.co.uk:8443/a?b=c@d.com#e", "acme.co.uk",
                        "WWW.ACME.COM", "acme.com",
                        "acme.com.", "acme.com",
                        "ada.github.io", "ada.github.io",
                        "http://m\u00fcller.de", "xn--mller-kva.de",
                        "ada@shop.acme.example", "acme.example",
                        "city.kawasaki.jp", "city.kawasaki.jp",
                        "a.b.c.kobe.jp", "b.c.kobe.jp",
                        "  acme.com  ", "acme.com")
                .forEach((address, domain) ->
                        assertThat(Domains.registrable(address)).as(address).contains(domain));
    }

    @Test
    @DisplayName("INB-2 What belongs to nobody or everybody has no domain of one owner")
    void ofNobody() {
        for (String address : new String[] {
            "",
            "@",
            "co.uk",
            "com",
            "localhost",
            "192.168.0.1",
            "http://[::1]/",
            "not a host",
            "github.io",
            "ada@gmail.com",
            "ada@GoogleMail.com",
            "https://mail.yahoo.co.jp",
            "-.com"
        }) {
            assertThat(Domains.ofOneOwner(address)).as(address).isEmpty();
        }
        assertThat(Domains.registrable("ada@gmail.com")).contains("gmail.com");
    }
}
