package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;

import dev.crmkit.Crm;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import java.util.List;
import java.util.Map;

/** A small sales department: the objects that the kits work with. Not instantiable. */
final class Sales {
    static final String COMPANY = "company";
    static final String PERSON = "person";
    static final String DEAL = "deal";
    static final String TASK = "task";

    private Sales() {}

    /** Defines the objects in the workspace, and hands it back. */
    static Crm in(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(COMPANY)
                                .attribute("name", text().required().unique())
                                .attribute("industry", select("retail", "tech", "bank"))
                                .attribute("employees", number())
                                .attribute("revenue", number())
                                .attribute("tags", multiSelect("vip", "lead", "old"))
                                .attribute("about", textArea())
                                .attribute("parent", parent(COMPANY))
                                .build(),
                        ObjectSchema.named(PERSON)
                                .attribute("name", text().required())
                                .attribute("email", email().unique())
                                .attribute("company", reference(COMPANY))
                                .attribute("advises", references(COMPANY))
                                .build(),
                        ObjectSchema.named(DEAL)
                                .attribute("name", text().required())
                                .attribute("amount", currency("EUR"))
                                .attribute("close", date())
                                .attribute("company", reference(COMPANY).config("archiveWith", true))
                                .build(),
                        ObjectSchema.named(TASK)
                                .attribute("name", text().required())
                                .attribute("deal", reference(DEAL).config("archiveWith", true))
                                .build()));
        return crm;
    }

    static CrmRecord company(Crm crm, String name) {
        return crm.records(COMPANY).create(Map.of("name", name));
    }

    /** The names of all live records of the object, newest first. */
    static List<String> names(Crm crm, String object) {
        return crm.records(object).list(ListQuery.all().limit(1000)).items().stream()
                .map(CrmRecord::displayName)
                .toList();
    }

    /** How many records of the object there are, archived ones too. */
    static long all(Crm crm, String object) {
        return crm.records(object)
                .count(ListQuery.all().archived(ArchivedFilter.ALL))
                .value();
    }
}
