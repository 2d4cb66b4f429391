package dev.crmkit.schema;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.location;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.rating;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.model.Attributes.url;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.ObjectScope;
import dev.crmkit.model.OptionState;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The objects that most CRMs have, as blueprints: a workspace installs all or some, and then adds, renames and leaves out as it likes. Not
 * instantiable.
 *
 * <p>Amounts of money are in euros unless said otherwise; {@link Blueprint#withCurrency} says so. Owner, assignee and source are fields of every
 * record ({@code @owner}, {@code @assignee}, {@code @source}), not attributes. What a task is about is said by relations, so that it may be any record.
 */
public final class StandardObjects {
    private static final String NAME = "crm.standard";
    private static final int VERSION = 3;
    private static final String EURO = "EUR";

    private StandardObjects() {}

    /** All eight. */
    public static Blueprint all() {
        return new Blueprint(NAME, VERSION, schemas(), pipelines());
    }

    /**
     * The named objects and those that they refer to, as in {@code with("deal")}, which has company, person and deal.
     *
     * @param objects slugs of standard objects
     * @throws IllegalArgumentException if one is none
     */
    public static Blueprint with(String... objects) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String object : objects) {
            wanted.add(object);
            wanted.addAll(dependencies(object));
        }
        return new Blueprint(
                NAME,
                VERSION,
                schemas().stream().filter(o -> wanted.contains(o.slug())).toList(),
                pipelines().stream().filter(p -> wanted.contains(p.object())).toList());
    }

    /**
     * The other standard objects that an object refers to, directly or by way of another.
     *
     * @param object the slug of a standard object
     * @throws IllegalArgumentException if it is none
     */
    public static Set<String> dependencies(String object) {
        Map<String, ObjectSchema> bySlug = new LinkedHashMap<>();
        schemas().forEach(schema -> bySlug.put(schema.slug(), schema));
        if (!bySlug.containsKey(object)) {
            throw new IllegalArgumentException(
                    "'" + object + "' is not a standard object. They are " + String.join(", ", bySlug.keySet()));
        }
        Set<String> needed = new LinkedHashSet<>();
        Deque<ObjectSchema> open = new ArrayDeque<>(List.of(bySlug.get(object)));
        while (!open.isEmpty()) {
            for (AttributeSpec spec : open.remove().attributes().values()) {
                Object target = spec.config().get("object");
                ObjectSchema referred = target instanceof String slug ? bySlug.get(slug) : null;
                if (referred != null && !referred.slug().equals(object) && needed.add(referred.slug())) {
                    open.add(referred);
                }
            }
        }
        return Collections.unmodifiableSet(needed);
    }

    private static List<Pipeline> pipelines() {
        return List.of(sales(), support());
    }

    /** The stages of a deal, with its amount, close date and own probability for forecasts. */
    public static Pipeline sales() {
        return Pipeline.of("deal", "sales")
                .label("Sales")
                .amount("amount")
                .closeDate("close_date")
                .probability("probability")
                .stage(labelled(Stage.open("new").state(OptionState.NOT_STARTED).probability("0.1")))
                .stage(labelled(Stage.open("qualified").probability("0.25")))
                .stage(labelled(Stage.open("proposal").probability("0.5")))
                .stage(labelled(Stage.open("negotiation").probability("0.75")))
                .stage(labelled(Stage.won("won")))
                .stage(labelled(Stage.lost("lost")));
    }

    /** The stages of a ticket. */
    public static Pipeline support() {
        return Pipeline.of("ticket", "support")
                .label("Support")
                .stage(labelled(Stage.open("new").state(OptionState.NOT_STARTED)))
                .stage(labelled(Stage.open("in_progress")))
                .stage(labelled(Stage.open("waiting_on_customer")))
                .stage(labelled(Stage.won("resolved")))
                .stage(labelled(Stage.lost("rejected")));
    }

    private static Stage labelled(Stage stage) {
        return stage.label(sentence(stage.key()));
    }

    private static List<ObjectSchema> schemas() {
        return List.of(company(), person(), deal(), lead(), ticket(), task(), product(), conversation());
    }

    /** An organisation; may have one above it. */
    public static ObjectSchema company() {
        return new Draft("company", "Company", "Companies", "building", "blue")
                .with("name", text().required())
                .with("domain", text().unique().searchable().description("As in example.com; found by search"))
                .with("website", url())
                .with(
                        "industry",
                        choice(
                                "agriculture",
                                "construction",
                                "education",
                                "energy",
                                "finance",
                                "government",
                                "healthcare",
                                "hospitality",
                                "manufacturing",
                                "media",
                                "nonprofit",
                                "professional_services",
                                "real_estate",
                                "retail",
                                "software",
                                "telecommunications",
                                "transport",
                                "other"))
                .with("type", choice("prospect", "customer", "partner", "supplier", "competitor", "other"))
                .with("employees", number(0).config("min", 0))
                .with("annual_revenue", currency(EURO))
                .with("location", location())
                .with("phone", phone())
                .with("email", email())
                .with("linkedin", url().title("LinkedIn").notIndexed())
                .with("parent", parent("company").title("Parent company"))
                .with("description", textArea())
                .build("name");
    }

    /** Somebody, in a company or not. */
    public static ObjectSchema person() {
        return new Draft("person", "Person", "People", "user", "green")
                .with("name", personName())
                .with("email", email().unique().searchable())
                .with("phone", phone())
                .with("mobile_phone", phone())
                .with("job_title", text())
                .with("department", text())
                .with("company", reference("company"))
                .with(
                        "lifecycle_stage",
                        choice("subscriber", "lead", "qualified", "opportunity", "customer", "evangelist", "other"))
                .with("location", location())
                .with("birthday", date())
                .with("linkedin", url().title("LinkedIn").notIndexed())
                .with("do_not_contact", checkbox())
                .with("description", textArea())
                .build("name");
    }

    /** A chance to sell; refers to company and person, and goes through {@link #sales()}. */
    public static ObjectSchema deal() {
        return new Draft("deal", "Deal", "Deals", "handshake", "orange")
                .with("name", text().required())
                .with("amount", currency(EURO))
                .with("close_date", date())
                .with("probability", percentage())
                .with("deal_type", choice("new", "renewal", "upsell", "other"))
                .with("company", reference("company"))
                .with("contacts", references("person"))
                .with("next_step", text().notIndexed())
                .with("lost_reason", text())
                .with("description", textArea())
                .build("name");
    }

    /** Somebody who may become a customer; refers to the company, person and deal that it became. */
    public static ObjectSchema lead() {
        return new Draft("lead", "Lead", "Leads", "target", "yellow")
                .with("name", personName())
                .with("company_name", text().searchable())
                .with("job_title", text())
                .with("email", email().searchable())
                .with("phone", phone())
                .with("website", url().notIndexed())
                .with(
                        "status",
                        Attributes.status()
                                .option(state("new", OptionState.NOT_STARTED))
                                .option(state("contacted", OptionState.IN_PROGRESS))
                                .option(state("nurturing", OptionState.IN_PROGRESS))
                                .option(state("qualified", OptionState.DONE_SUCCESS))
                                .option(state("unqualified", OptionState.DONE_FAILED))
                                .required()
                                .defaultValue("new"))
                .with("rating", rating(5))
                .with("estimated_value", currency(EURO))
                .with("unqualified_reason", text().notIndexed())
                .with("company", reference("company"))
                .with("person", reference("person"))
                .with("deal", reference("deal"))
                .with("description", textArea())
                .build("name");
    }

    /** A customer's request for help; refers to company and person, and goes through {@link #support()}. */
    public static ObjectSchema ticket() {
        return new Draft("ticket", "Ticket", "Tickets", "lifebuoy", "red")
                .with("subject", text().required())
                .with("priority", choice("low", "medium", "high", "urgent").defaultValue("medium"))
                .with("category", choice("question", "problem", "request", "billing", "other"))
                .with("channel", choice("email", "phone", "chat", "web", "other"))
                .with("requester", reference("person"))
                .with("company", reference("company"))
                .with("due_at", timestamp())
                .with("satisfaction", rating(5))
                .with("description", textArea())
                .with("resolution", textArea())
                .build("subject");
    }

    /** Something to do; child tasks are archived with the one above them. */
    public static ObjectSchema task() {
        return new Draft("task", "Task", "Tasks", "check-square", "purple")
                .with("title", text().required())
                .with(
                        "status",
                        Attributes.status()
                                .option(state("to_do", OptionState.NOT_STARTED))
                                .option(state("in_progress", OptionState.IN_PROGRESS))
                                .option(state("waiting", OptionState.IN_PROGRESS))
                                .option(state("done", OptionState.DONE_SUCCESS))
                                .option(state("cancelled", OptionState.DONE_FAILED))
                                .required()
                                .defaultValue("to_do"))
                .with("priority", choice("low", "medium", "high").defaultValue("medium"))
                .with("type", choice("to_do", "call", "email", "meeting").defaultValue("to_do"))
                .with("due_at", timestamp())
                .with("remind_at", timestamp())
                .with("completed_at", timestamp())
                .with("parent", parent("task").config("archiveWith", true).title("Parent task"))
                .with("description", textArea())
                .build("title");
    }

    /** Something that is sold. */
    public static ObjectSchema product() {
        return new Draft("product", "Product", "Products", "package", "teal")
                .with("name", text().required())
                .with("sku", text(64).unique().searchable().title("SKU"))
                .with("price", currency(EURO))
                .with("cost", currency(EURO))
                .with(
                        "billing",
                        choice("one_time", "monthly", "quarterly", "yearly").defaultValue("one_time"))
                .with("category", text())
                .with("unit", text(40).notIndexed())
                .with("tax_rate", percentage())
                .with("active", checkbox().defaultValue(true))
                .with("url", url().title("URL").notIndexed())
                .with("description", textArea())
                .build("name");
    }

    /** A thread of messages on a channel; refers to company and person. */
    public static ObjectSchema conversation() {
        return new Draft("conversation", "Conversation", "Conversations", "message-circle", "indigo")
                .with("subject", text())
                .with("channel", choice("email", "phone", "chat", "sms", "whatsapp", "social", "other"))
                .with(
                        "status",
                        Attributes.status()
                                .option(state("open", OptionState.NOT_STARTED))
                                .option(state("waiting", OptionState.IN_PROGRESS))
                                .option(state("closed", OptionState.DONE_SUCCESS))
                                .option(state("spam", OptionState.DONE_FAILED))
                                .required()
                                .defaultValue("open"))
                .with("participants", references("person"))
                .with("company", reference("company"))
                .with("last_message_at", timestamp())
                .with("external_id", text().unique().title("External ID").description("The channel's own id"))
                .with("summary", textArea())
                .build("subject");
    }

    private static AttributeSpec percentage() {
        return number(BigDecimal.ZERO, BigDecimal.valueOf(100));
    }

    private static AttributeSpec choice(String... ids) {
        return AttributeSpec.ofType("SELECT")
                .options(Arrays.stream(ids)
                        .map(id -> AttributeOption.of(id, sentence(id)))
                        .toList());
    }

    private static AttributeOption state(String id, OptionState state) {
        return AttributeOption.of(id, state).titled(sentence(id));
    }

    private static String sentence(String slug) {
        String words = slug.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** A standard object in the making: every attribute has a title. Not thread-safe. */
    private static final class Draft {
        private final ObjectSchema.Builder builder;

        Draft(String slug, String singular, String plural, String icon, String colour) {
            this.builder = ObjectSchema.named(slug)
                    .singular(singular)
                    .plural(plural)
                    .icon(icon)
                    .colour(colour)
                    .scope(ObjectScope.STANDARD);
        }

        Draft with(String slug, AttributeSpec spec) {
            builder.attribute(slug, spec.title() == null ? spec.title(sentence(slug)) : spec);
            return this;
        }

        ObjectSchema build(String primary) {
            return builder.primary(primary).build();
        }
    }
}
