package dev.crmkit.testkit;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.ObjectScope;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.schema.Blueprint;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.TransactionRequest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Blueprints: whole, in part, twice, on top of what is there, and composed. */
class StandardObjectsTest {
    private Storage storage;
    private CrmEngine engine;
    private Crm crm;

    @BeforeEach
    void open() {
        storage = InMemoryStorage.create();
        engine = CrmEngine.builder().storage(storage).build();
        crm = engine.workspace("acme").as(Actor.user("ada"));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private long schemaVersion() {
        return storage.inTransaction(
                TransactionRequest.read("acme"), tx -> tx.workspace().schemaVersion());
    }

    private int events() {
        return storage.inTransaction(
                TransactionRequest.read("acme"),
                tx -> tx.events().list(EventQuery.newest(1_000)).size());
    }

    @Test
    void all_of_them_install_and_are_named_by_their_primary_attribute() {
        List<CrmObject> installed = crm.schema().install(StandardObjects.all());
        assertThat(installed)
                .extracting(CrmObject::slug)
                .containsExactly("company", "person", "deal", "lead", "ticket", "task", "product", "conversation");
        assertThat(installed).allSatisfy(object -> {
            assertThat(object.scope()).isEqualTo(ObjectScope.STANDARD);
            assertThat(object.primaryAttributeId())
                    .isEqualTo(object.attributes().get(0).id());
            assertThat(object.icon()).isNotBlank();
            assertThat(object.attributes())
                    .allSatisfy(a -> assertThat(a.spec().title()).matches("[A-Z].*"));
        });
    }

    @Test
    void they_work_together() {
        crm.schema().install(StandardObjects.all());
        CrmRecord acme = crm.records("company")
                .create(Map.of(
                        "name",
                        "Acme",
                        "domain",
                        "acme.example",
                        "industry",
                        "retail",
                        "employees",
                        250,
                        "annual_revenue",
                        5_000_000));
        CrmRecord ada = crm.records("person")
                .create(Map.of("name", "Ada Lovelace", "email", "ada@acme.example", "company", acme.id()));
        CrmRecord deal = crm.records("deal")
                .create(Map.of(
                        "name",
                        "Renewal",
                        "amount",
                        12_000,
                        "probability",
                        60,
                        "company",
                        acme.id(),
                        "contacts",
                        List.of(ada.id())));
        assertThat(ada.displayName()).isEqualTo("Ada Lovelace");
        assertThat(deal.position().orElseThrow().fullStage()).isEqualTo("sales/new");
        assertThat(crm.pipelines().forecast(ForecastQuery.of("deal", "sales")).weighted("EUR"))
                .isEqualByComparingTo("7200");
        assertThat(crm.records("deal")
                        .patch(deal.id(), Map.of("@stage", "won", "deal_type", "upsell"))
                        .stage())
                .isEqualTo("won");
        assertThat(crm.records("ticket").create(Map.of("subject", "Help")).pipeline())
                .isEqualTo("support");
        assertThat(crm.records("deal")
                        .list(where(attr("company.industry").eq("retail")))
                        .items())
                .extracting(CrmRecord::id)
                .containsExactly(deal.id());
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class,
                () -> crm.records("deal").create(Map.of("name", "Sure", "probability", 101)));
        assertThat(refused.code()).isEqualTo(ErrorCode.VALUE_OUT_OF_RANGE);
    }

    @Test
    void child_tasks_are_archived_and_restored_with_the_one_above() {
        crm.schema().install(StandardObjects.with("task"));
        CrmRecord above = crm.records("task").create(Map.of("title", "Move", "@assignee", "ada"));
        CrmRecord child = crm.records("task").create(Map.of("title", "Pack", "parent", above.id()));
        CrmRecord grandchild = crm.records("task").create(Map.of("title", "Buy boxes", "parent", child.id()));
        CrmRecord other = crm.records("task").create(Map.of("title", "Call"));
        crm.records("task").archive(above.id());
        assertThat(crm.records("task").get(child.id()).isArchived()).isTrue();
        assertThat(crm.records("task").get(grandchild.id()).isArchived()).isTrue();
        assertThat(crm.records("task").get(other.id()).isArchived()).isFalse();
        crm.records("task").restore(above.id());
        assertThat(crm.records("task").get(grandchild.id()).isArchived()).isFalse();
    }

    @Test
    void a_part_comes_with_what_it_refers_to() {
        assertThat(StandardObjects.dependencies("deal")).containsExactlyInAnyOrder("company", "person");
        assertThat(StandardObjects.dependencies("lead")).containsExactlyInAnyOrder("company", "person", "deal");
        assertThat(StandardObjects.dependencies("company")).isEmpty();
        assertThat(StandardObjects.dependencies("task")).isEmpty();
        for (ObjectSchema object : StandardObjects.all().objects()) {
            Crm fresh = engine.workspace("with " + object.slug()).as(Actor.user("ada"));
            assertThat(fresh.schema().install(StandardObjects.with(object.slug())))
                    .extracting(CrmObject::slug)
                    .contains(object.slug())
                    .hasSize(1 + StandardObjects.dependencies(object.slug()).size());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StandardObjects.with("deals"))
                .withMessageContaining("company, person, deal");
    }

