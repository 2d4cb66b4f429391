package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.file;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.rating;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.status;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.model.Attributes.url;
import static dev.crmkit.model.Attributes.user;

import dev.crmkit.Crm;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.OptionState;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deals with one attribute of each type that views ask for, in two pipelines. Not instantiable. */
final class DealDesk {
    static final String DEAL = "deal";
    static final String COMPANY = "company";

    private DealDesk() {}

    /** Defines them in the workspace, and hands it back. */
    static Crm in(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(COMPANY)
                                .attribute("name", text().required())
                                .attribute("industry", select("retail", "tech"))
                                .build(),
                        ObjectSchema.named(DEAL)
                                .attribute("name", text().required().searchable())
                                .attribute(
                                        "phase",
                                        select().option(AttributeOption.of("won", "Won")
                                                        .coloured("green"))
                                                .option(AttributeOption.of("new", "New"))
                                                .option(AttributeOption.of("lost", "Lost")))
                                .attribute(
                                        "progress",
                                        status().option(AttributeOption.of("open", OptionState.NOT_STARTED))
                                                .option(AttributeOption.of("done", OptionState.DONE_SUCCESS)))
                                .attribute("hot", checkbox())
                                .attribute("score", rating(12))
                                .attribute("size", number())
                                .attribute("amount", currency("EUR"))
                                .attribute("company", reference(COMPANY))
                                .attribute("partners", references(COMPANY))
                                .attribute("buyer", user())
                                .attribute("due", date())
                                .attribute("ends", date())
                                .attribute("called", timestamp())
                                .attribute("hung_up", timestamp())
                                .attribute("logo", file())
                                .attribute("site", url())
                                .attribute("about", textArea())
                                .build()));
        crm.pipelines()
                .define(Pipeline.of(DEAL, "sales")
                        .asOptional()
                        .stage(Stage.open("new").label("New").colour("blue"))
                        .stage(Stage.open("offer").label("Offer"))
                        .stage(Stage.won("won").label("Won")));
        crm.pipelines().define(Pipeline.of(DEAL, "renewals").asOptional().stage(Stage.open("due")));
        return crm;
    }

    static CrmRecord company(Crm crm, String name) {
        return crm.records(COMPANY).create(Map.of("name", name));
    }

    static CrmRecord deal(Crm crm, String name, Map<String, ?> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("name", name);
        return crm.records(DEAL).create(all);
    }

    /** Random deals, most of them with some values, ties and gaps among them. */
    static void fill(Crm crm, Random random, int count) {
        List<UUID> companies = new ArrayList<>();
        for (String name : List.of("Bolt", "acme", "Zoo", "Mill")) {
            companies.add(company(crm, name).id());
        }
        List<Map<String, Object>> deals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> values = new HashMap<>();
            values.put("name", "Deal " + random.nextInt(20));
            put(values, "phase", one(random, "won", "new", "lost", null));
            put(values, "progress", one(random, "open", "done", null));
            put(values, "hot", one(random, true, false, null));
            put(values, "score", one(random, 1, 2, 10, null));
            put(values, "size", one(random, 1, 2, 2.5, null));
            put(values, "company", one(random, companies.get(0), companies.get(1), companies.get(2), null));
            put(values, "buyer", one(random, "ada", "ben", "Zoe", null));
            put(values, "@owner", one(random, "ada", "ben", null));
            put(values, "@source", one(random, "web", "fair", null));
            put(values, "@stage", one(random, "sales/new", "sales/offer", "sales/won", "renewals/due", null));
            put(
                    values,
                    "amount",
                    one(
                            random,
                            Map.of("amount", random.nextInt(500), "currency", "EUR"),
                            Map.of("amount", random.nextInt(500), "currency", "USD"),
                            null));
            put(values, "due", one(random, day(random), day(random), null));
            put(values, "ends", one(random, day(random), null));
            put(values, "called", one(random, moment(random), moment(random), null));
            put(values, "hung_up", one(random, moment(random), null));
            deals.add(values);
        }
        crm.records(DEAL).createAll(deals);
    }

    private static LocalDate day(Random random) {
        return LocalDate.of(2026, 3, 20).plusDays(random.nextInt(20));
    }

    /** Around the change to summer time in Berlin, on the midnights there and beside them. */
    private static Instant moment(Random random) {
        Instant midnight = Instant.parse("2026-03-27T23:00:00Z");
        return midnight.plusSeconds(3_600L * (random.nextInt(96) - 24)).plusNanos(1_000L * (random.nextInt(3) - 1));
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    private static @Nullable Object one(Random random, @Nullable Object... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
