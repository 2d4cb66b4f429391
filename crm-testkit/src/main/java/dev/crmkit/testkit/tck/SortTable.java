package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.aiComputed;
import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.rating;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.status;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.model.Attributes.url;
import static dev.crmkit.model.Attributes.user;
import static dev.crmkit.model.Attributes.users;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.OptionState;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The order of the values of one type, written down from the contract by hand. Immutable.
 *
 * @param name of the type, or of what is special about it
 * @param spec the attribute
 * @param ascending values from the least; each is before the next, and none equals another
 */
record SortTable(String name, AttributeSpec spec, List<Object> ascending) {
    /** Copies the values. */
    SortTable {
        ascending = List.copyOf(ascending);
    }

    private static SortTable of(String name, AttributeSpec spec, Object... ascending) {
        return new SortTable(name, spec, Arrays.asList(ascending));
    }

    private static Map<String, Object> money(String amount, String currency) {
        return Map.of("amount", new BigDecimal(amount), "currency", currency);
    }

    /** Every type that sorts, but for the computed one, which sorts as what it computes. */
    static List<SortTable> all(UUID first, UUID second) {
        return List.of(
                // By code point of the folded text, then of the text itself: not by the conventions of any language.
                of(
                        "text",
                        text(),
                        "\u0001x",
                        "%",
                        "10",
                        "9",
                        "\\",
                        "_",
                        "A",
                        "a",
                        "A b",
                        "B",
                        "b",
                        "I",
                        "i",
                        "\u0130",
                        "\u0131",
                        "z",
                        "\u00DF",
                        "\u00C4",
                        "\u00E4",
                        "\uFF5A",
                        "\uD83D\uDE00"),
                of("email", email(), "a@example.com", "B@example.com", "b@example.com", "c@a.example"),
                of("phone", phone(), "+16502530000", "+4930901820", "+4930901821"),
                of("url", url(), "http://a.example/", "http://a.example/B", "http://a.example/b", "https://a.example/"),
                of("person_name", personName(), "Ada King", "Ada Lovelace", "bob Alpha", "Zoe"),
                of(
                        "number",
                        number(),
                        new BigDecimal("-1E+29"),
                        new BigDecimal("-1.5"),
                        new BigDecimal("-1.499999999999999999"),
                        0,
                        new BigDecimal("0.000000000000000001"),
                        9,
                        10,
                        new BigDecimal("9007199254740992"),
                        new BigDecimal("9007199254740993")),
                of("rating", rating(10), 1, 2, 10),
                of(
                        "currency",
                        currency("EUR"),
                        money("-1.00", "USD"),
                        money("9", "JPY"),
                        money("9.50", "EUR"),
                        money("10.00", "EUR"),
                        money("10.00", "USD")),
                of("date", date(), "0001-01-01", "1969-12-31", "1970-01-01", "2024-02-29", "9999-12-31"),
                of(
                        "timestamp",
                        timestamp(),
                        "0001-01-01T00:00:00Z",
                        "1969-12-31T23:59:59.999999Z",
                        "2026-03-01T00:00:00Z",
                        "2026-03-01T00:00:00.000001Z",
                        "9999-12-31T23:59:59.999999Z"),
                of("checkbox", checkbox(), false, true),
                of("select", select("zulu", "alpha", "mike"), "zulu", "alpha", "mike"),
                of(
                        "status",
                        status().option(AttributeOption.of("won", OptionState.DONE_SUCCESS))
                                .option(AttributeOption.of("new", OptionState.NOT_STARTED)),
                        "won",
                        "new"),
                of("multi_select", multiSelect("z", "a", "m"), List.of("a", "z"), List.of("m", "a"), List.of("m")),
                of("user", user(), "Ada", "Bob", "ada", "\u00D6z"),
                of("users", users(), List.of("Ada", "zoe"), List.of("bob"), List.of("zoe", "Ada")),
                of("reference", reference("target"), first, second),
                of("references", references("target"), List.of(first, second), List.of(second, first)));
    }

    /** A computed attribute. */
    static AttributeSpec computed() {
        return aiComputed("NUMBER");
    }
}
