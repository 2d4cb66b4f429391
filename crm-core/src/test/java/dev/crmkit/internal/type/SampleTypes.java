package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.OptionState;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One attribute of every kind, with arbitrary values that it accepts. */
public final class SampleTypes {
    private SampleTypes() {}

    /**
     * An attribute and what it accepts.
     *
     * @param slug its slug, too
     * @param values inputs that are accepted; some of them empty
     */
    public record Sample(String slug, AttributeSpec spec, Arbitrary<Object> values) {
        @Override
        public String toString() {
            return slug;
        }
    }

    public static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample("name", Attributes.text(), texts(40)));
        samples.add(new Sample("notes", Attributes.textArea(), texts(400)));
        samples.add(new Sample("size", Attributes.number(), numbers()));
        samples.add(new Sample("amount", Attributes.currency("EUR"), money()));
        samples.add(new Sample("due", Attributes.date(), days()));
        samples.add(new Sample("seen", Attributes.timestamp(), instants()));
        samples.add(new Sample("active", Attributes.checkbox(), Arbitraries.of(true, false)));
        samples.add(
                new Sample("kind", Attributes.select("small", "big", "huge"), Arbitraries.of("small", "big", "huge")));
        samples.add(new Sample("stage", stage(), Arbitraries.of("new", "won", "lost")));
        samples.add(new Sample(
                "tags",
                Attributes.multiSelect("a", "b", "c", "d"),
                Arbitraries.of("a", "b", "c", "d").list().ofMaxSize(6).asGeneric()));
        samples.add(new Sample(
                "email",
                Attributes.email(),
                Arbitraries.of(
                        "Ada@Example.COM", " bob.b+x@mail.example.org ", "ada@example.com", "zoë@bücher.example")));
        samples.add(new Sample(
                "phone",
                Attributes.phone("DE"),
                Arbitraries.of("030 901820", "+49 30 901820", "+1 650 253 0000", "089/2180-0")));
        samples.add(new Sample(
                "site",
                Attributes.url(),
                Arbitraries.of(
                        "HTTPS://Example.com/A?b=c#d",
                        "http://example.com:8080",
                        "https://bücher.example/ä",
                        "http://[::1]/")));
        samples.add(new Sample("place", Attributes.location(), places()));
        samples.add(new Sample("person", Attributes.personName(), persons()));
        samples.add(new Sample(
                "rating",
                Attributes.rating(5),
                Arbitraries.integers().between(1, 5).asGeneric()));
        samples.add(new Sample(
                "company",
                Attributes.reference("company"),
                ids().list().ofMaxSize(1).asGeneric()));
        samples.add(new Sample(
                "friends",
                Attributes.references("company"),
                ids().list().ofMaxSize(4).asGeneric()));
        samples.add(new Sample("helper", Attributes.user(), Arbitraries.of("ada", "Bob", "cy d")));
        samples.add(new Sample(
                "team",
                Attributes.users(),
                Arbitraries.of("ada", "Bob", "cy d").list().ofMaxSize(4).asGeneric()));
        samples.add(new Sample("files", Attributes.file(), files()));
        samples.add(new Sample(
                "summary", Attributes.aiComputed("TEXT").config("settings", Map.of("maxLength", 200)), texts(40)));
        samples.add(new Sample(
                "worth", Attributes.aiComputed("CURRENCY").config("settings", Map.of("currency", "USD")), money()));
        return List.copyOf(samples);
    }

    private static AttributeSpec stage() {
        return Attributes.status()
                .option(AttributeOption.of("new", OptionState.NOT_STARTED))
                .option(AttributeOption.of("won", OptionState.DONE_SUCCESS))
                .option(AttributeOption.of("lost", OptionState.DONE_FAILED));
    }

    private static Arbitrary<Object> texts(int length) {
        Arbitrary<String> wild = Arbitraries.strings()
                .withChars("aAbBßẞıİiIéÉ\u0301\u00C5\u212B%_\\ \u00A0\u3000\t\n\r'\"σςΣ")
                .withCharRange('\uFF21', '\uFF3A')
                .ofMaxLength(length);
        return Arbitraries.oneOf(wild, Arbitraries.of("", " ", "50% _x\\", "Straße", "STRASSE", "\uD83D\uDE00 ok"))
                .asGeneric();
    }

    private static Arbitrary<Object> numbers() {
        Arbitrary<Object> decimals = Arbitraries.bigDecimals()
                .between(new BigDecimal("-1e20"), new BigDecimal("1e20"))
                .ofScale(9)
                .asGeneric();
        return Arbitraries.oneOf(
                decimals,
                Arbitraries.integers().asGeneric(),
                Arbitraries.of(
                        0.1,
                        -0.0,
                        1.10,
                        new BigDecimal("1.1"),
                        new BigDecimal("1E+3"),
                        1000L,
                        new BigDecimal("0.000")));
    }

    private static Arbitrary<Object> money() {
        Arbitrary<Object> maps = Combinators.combine(
                        Arbitraries.integers().between(-50, 50), Arbitraries.of("EUR", "USD", "JPY", "BHD"))
                .as((amount, code) -> (Object) Map.of("amount", amount, "currency", code));
        return Arbitraries.oneOf(
                maps,
                Arbitraries.integers().between(-50, 50).asGeneric(),
                Arbitraries.of(12.5, new BigDecimal("7.10")));
    }

    private static Arbitrary<Object> days() {
        Arbitrary<LocalDate> days = Arbitraries.longs().between(20_000, 20_040).map(LocalDate::ofEpochDay);
        return Arbitraries.oneOf(days.asGeneric(), days.map(day -> (Object) day.toString()));
    }

    private static Arbitrary<Object> instants() {
        Arbitrary<Instant> instants = Arbitraries.longs()
                .between(1_728_000_000L, 1_729_000_000L)
                .map(s -> Instant.ofEpochSecond(s, s % 1_000_000_000));
        return Arbitraries.oneOf(instants.asGeneric(), instants.map(at -> (Object) at.toString()));
    }

    private static Arbitrary<Object> places() {
        return Arbitraries.of(
                Map.of("city", "Berlin", "country", "de", "postalCode", "10115"),
                Map.of("line1", " Main St 1 ", "latitude", 52.52, "longitude", new BigDecimal("13.40")),
                Map.of("latitude", -90, "longitude", 180),
                Map.of("region", " "));
    }

    private static Arbitrary<Object> persons() {
        return Arbitraries.of(
                "Ada Lovelace",
                "Lovelace, Ada King",
                "Plato",
                "  ",
                Map.of("prefix", "Dr.", "first", "Grace", "middle", "B.", "last", "Hopper", "suffix", "PhD"),
                Map.of("last", "O'Neil", "full", "stale"));
    }

    private static Arbitrary<UUID> ids() {
        return Arbitraries.integers().between(1, 6).map(n -> new UUID(0x0190_0000_0000_7000L, n));
    }

    private static Arbitrary<Object> files() {
        Map<String, Object> one = Map.of("id", "f1", "name", "a.pdf", "size", 12, "mediaType", "application/PDF");
        Map<String, Object> two = Map.of("id", "f2", "name", "b.txt", "size", 0L, "mediaType", "text/plain");
        return Arbitraries.of(one, List.of(one, two), List.of());
    }
}