    @Test
    void references_to_objects_that_are_not_there_are_all_named_and_nothing_is_installed() {
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class,
                () -> crm.schema()
                        .install(Blueprint.of("part", 1, StandardObjects.lead(), StandardObjects.conversation())));
        assertThat(refused.violations())
                .extracting(Violation::path, Violation::code)
                .containsExactly(
                        tuple("lead.company", ErrorCode.SCHEMA_UNKNOWN_OBJECT),
                        tuple("lead.person", ErrorCode.SCHEMA_UNKNOWN_OBJECT),
                        tuple("lead.deal", ErrorCode.SCHEMA_UNKNOWN_OBJECT),
                        tuple("conversation.participants", ErrorCode.SCHEMA_UNKNOWN_OBJECT),
                        tuple("conversation.company", ErrorCode.SCHEMA_UNKNOWN_OBJECT));
        assertThat(crm.schema().list()).isEmpty();
    }

    @Test
    void faults_in_objects_that_are_there_and_in_new_ones_are_named_together() {
        crm.schema()
                .define(ObjectSchema.named("person").attribute("name", text()).build());
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class,
                () -> crm.schema().install(Blueprint.of("part", 1, StandardObjects.person(), StandardObjects.deal())));
        assertThat(refused.violations()).extracting(Violation::path).containsExactly("deal.company", "person.company");
        assertThat(crm.schema().get("person").attributes()).hasSize(1);
    }

    @Test
    void installing_twice_changes_nothing() {
        List<CrmObject> first = crm.schema().install(StandardObjects.all());
        long version = schemaVersion();
        int events = events();
        assertThat(crm.schema().install(StandardObjects.all())).isEqualTo(first);
        assertThat(schemaVersion()).isEqualTo(version);
        assertThat(events()).isEqualTo(events).isEqualTo(10);
    }

    @Test
    void a_workspace_keeps_what_it_made_its_own() {
        crm.schema()
                .define(ObjectSchema.named("company")
                        .singular("Firm")
                        .attribute("name", text(80))
                        .attribute("industry", select("shipping"))
                        .build());
        CrmObject company =
                crm.schema().install(StandardObjects.with("company")).get(0);
        assertThat(company.singular()).isEqualTo("Firm");
        assertThat(company.scope()).isEqualTo(ObjectScope.CUSTOM);
        assertThat(company.findAttribute("industry").orElseThrow().spec()).isEqualTo(select("shipping"));
        assertThat(company.attributes())
                .extracting(CrmAttribute::slug)
                .startsWith("name", "industry", "domain")
                .hasSize(StandardObjects.company().attributes().size());
    }

    @Test
    void a_domain_pack_is_composed_with_the_standard_objects() {
        Blueprint realEstate = Blueprint.of(
                "real_estate",
                3,
                ObjectSchema.named("property")
                        .singular("Property")
                        .plural("Properties")
                        .attribute("address", text().required())
                        .attribute("asking_price", currency("EUR"))
                        .attribute("rooms", number(1))
                        .attribute("kind", select("flat", "house", "land"))
                        .attribute("seller", reference("person"))
                        .build(),
                ObjectSchema.named("viewing")
                        .attribute("title", text())
                        .attribute("property", reference("property").config("archiveWith", true))
                        .attribute("visitor", reference("person"))
                        .build(),
                ObjectSchema.named("person")
                        .attribute("budget", currency("EUR"))
                        .attribute("email", text())
                        .build());
        Blueprint pack = StandardObjects.with("person").and(realEstate).withCurrency("CHF");
        assertThat(pack.objects())
                .extracting(ObjectSchema::slug)
                .containsExactly("company", "person", "property", "viewing");
        List<CrmObject> installed = crm.schema().install(pack);
        CrmObject person = installed.get(1);
        assertThat(person.scope()).isEqualTo(ObjectScope.STANDARD);
        assertThat(person.findAttribute("email").orElseThrow().spec().type()).isEqualTo("EMAIL");
        CrmRecord visitor =
                crm.records("person").create(Map.of("name", "Grace Hopper", "budget", new BigDecimal("900000")));
        assertThat(visitor.value("budget")).isEqualTo(Map.of("amount", new BigDecimal("900000.00"), "currency", "CHF"));
        CrmRecord property = crm.records("property").create(Map.of("address", "Seestrasse 1", "rooms", 4.5));
        CrmRecord viewing = crm.records("viewing")
                .create(Map.of("title", "Monday", "property", property.id(), "visitor", visitor.id()));
        crm.records("property").archive(property.id());
        assertThat(crm.records("viewing").get(viewing.id()).isArchived()).isTrue();
        long version = schemaVersion();
        crm.schema().install(pack);
        assertThat(schemaVersion()).isEqualTo(version);
    }
}
