package dev.crmkit.examples.quickstart;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;

import dev.crmkit.Crm;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.OptionState;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.schema.Blueprint;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The four objects of the example, how they refer to each other, and the stages through which deals go. Not instantiable. */
final class SalesObjects {
    static final String COMPANY = "company";
    static final String PRODUCT = "product";
    static final String AGENT = "agent";
    static final String DEAL = "deal";

    /** In the order of the report. */
    static final List<String> ALL = List.of(COMPANY, PRODUCT, AGENT, DEAL);

    /** Where deals are: the pipeline's key, then its stages as records name them. */
    static final String SALES = "sales";

    static final String PROSPECTING = "sales/prospecting";
    static final String ENGAGING = "sales/engaging";
    static final String WON = "sales/won";
    static final String LOST = "sales/lost";

    /** The stages by the names that the files use, in the order in which a deal goes through them. */
    static final Map<String, String> STAGES = stages();

    static final String CURRENCY = "USD";

    /** Every reference of the four objects. */
    static final List<Reference> REFERENCES = List.of(
            new Reference(COMPANY, "subsidiary_of", COMPANY),
            new Reference(DEAL, "company", COMPANY),
            new Reference(DEAL, "product", PRODUCT),
            new Reference(DEAL, "agent", AGENT));

    private SalesObjects() {}

    private static Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        stages.put("Prospecting", PROSPECTING);
        stages.put("Engaging", ENGAGING);
        stages.put("Won", WON);
        stages.put("Lost", LOST);
        return Collections.unmodifiableMap(stages);
    }

    /**
     * A reference attribute and, beside it, a text attribute for a name that no record has: what the file says is kept, also where it is
     * misspelt.
     *
     * @param object which has it
     * @param attribute its slug
     * @param target the object that it refers to
     */
    record Reference(String object, String attribute, String target) {
        String unknownName() {
            return attribute + "_name";
        }
    }

    /** Installs the objects, or completes those that an earlier run installed. */
    static void install(Crm crm, Collection<String> sectors) {
        crm.schema()
                .install(Blueprint.of("quickstart.sales", 1, company(sectors), product(), agent(), deal())
                        .with(sales()));
        addMissingSectors(crm, sectors);
    }

    private static ObjectSchema company(Collection<String> sectors) {
        ObjectSchema.Builder company = ObjectSchema.named(COMPANY)
                .plural("companies")
                .attribute("name", text().required().unique())
                .attribute("year_established", number(0))
                .attribute("revenue", number().title("Revenue, million USD"))
                .attribute("employees", number(0))
                .attribute("office_location", text())
                .attribute("subsidiary_of", parent(COMPANY))
                .attribute("subsidiary_of_name", text());
        if (!sectors.isEmpty()) {
            company.attribute("sector", select(sectors.toArray(String[]::new)));
        }
        return company.build();
    }

    private static ObjectSchema product() {
        return ObjectSchema.named(PRODUCT)
                .attribute("name", text().required().unique())
                .attribute("series", text())
                .attribute("sales_price", currency(CURRENCY))
                .build();
    }

    private static ObjectSchema agent() {
        return ObjectSchema.named(AGENT)
                .attribute("name", text().required().unique())
                .attribute("manager", text())
                .attribute("regional_office", text())
                .build();
    }

    private static ObjectSchema deal() {
        return ObjectSchema.named(DEAL)
                .attribute("opportunity_id", text().required().unique())
                .attribute("amount", currency(CURRENCY))
                .attribute("engage_date", date())
                .attribute("close_date", date())
                .attribute("company", reference(COMPANY))
                .attribute("company_name", text())
                .attribute("product", reference(PRODUCT))
                .attribute("product_name", text())
                .attribute("agent", reference(AGENT))
                .attribute("agent_name", text())
                .attribute("region", text())
                .build();
    }

    /** The files say where each deal is, not how it came there: so the pipeline is flexible, and a load may move a deal anywhere. */
    private static Pipeline sales() {
        return Pipeline.of(DEAL, SALES)
                .label("Sales")
                .amount("amount")
                .closeDate("close_date")
                .stage(Stage.open("prospecting")
                        .label("Prospecting")
                        .state(OptionState.NOT_STARTED)
                        .probability("0.1"))
                .stage(Stage.open("engaging").label("Engaging").probability("0.5"))
                .stage(Stage.won("won").label("Won"))
                .stage(Stage.lost("lost").label("Lost"));
    }

    /** A blueprint leaves an attribute that is there as it is; new options are added by hand. */
    private static void addMissingSectors(Crm crm, Collection<String> sectors) {
        @Nullable
        AttributeSpec before = crm.schema()
                .get(COMPANY)
                .findAttribute("sector")
                .map(attribute -> attribute.spec())
                .orElse(null);
        if (before == null) {
            return;
        }
        AttributeSpec after = before;
        List<String> known = before.options().stream().map(AttributeOption::id).toList();
        for (String sector : sectors) {
            if (!known.contains(sector)) {
                after = after.option(AttributeOption.of(sector));
            }
        }
        if (!after.equals(before)) {
            crm.schema().alterAttribute(COMPANY, "sector", after);
        }
    }
}
