package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.money.RateTable;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Sort;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Who may see and do what: members, groups, roles, and what they cannot be used for. Extend it, say how to get an empty storage, and run it with
 * JUnit.
 */
public abstract class AccessTck extends EngineTck {
    private static final Actor ADA = Actor.user("ada");
    private static final Actor BOB = Actor.user("bob");
    private static final Actor EVE = Actor.user("eve");

    /** For subclasses. */
    protected AccessTck() {}

    /** The workspace with the objects of sales, with Ada as its owner. */
    private Crm staffed() {
        Crm ada = Sales.in(crm(ADA));
        ada.members().put(Member.of(ADA, Role.OWNER).name("Ada"));
        return ada;
    }

    /** What the actor sees, with one role of its own for companies and everything else to read. */
    private Crm withRole(Crm owner, Actor actor, ObjectRules companies) {
        owner.members()
                .roles()
                .put(Role.named("of " + actor.id())
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(Sales.COMPANY, companies));
        owner.members().put(Member.of(actor, "of " + actor.id()));
        return crm(actor);
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ForbiddenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
    }

    private static void assertFault(ThrowingCallable call, String path, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations()).anySatisfy(fault -> {
                            assertThat(fault.path()).isEqualTo(path);
                            assertThat(fault.code()).isEqualTo(code);
                        }));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "A workspace is open until its first member, who must be an owner; then strangers of every kind are refused")
    void openUntilTheFirstMember() {
        Crm anybody = Sales.in(crm(EVE));
        CrmRecord acme = Sales.company(anybody, "Acme");
        assertFault(() -> crm(ADA).members().put(Member.of(ADA, Role.ADMIN)), "roles", ErrorCode.MEMBER_CHANGE_REFUSED);
        assertThat(anybody.records(Sales.COMPANY).get(acme.id())).isEqualTo(acme);

        crm(ADA).members().put(Member.of(ADA, Role.OWNER));

        assertThat(crm(ADA).records(Sales.COMPANY).get(acme.id())).isEqualTo(acme);
        for (Actor stranger :
                List.of(EVE, Actor.api("ada"), Actor.automation("ada"), Actor.ai("ada"), Actor.importer("ada"))) {
            Crm crm = crm(stranger);
            List<ThrowingCallable> calls = List.of(
                    () -> crm.records(Sales.COMPANY).get(acme.id()),
                    () -> crm.records(Sales.COMPANY).list(ListQuery.all()),
                    () -> crm.records(Sales.COMPANY).create(Map.of("name", "Mine")),
                    () -> crm.schema().list(),
                    () -> crm.timeline().list(TimelineQuery.all()),
                    () -> crm.members().list(10, null),
                    () -> crm.rates().names(),
                    crm::settings);
            calls.forEach(AccessTck::assertForbidden);
        }
        assertThat(crm(Actor.system()).records(Sales.COMPANY).get(acme.id())).isEqualTo(acme);
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName("A member reads everything, creates, and changes and archives what is its own or unclaimed")
    void theBuiltInMember() {
        Crm ada = staffed();
        ada.members().put(Member.of(BOB, Role.MEMBER));
        Crm bob = crm(BOB);
        CrmRecord hers = ada.records(Sales.COMPANY).create(Map.of("name", "Hers", "@owner", "ada"));
        CrmRecord nobodys = Sales.company(ada, "Nobody's");
        CrmRecord helped =
                ada.records(Sales.COMPANY).create(Map.of("name", "Helped", "@owner", "ada", "@assignee", "bob"));
        CrmRecord his = bob.records(Sales.COMPANY).create(Map.of("name", "His", "@owner", "bob"));

        assertThat(Sales.names(bob, Sales.COMPANY)).containsExactlyInAnyOrder("Hers", "Nobody's", "Helped", "His");
        for (CrmRecord free : List.of(nobodys, helped, his)) {
            assertThat(bob.records(Sales.COMPANY)
                            .patch(free.id(), Map.of("employees", 7))
                            .number("employees"))
                    .isEqualByComparingTo("7");
            bob.records(Sales.COMPANY).archive(free.id());
            bob.records(Sales.COMPANY).restore(free.id());
        }
        assertForbidden(() -> bob.records(Sales.COMPANY).patch(hers.id(), Map.of("employees", 7)));
        assertForbidden(() -> bob.records(Sales.COMPANY).archive(hers.id()));
        assertForbidden(() -> bob.relations().link(hers.id(), "knows", his.id()));
        bob.relations().link(his.id(), "knows", hers.id());
        assertThat(ada.records(Sales.COMPANY).get(hers.id())).isEqualTo(hers);
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "A viewer looks and changes nothing; only those with the powers change schema, settings, rates, jobs and members")
    void viewersAndPowers() {
        Crm ada = staffed();
        CrmRecord acme = Sales.company(ada, "Acme");
        ada.members().put(Member.of(EVE, Role.VIEWER));
        ada.members().put(Member.of(BOB, Role.ADMIN));
        Map<String, Consumer<Crm>> deeds = Map.of(
                "schema", crm -> crm.schema().addAttribute(Sales.COMPANY, "fresh", Attributes.text()),
                "settings", crm -> crm.configure(new WorkspaceSettings(ZoneId.of("Europe/Berlin"))),
                "rates", crm -> crm.rates().put("spot", new RateTable("EUR", Map.of("USD", BigDecimal.TEN))),
                "jobs", crm -> crm.jobs().counts(),
                "dead jobs", crm -> crm.jobs().listDead(),
                "members", crm -> crm.members().put(Member.of(Actor.api("key"), Role.VIEWER)),
                "roles", crm -> crm.members().roles().list());
        Crm eve = crm(EVE);
        assertThat(eve.records(Sales.COMPANY).get(acme.id())).isEqualTo(acme);
        assertForbidden(() -> eve.records(Sales.COMPANY).create(Map.of("name", "B")));
        assertForbidden(() -> eve.records(Sales.COMPANY).patch(acme.id(), Map.of("name", "B")));
        assertForbidden(() -> eve.records(Sales.COMPANY).claim(acme.id()));
        deeds.forEach((what, deed) -> {
            assertForbidden(() -> deed.accept(eve));
            deed.accept(crm(BOB));
        });
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "What a role reaches by conditions, owners and groups is all there is, and what is beyond is not there")
    void reaches() {
        Crm ada = staffed();
        ada.members().groups().put(new Group("north", "North"));
        ada.members().put(Member.of(BOB, Role.MEMBER).groups("north"));
        Crm eve = withRole(
                ada,
                EVE,
                ObjectRules.nothing()
                        .allow(
                                Verb.READ,
                                Reach.own()
                                        .or(Reach.ownGroup())
                                        .or(Reach.where(attr("industry").eq("bank"))))
                        .allow(Verb.CREATE, Reach.own())
                        .allow(Verb.UPDATE, Reach.own()));
        ada.members().put(ada.members().get(EVE).groups("north"));
        CrmRecord hers = company(ada, "Eve's", "@owner", "eve");
        CrmRecord grouped = company(ada, "Grouped", "@assignee", "group:north");
        CrmRecord colleague = company(ada, "Bob's", "@owner", "bob");
        CrmRecord bank = company(ada, "Bank", "industry", "bank");
        CrmRecord other = company(ada, "Ada's", "@owner", "ada");

        assertThat(Sales.names(eve, Sales.COMPANY)).containsExactlyInAnyOrder("Eve's", "Grouped", "Bob's", "Bank");
        for (CrmRecord seen : List.of(hers, grouped, colleague, bank)) {
            assertThat(eve.records(Sales.COMPANY).get(seen.id())).isEqualTo(seen);
        }
        assertNotFound(() -> eve.records(Sales.COMPANY).get(other.id()));
        assertNotFound(() -> eve.records(Sales.COMPANY).patch(other.id(), Map.of("name", "Mine")));
        assertNotFound(() -> eve.timeline().of(other.id(), TimelineQuery.all()));
        assertNotFound(() -> eve.relations().link(hers.id(), "knows", other.id()));
        assertForbidden(() -> eve.records(Sales.COMPANY).patch(bank.id(), Map.of("employees", 1)));
        assertForbidden(() -> eve.records(Sales.COMPANY).create(Map.of("name", "Nobody's")));
        assertThat(Sales.all(ada, Sales.COMPANY)).isEqualTo(5);
        eve.records(Sales.COMPANY).create(Map.of("name", "New", "@owner", "eve"));
        // Giving away what is one's own is fine, also when it is out of sight from then on.
        eve.records(Sales.COMPANY).patch(hers.id(), Map.of("@owner", "ada"));
        assertNotFound(() -> eve.records(Sales.COMPANY).get(hers.id()));
    }

    private static CrmRecord company(Crm crm, String name, String field, Object value) {
        return crm.records(Sales.COMPANY).create(Map.of("name", name, field, value));
    }

    @Test
    @SpecRule({"WSP-3", "FLT-7"})
    @DisplayName("A hidden attribute is like one that does not exist, and a read-only one is not written")
    void hiddenAndReadOnly() {
        Crm ada = staffed();
        CrmRecord acme = ada.records(Sales.COMPANY).create(Map.of("name", "Acme", "revenue", 5, "employees", 3));
        ada.records(Sales.COMPANY).patch(acme.id(), Map.of("revenue", 6));
        ada.records(Sales.COMPANY).patch(acme.id(), Map.of("revenue", 7, "employees", 4));
        Crm eve = withRole(ada, EVE, ObjectRules.all().hide("revenue").readOnly("employees"));

        CrmRecord seen = eve.records(Sales.COMPANY).get(acme.id());
        assertThat(seen.values()).containsOnlyKeys("name", "employees");
        assertThat(seen.source("revenue")).isEmpty();
        assertThat(eve.schema().get(Sales.COMPANY).findAttribute("revenue")).isEmpty();
        assertThat(eve.schema().indexed(Sales.COMPANY)).doesNotContainKey("revenue");
        UUID id = ada.schema()
                .get(Sales.COMPANY)
                .findAttribute("revenue")
                .orElseThrow()
                .id();
        for (String name : List.of("revenue", id.toString())) {
            assertFault(
                    () -> eve.records(Sales.COMPANY)
                            .list(ListQuery.where(attr(name).gt(1))),
                    name,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
            assertFault(
                    () -> eve.records(Sales.COMPANY).list(ListQuery.all().orderBy(Sort.asc(name))),
                    name,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
            assertFault(
                    () -> eve.records(Sales.PERSON)
                            .list(ListQuery.where(attr("company." + name).gt(1))),
                    "company." + name,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        }
        assertThatThrownBy(() -> eve.records(Sales.COMPANY).patch(acme.id(), Map.of("revenue", 1, "employees", 2)))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> {
                    assertThat(e.violations())
                            .extracting(Violation::path, Violation::code)
                            .containsExactlyInAnyOrder(
                                    tuple("revenue", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                                    tuple("employees", ErrorCode.VALUE_READ_ONLY));
                    assertThat(e.getMessage()).doesNotContain("Did you mean 'revenue'");
                });
        assertThat(eve.timeline().of(acme.id(), TimelineQuery.all()).items())
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.changes()).doesNotContainKey("revenue"));

        eve.records(Sales.COMPANY).patch(acme.id(), Map.of("industry", "tech"));
        assertThat(ada.records(Sales.COMPANY).get(acme.id()).number("revenue")).isEqualByComparingTo("7");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Without the attribute that names a record nobody reads, asks for, sorts by or searches its name")
    void hiddenNames() {
        Crm ada = staffed();
        CrmRecord acme = ada.records(Sales.COMPANY).create(Map.of("name", "Acme"));
        ada.records(Sales.PERSON).create(Map.of("name", "Cy", "company", acme.id()));
        Crm eve = withRole(
                ada, EVE, ObjectRules.nothing().allow(Verb.READ, Reach.all()).hide("name"));

        assertThat(eve.records(Sales.COMPANY).get(acme.id()).displayName()).isEmpty();
        assertThat(eve.records(Sales.COMPANY).list(ListQuery.all().search("acme")))
                .isEmpty();
        assertFault(
                () -> eve.records(Sales.COMPANY)
                        .list(ListQuery.where(attr("@display_name").eq("Acme"))),
                "@display_name",
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertFault(
                () -> eve.records(Sales.COMPANY).list(ListQuery.all().orderBy(Sort.asc("@display_name"))),
                "@display_name",
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertThat(eve.records(Sales.PERSON)
                        .list(ListQuery.all())
                        .items()
                        .get(0)
                        .references("company"))
                .singleElement()
                .satisfies(ref -> assertThat(ref.displayName()).isEmpty());
        assertThat(eve.timeline().of(acme.id(), TimelineQuery.all()).items())
                .allSatisfy(event -> assertThat(event.details()).doesNotContainKey("displayName"));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Roles add up, and hold when objects and attributes are renamed")
    void rolesAddUpAndOutliveNames() {
        Crm ada = staffed();
        Crm eve = withRole(
                ada,
                EVE,
                ObjectRules.nothing()
                        .allow(Verb.READ, Reach.where(attr("industry").eq("bank")))
                        .hide("revenue"));
        ada.members()
                .roles()
                .put(Role.named("own").on(Sales.COMPANY, ObjectRules.nothing().allow(Verb.READ, Reach.own())));
        company(ada, "Bank", "industry", "bank");
        company(ada, "Eve's", "@owner", "eve");
        company(ada, "Other", "revenue", 3);
        assertThat(Sales.names(eve, Sales.COMPANY)).containsExactly("Bank");

        ada.schema().renameAttribute(Sales.COMPANY, "industry", "branch");
        ada.schema().renameAttribute(Sales.COMPANY, "revenue", "turnover");
        ada.schema().rename(Sales.COMPANY, "firm");

        assertThat(Sales.names(eve, "firm")).containsExactly("Bank");
        assertThat(eve.schema().get("firm").findAttribute("turnover")).isEmpty();
        assertThat(ada.members().roles().get("of eve").objects().get("firm"))
                .isEqualTo(ObjectRules.nothing()
                        .allow(Verb.READ, Reach.where(attr("branch").eq("bank")))
                        .hide("turnover"));

        ada.members().put(Member.of(EVE, "of eve", "own"));
        assertThat(Sales.names(eve, "firm")).containsExactlyInAnyOrder("Bank", "Eve's");
        assertThat(eve.schema().get("firm").findAttribute("turnover")).isPresent();

        ada.schema().deleteAttribute("firm", "branch");
        assertThat(Sales.names(eve, "firm"))
                .as("a condition that no longer fits reaches nothing")
                .containsExactly("Eve's");
    }

    @Test
    @SpecRule({"WSP-3", "ERR-2"})
    @DisplayName("Roles and members with faults are refused, all faults at once")
    void faultyRolesAndMembers() {
        Crm ada = staffed();
        assertThatThrownBy(() -> ada.members()
                        .roles()
                        .put(Role.named("bad")
                                .everywhere(ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").eq("bank"))))
                                .on("nothing", ObjectRules.all())
                                .on(Sales.COMPANY, ObjectRules.all().hide("nothing"))
                                .on(
                                        Sales.PERSON,
                                        ObjectRules.nothing()
                                                .allow(
                                                        Verb.READ,
                                                        Reach.where(attr("company.name")
                                                                .eq("Acme"))))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::code)
                                .containsExactlyInAnyOrder(
                                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                                        ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE));
        assertThatThrownBy(() -> ada.members()
                        .put(Member.of(BOB, "memper").groups("west").name("x".repeat(201))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactlyInAnyOrder("name", "roles", "groups"));
        assertFault(() -> ada.members().roles().put(Role.named(Role.MEMBER)), "name", ErrorCode.MEMBER_CHANGE_REFUSED);
        assertFault(
                () -> ada.members().put(Member.of(Actor.system(), Role.OWNER)),
                "actor",
                ErrorCode.MEMBER_CHANGE_REFUSED);
        assertThat(ada.members().list(10, null).items()).hasSize(1);
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Nobody gives, changes or takes more than they have, and there is always an owner")
    void nobodyGivesMoreThanTheyHave() {
        Crm ada = staffed();
        ada.members().put(Member.of(BOB, Role.ADMIN));
        ada.members()
                .roles()
                .put(Role.named("clerk")
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.own())
                                        .hide("revenue"))
                        .grant(Power.MANAGE_MEMBERS));
        ada.members().put(Member.of(EVE, "clerk"));
        Crm bob = crm(BOB);
        Crm eve = crm(EVE);
        Actor key = Actor.api("key");

        assertForbidden(() -> bob.members().put(Member.of(BOB, Role.OWNER)));
        assertForbidden(() -> bob.members().put(Member.of(ADA, Role.VIEWER)));
        assertForbidden(() -> bob.members().remove(ADA));
        assertForbidden(() -> eve.members().put(Member.of(key, Role.VIEWER)));
        assertForbidden(() -> eve.members()
                .roles()
                .put(Role.named("clerk").on(Sales.COMPANY, ObjectRules.nothing().allow(Verb.READ, Reach.all()))));
        assertForbidden(() -> eve.members()
                .roles()
                .put(Role.named("peek").on(Sales.COMPANY, ObjectRules.nothing().allow(Verb.READ, Reach.own()))));
        assertForbidden(() -> eve.members().roles().put(Role.named("wipe").grant(Power.ERASE)));
        eve.members()
                .roles()
                .put(Role.named("same")
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.own())
                                        .hide("revenue")));
        eve.members().put(Member.of(key, "same"));

        assertFault(() -> ada.members().put(Member.of(ADA, Role.ADMIN)), "roles", ErrorCode.MEMBER_CHANGE_REFUSED);
        assertFault(() -> ada.members().remove(ADA), "", ErrorCode.MEMBER_CHANGE_REFUSED);
        ada.members().put(Member.of(BOB, Role.OWNER));
        assertThat(ada.members().remove(ADA)).isTrue();
        assertForbidden(() -> crm(ADA).members().list(10, null));
        assertThat(bob.members().roles().list())
                .extracting(Role::name)
                .containsExactly("owner", "admin", "member", "viewer", "clerk", "same");
        assertFault(() -> bob.members().roles().remove("same"), "", ErrorCode.MEMBER_CHANGE_REFUSED);
        assertThat(bob.members().remove(key)).isTrue();
        assertThat(bob.members().roles().remove("same")).isTrue();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("API keys, automations and models act by their roles, and own nothing by having a user's id")
    void otherActors() {
        Crm ada = staffed();
        company(ada, "Ada's", "@owner", "ada");
        Actor key = Actor.api("ada");
        Crm api = withRole(ada, key, ObjectRules.nothing().allow(Verb.READ, Reach.own()));
        assertThat(api.records(Sales.COMPANY).list(ListQuery.all())).isEmpty();
        ada.members().put(Member.of(Actor.automation("flow"), Role.MEMBER));
        CrmRecord made = crm(Actor.automation("flow")).records(Sales.COMPANY).create(Map.of("name", "Made"));
        assertForbidden(
                () -> crm(Actor.automation("flow")).records(Sales.COMPANY).claim(made.id()));
    }

    @Test
    @SpecRule({"WSP-3", "VAL-5"})
    @DisplayName("A unique value held by a record that the actor does not read is taken, and does not say by which")
    void uniqueValuesOfOthers() {
        Crm ada = staffed();
        CrmRecord hidden = company(ada, "Taken", "@owner", "ada");
        Crm eve = withRole(
                ada, EVE, ObjectRules.nothing().allow(Verb.READ, Reach.own()).allow(Verb.CREATE, Reach.all()));
        assertThatThrownBy(() -> eve.records(Sales.COMPANY).create(Map.of("name", "taken")))
                .isInstanceOfSatisfying(DuplicateValueException.class, e -> {
                    assertThat(e.findHolder()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain(hidden.id().toString());
                });
        assertThatThrownBy(() -> ada.records(Sales.COMPANY).create(Map.of("name", "taken")))
                .isInstanceOfSatisfying(
                        DuplicateValueException.class,
                        e -> assertThat(e.findHolder()).contains(hidden.id()));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("References and relations to records that the actor does not read have no name, and cannot be made")
    void beyondReach() {
        Crm ada = staffed();
        ada.members().put(Member.of(EVE, Role.VIEWER));
        CrmRecord secret = company(ada, "Secret", "@owner", "ada");
        CrmRecord open = company(ada, "Open", "@owner", "eve");
        CrmRecord cy =
                ada.records(Sales.PERSON).create(Map.of("name", "Cy", "advises", List.of(secret.id(), open.id())));
        ada.relations().link(cy.id(), "knows", secret.id());
        ada.relations().link(cy.id(), "knows", open.id());
        Crm eve = withRole(ada, EVE, ObjectRules.nothing().allow(Verb.READ, Reach.own()));

        assertThat(eve.records(Sales.PERSON).get(cy.id()).references("advises"))
                .extracting(ref -> ref.displayName())
                .containsExactly("Open");
        assertThat(eve.relations().outgoing(cy.id(), RelationQuery.all()).items())
                .extracting(relation -> relation.to().displayName())
                .containsOnly("Open");
        assertThat(eve.timeline().of(cy.id(), TimelineQuery.all()).items()).hasSize(2);
        assertThat(ada.timeline().of(cy.id(), TimelineQuery.all()).items()).hasSize(3);
        assertThat(eve.records(Sales.PERSON)
                        .list(ListQuery.where(attr("advises.name").eq("Secret"))))
                .isEmpty();
        assertThat(eve.records(Sales.PERSON)
                        .list(ListQuery.where(attr("advises.name").neq("Secret"))))
                .hasSize(1);
        ada.members()
                .roles()
                .put(Role.named("of eve")
                        .everywhere(ObjectRules.all())
                        .on(Sales.COMPANY, ObjectRules.nothing().allow(Verb.READ, Reach.own())));
        assertFault(
                () -> eve.records(Sales.PERSON).create(Map.of("name", "Di", "company", secret.id())),
                "company",
                ErrorCode.VALUE_UNKNOWN_REFERENCE);
        eve.records(Sales.PERSON).patch(cy.id(), Map.of("name", "Cyd"));
    }

    @Test
    @SpecRule({"WSP-3", "REC-6"})
    @DisplayName("The key of another's call gives nobody its result")
    void idempotencyKeysOfOthers() {
        Crm ada = staffed();
        ada.members().put(Member.of(BOB, Role.MEMBER));
        Map<String, Object> values = Map.of("name", "Acme", "@owner", "ada");
        CrmRecord made = ada.records(Sales.COMPANY).create(values, WriteOptions.idempotencyKey("k"));
        assertThat(ada.records(Sales.COMPANY).create(values, WriteOptions.idempotencyKey("k")))
                .isEqualTo(made);
        assertThatThrownBy(() -> crm(BOB).records(Sales.COMPANY).create(values, WriteOptions.idempotencyKey("k")))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("A change of roles holds from the next call on, in the same transaction too, and not if it is undone")
    void changesTakeEffectAtOnce() {
        Crm ada = staffed();
        company(ada, "Acme", "@owner", "ada");
        Crm eve = withRole(ada, EVE, ObjectRules.nothing().allow(Verb.READ, Reach.all()));
        assertThat(eve.records(Sales.COMPANY).count(ListQuery.all()).value()).isEqualTo(1);
        ada.members().roles().put(Role.named("of eve"));
        assertThat(eve.records(Sales.COMPANY).count(ListQuery.all()).value()).isZero();

        ada.members().put(Member.of(EVE, Role.OWNER));
        eve.useTransaction(inside -> {
            inside.members().put(Member.of(EVE, Role.VIEWER));
            assertForbidden(() -> inside.records(Sales.COMPANY).create(Map.of("name", "Late")));
        });
        assertForbidden(() -> eve.records(Sales.COMPANY).create(Map.of("name", "Late")));
        assertThatThrownBy(() -> ada.useTransaction(inside -> {
                    inside.members().put(Member.of(EVE, Role.OWNER));
                    throw new IllegalStateException("as asked");
                }))
                .hasMessage("as asked");
        assertForbidden(() -> eve.records(Sales.COMPANY).create(Map.of("name", "Late")));
        assertThat(Set.copyOf(ada.members().list(1, null).items())).hasSize(1);
    }
}
