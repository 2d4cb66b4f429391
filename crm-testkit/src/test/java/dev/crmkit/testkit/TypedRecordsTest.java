package dev.crmkit.testkit;

import static dev.crmkit.model.Attributes.aiComputed;
import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.file;
import static dev.crmkit.model.Attributes.location;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.status;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.model.Attributes.user;
import static dev.crmkit.model.Attributes.users;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.desc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.StaleRecordException;
import dev.crmkit.error.Violation;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.OptionState;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.record.CrmAttributeName;
import dev.crmkit.record.CrmId;
import dev.crmkit.record.CrmMapping;
import dev.crmkit.record.CrmVersion;
import dev.crmkit.record.TypedRecords;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Java records as views of CRM records: what they hold, what they leave alone, and what is refused. */
class TypedRecordsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private CrmEngine engine;
    private Crm crm;
    private UUID acme;
    private UUID globex;

    enum Stage {
        NEW,
        IN_PROGRESS,
        CLOSED_WON
    }

    enum Tag {
        HOT,
        COLD
    }

    record Money(BigDecimal amount, String currency) {}

    record Name(String first, String last) {}

    record Place(String city, String postalCode, String country) {}

    record Document(String id, String name, long size, String mediaType) {}

    @CrmMapping("deal")
    record Deal(
            @CrmId UUID id,
            @CrmVersion long version,
            String name,
            Money amount,
            LocalDate closeDate,
            Instant lastCallAt,
            Integer probability,
            BigDecimal score,
            boolean renewal,
            Stage stage,
            String kind,
            Set<Tag> tags,
            UUID company,
            @CrmAttributeName("company") RecordRef companyRef,
            List<UUID> partners,
            Name buyer,
            Place place,
            List<Document> files,
            String seller,
            Set<String> team,
            @CrmAttributeName("@owner") String owner,
            @CrmAttributeName("@created_at") Instant createdAt) {}

    @CrmMapping("deal")
    record Brief(@CrmId UUID id, String name) {}

    @BeforeEach
    void open() {
        engine = CrmEngine.builder()
                .storage(InMemoryStorage.create())
                .clock(InstantSource.fixed(NOW))
                .build();
        crm = engine.workspace("acme").as(Actor.user("ada"));
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("company")
                                .attribute("name", text().required())
                                .build(),
                        ObjectSchema.named("deal")
                                .attribute("name", text().required().unique())
                                .attribute("amount", currency("EUR"))
                                .attribute("close_date", date())
                                .attribute("last_call_at", timestamp())
                                .attribute("probability", number(BigDecimal.ZERO, new BigDecimal(100)))
                                .attribute("score", number())
                                .attribute("renewal", checkbox())
                                .attribute(
                                        "stage",
                                        status().option(AttributeOption.of("new", OptionState.NOT_STARTED))
                                                .option(AttributeOption.of("in-progress", OptionState.IN_PROGRESS))
                                                .option(AttributeOption.of("Closed Won", OptionState.DONE_SUCCESS))
                                                .defaultValue("new"))
                                .attribute("kind", select("direct", "partner"))
                                .attribute("tags", multiSelect("hot", "cold", "old"))
                                .attribute("company", reference("company"))
                                .attribute("partners", references("company"))
                                .attribute("buyer", personName())
                                .attribute("place", location())
                                .attribute("files", file())
                                .attribute("seller", user())
                                .attribute("team", users())
                                .attribute("summary", aiComputed("TEXT"))
                                .attribute("note", text())
                                .build()));
        acme = crm.records("company").create(Map.of("name", "Acme")).id();
        globex = crm.records("company").create(Map.of("name", "Globex")).id();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static Deal empty(String name) {
        return new Deal(
                null, 0, name, null, null, null, null, null, false, null, null, null, null, null, null, null, null,
                null, null, null, null, null);
    }

    private Deal full() {
        return new Deal(
                null,
                0,
                "Renewal",
                new Money(new BigDecimal("12000.50"), "USD"),
                LocalDate.of(2026, 4, 30),
                Instant.parse("2026-02-28T10:15:30Z"),
                60,
                new BigDecimal("7.25"),
                true,
                Stage.CLOSED_WON,
                "partner",
                Set.of(Tag.COLD),
                acme,
                null,
                List.of(globex, acme),
                new Name("Ada", "Lovelace"),
                new Place("Berlin", "10115", "DE"),
                List.of(new Document("f1", "offer.pdf", 1_024, "application/pdf")),
                "grace",
                Set.of("grace"),
                "ada",
                null);
    }

    @Test
    void what_is_created_comes_back_whole() {
        Deal given = full();
        Deal stored = crm.records(Deal.class).create(given);
        assertThat(stored.id()).isNotNull();
        assertThat(stored.companyRef()).isEqualTo(new RecordRef(acme, "company", "Acme", false));
        assertThat(stored)
                .isEqualTo(new Deal(
                        stored.id(),
                        1,
                        given.name(),
                        given.amount(),
                        given.closeDate(),
                        given.lastCallAt(),
                        given.probability(),
                        given.score(),
                        true,
                        Stage.CLOSED_WON,
                        given.kind(),
                        given.tags(),
                        acme,
                        stored.companyRef(),
                        given.partners(),
                        given.buyer(),
                        given.place(),
                        given.files(),
                        given.seller(),
                        given.team(),
                        "ada",
                        NOW));
        assertThat(crm.records(Deal.class).get(stored.id())).isEqualTo(stored);
        CrmRecord untyped = crm.records("deal").get(stored.id());
        assertThat(untyped.value("stage")).isEqualTo("Closed Won");
        assertThat(untyped.value("tags")).isEqualTo(List.of("cold"));
        assertThat(untyped.value("amount")).isEqualTo(Map.of("amount", new BigDecimal("12000.50"), "currency", "USD"));
        assertThat(untyped.state().owner()).isEqualTo("ada");
    }

    @Test
    void empty_values_are_null_and_empty_collections_and_defaults_apply_to_new_records() {
        Deal stored = crm.records(Deal.class).create(empty("Empty"));
        assertThat(stored.stage()).isEqualTo(Stage.NEW);
        assertThat(stored.amount()).isNull();
        assertThat(stored.probability()).isNull();
        assertThat(stored.company()).isNull();
        assertThat(stored.companyRef()).isNull();
        assertThat(stored.partners()).isEmpty();
        assertThat(stored.tags()).isEmpty();
        assertThat(stored.files()).isEmpty();
        assertThat(stored.renewal()).isFalse();
        assertThat(stored.buyer()).isNull();
        assertThat(stored.owner()).isNull();
    }

    @Test
    void writing_what_was_read_changes_nothing() {
        TypedRecords<Deal> deals = crm.records(Deal.class);
        for (Deal given : List.of(full(), empty("Empty"))) {
            Deal stored = deals.create(given);
            crm.records("deal")
                    .patch(
                            stored.id(),
                            Map.of(
                                    "buyer", Map.of("first", "Mary", "middle", "Jane", "last", "van Dyke"),
                                    "place", Map.of("line1", "Main Street 1", "city", "Bonn")));
            Deal read = deals.get(stored.id());
            assertThat(deals.update(read)).isEqualTo(read);
            assertThat(crm.records("deal").get(stored.id()).version()).isEqualTo(read.version());
        }
    }

    @Test
    void update_writes_mapped_attributes_and_leaves_the_rest_and_the_parts_that_are_not_mapped() {
        Deal stored = crm.records(Deal.class).create(full());
        crm.records("deal")
                .patch(
                        stored.id(),
                        Map.of(
                                "note",
                                "keep me",
                                "buyer",
                                Map.of("prefix", "Dr", "first", "Ada", "middle", "King", "last", "Lovelace"),
                                "place",
                                Map.of("line1", "Main Street 1", "city", "Bonn", "country", "DE")));
        Deal read = crm.records(Deal.class).get(stored.id());
        Deal changed = new Deal(
                read.id(),
                read.version(),
                "Renamed",
                null,
                read.closeDate(),
                read.lastCallAt(),
                read.probability(),
                read.score(),
                read.renewal(),
                Stage.IN_PROGRESS,
                read.kind(),
                Set.of(),
                globex,
                read.companyRef(),
                List.of(),
                new Name("Augusta", "Byron"),
                new Place("Köln", null, "DE"),
                read.files(),
                read.seller(),
                read.team(),
                null,
                null);
        Deal after = crm.records(Deal.class).update(changed);
        assertThat(after.version()).isEqualTo(3);
        assertThat(after.companyRef().displayName()).isEqualTo("Globex");
        assertThat(after.amount()).isNull();
        assertThat(after.tags()).isEmpty();
        CrmRecord untyped = crm.records("deal").get(stored.id());
        assertThat(untyped.value("stage")).isEqualTo("in-progress");
        assertThat(untyped.value("note")).isEqualTo("keep me");
        assertThat(untyped.state().owner()).isNull();
        assertThat(untyped.value("buyer"))
                .isEqualTo(Map.of(
                        "prefix",
                        "Dr",
                        "first",
                        "Augusta",
                        "middle",
                        "King",
                        "last",
                        "Byron",
                        "full",
                        "Dr Augusta King Byron"));
        assertThat(untyped.value("place")).isEqualTo(Map.of("line1", "Main Street 1", "city", "Köln", "country", "DE"));
    }

    @Test
    void a_view_of_a_few_attributes_leaves_the_others() {
        Deal stored = crm.records(Deal.class).create(full());
        crm.records(Brief.class).update(new Brief(stored.id(), "Short"));
        Deal after = crm.records(Deal.class).get(stored.id());
        assertThat(after.name()).isEqualTo("Short");
        assertThat(after.amount()).isEqualTo(stored.amount());
        assertThat(crm.records(Brief.class).list(ListQuery.all()).items())
                .containsExactly(new Brief(stored.id(), "Short"));
    }

    @CrmMapping("deal")
    record Flat(
            @CrmId UUID id,
            String name,
            BigDecimal amount,
            String buyer,
            RecordRef company,
            Map<String, Object> place) {}

    @Test
    void an_amount_keeps_its_currency_and_a_full_name_its_parts() {
        UUID id = crm.records(Deal.class).create(full()).id();
        crm.records("deal").patch(id, Map.of("buyer", Map.of("first", "Mary Jane", "last", "van Dyke")));
        TypedRecords<Flat> flats = crm.records(Flat.class);
        Flat read = flats.get(id);
        assertThat(read.amount()).isEqualTo(new BigDecimal("12000.50"));
        assertThat(read.buyer()).isEqualTo("Mary Jane van Dyke");
        assertThat(read.place()).containsEntry("city", "Berlin");
        flats.update(new Flat(
                id,
                read.name(),
                new BigDecimal("10"),
                read.buyer(),
                new RecordRef(globex, "company", "", false),
                read.place()));
        CrmRecord after = crm.records("deal").get(id);
        assertThat(after.value("amount")).isEqualTo(Map.of("amount", new BigDecimal("10.00"), "currency", "USD"));
        assertThat(after.value("buyer"))
                .isEqualTo(Map.of("first", "Mary Jane", "last", "van Dyke", "full", "Mary Jane van Dyke"));
        assertThat(after.value("company")).isEqualTo(List.of(globex));
        flats.update(new Flat(id, read.name(), null, "Ada Lovelace", null, Map.of()));
        after = crm.records("deal").get(id);
        assertThat(after.find("amount")).isEmpty();
        assertThat(after.find("company")).isEmpty();
        assertThat(after.find("place")).isEmpty();
        assertThat(after.value("buyer")).isEqualTo(Map.of("first", "Ada", "last", "Lovelace", "full", "Ada Lovelace"));
        UUID created = flats.create(new Flat(null, "In euros", BigDecimal.ONE, null, null, null))
                .id();
        assertThat(crm.records("deal").get(created).value("amount"))
                .isEqualTo(Map.of("amount", new BigDecimal("1.00"), "currency", "EUR"));
    }

    @CrmMapping("deal")
    record Stateful(
            @CrmId UUID id,
            String name,
            @CrmAttributeName("@assignee") String assignee,
            @CrmAttributeName("@source") String source,
            @CrmAttributeName("@display_name") String shown,
            @CrmAttributeName("@updated_at") Instant updatedAt,
            @CrmAttributeName("@archived_at") Instant archivedAt,
            @CrmAttributeName("@last_activity_at") Instant lastActivityAt,
            String summary) {}

    @Test
    void fields_are_read_and_three_of_them_written_and_computed_values_only_read() {
        Stateful stored = crm.records(Stateful.class)
                .create(new Stateful(null, "A", "grace", "web form", "ignored", null, NOW, null, "ignored"));
        assertThat(stored).isEqualTo(new Stateful(stored.id(), "A", "grace", "web form", "A", NOW, null, NOW, null));
    }

    @Test
    void several_are_created_all_or_none_and_faults_name_the_place() {
        List<Deal> stored = crm.records(Deal.class).createAll(List.of(empty("A"), empty("B")));
        assertThat(stored).extracting(Deal::name).containsExactly("A", "B");
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class,
                () -> crm.records(Deal.class).createAll(List.of(empty("C"), empty(""), empty("D"))));
        assertThat(refused.violations())
                .extracting(Violation::path, Violation::code)
                .containsExactly(tuple("records[1].name", ErrorCode.VALUE_REQUIRED));
        assertThat(crm.schema().recordCount("deal")).isEqualTo(2);
    }

    @Test
    void lists_are_those_of_the_untyped_records() {
        TypedRecords<Brief> briefs = crm.records(Brief.class);
        briefs.createAll(List.of(new Brief(null, "A"), new Brief(null, "B"), new Brief(null, "C")));
        ListQuery query =
                where(attr("name").neq("B")).orderBy(desc("name")).limit(1).counted();
        Page<Brief> first = briefs.list(query);
        assertThat(first.items()).extracting(Brief::name).containsExactly("C");
        assertThat(first.findTotal().orElseThrow().value()).isEqualTo(2);
        Page<Brief> second = briefs.list(query.after(first.nextCursor()));
        assertThat(second.items()).extracting(Brief::name).containsExactly("A");
        assertThat(second.hasNext()).isFalse();
        assertThat(briefs.untyped().list(query).items().get(0).text("name")).isEqualTo("C");
    }

    @Test
    void a_mapped_version_must_still_hold() {
        TypedRecords<Deal> deals = crm.records(Deal.class);
        Deal stored = deals.create(empty("A"));
        crm.records("deal").patch(stored.id(), Map.of("note", "changed meanwhile"));
        assertThatExceptionOfType(StaleRecordException.class)
                .isThrownBy(() -> deals.update(stored))
                .satisfies(e -> assertThat(e.currentVersion()).isEqualTo(2));
    }

    @Test
    void unknown_ids() {
        UUID unknown = UUID.randomUUID();
        assertThat(crm.records(Deal.class).find(unknown)).isEmpty();
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> crm.records(Deal.class).get(unknown));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> crm.records(Brief.class).update(new Brief(unknown, "A")));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> crm.records(Brief.class).update(new Brief(acme, "a company is no deal")));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() ->
                        crm.records(Flat.class).update(new Flat(acme, "a company is no deal", null, null, null, null)));
    }

    @CrmMapping("deal")
    record Anonymous(String name) {}

    @Test
    void misuse_of_ids_is_an_illegal_argument() {
        Brief stored = crm.records(Brief.class).create(new Brief(null, "A"));
        assertThatThrownBy(() -> crm.records(Brief.class).create(stored))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stored already");
        assertThatThrownBy(() -> crm.records(Brief.class).update(new Brief(null, "A")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Create it");
        assertThatThrownBy(() -> crm.records(Anonymous.class).update(new Anonymous("A")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@CrmId");
    }

    @CrmMapping("numbers")
    record Numbers(String name, int whole, Long big, Short small, BigInteger huge, long required, BigDecimal exact) {}

    @Test
    void numbers_are_exact_or_refused() {
        crm.schema()
                .define(ObjectSchema.named("numbers")
                        .attribute("name", text())
                        .attribute("whole", number().required())
                        .attribute("big", number())
                        .attribute("small", number())
                        .attribute("huge", number())
                        .attribute("required", number().required())
                        .attribute("exact", number())
                        .build());
        Numbers largest = new Numbers(
                "largest",
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                Short.MIN_VALUE,
                BigInteger.TEN.pow(29),
                Long.MAX_VALUE,
                new BigDecimal("0.000000000000000001"));
        assertThat(crm.records(Numbers.class).create(largest)).isEqualTo(largest);
        UUID tooLarge = crm.records("numbers")
                .create(Map.of("whole", 1L << 31, "required", 1, "small", 32_768, "huge", new BigDecimal("0.5")))
                .id();
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class, () -> crm.records(Numbers.class).get(tooLarge));
        assertThat(refused.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
        assertThat(refused.violations()).extracting(Violation::path).containsExactly("whole", "small", "huge");
        assertThat(refused).hasMessageContaining("2147483648, which does not fit int. Choose BigDecimal");
    }

    @CrmMapping("deal")
    record Misfit(
            String closeDate,
            double score,
            int probability,
            Stage kind,
            UUID partners,
            String amuont,
            Name place,
            List<Name> files,
            Map<String, String> buyer,
            Money amount,
            Optional<String> note,
            Set<UUID> team) {}

    @Test
    void every_fault_of_a_mapping_is_named_at_once() {
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class, () -> crm.records(Misfit.class).list(ListQuery.all()));
        assertThat(refused.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
        assertThat(refused.violations()).allSatisfy(v -> assertThat(v.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
        assertThat(refused.violations())
                .extracting(Violation::path)
                .containsExactly(
                        "closeDate",
                        "score",
                        "probability",
                        "kind",
                        "partners",
                        "amuont",
                        "place",
                        "files",
                        "buyer",
                        "note",
                        "team");
        assertThat(refused)
                .hasMessageContaining(
                        "closeDate: maps attribute 'close_date' (DATE) to String, which cannot hold it. Choose LocalDate")
                .hasMessageContaining("BigDecimal, BigInteger, Long, Integer or Short")
                .hasMessageContaining("int, which cannot be empty")
                .hasMessageContaining("NEW is not an option")
                .hasMessageContaining("Choose List or Set of UUID or RecordRef")
                .hasMessageContaining("Did you mean 'amount'?")
                .hasMessageContaining("component first is none of the parts line1, line2, city")
                .hasMessageContaining("Map<String, String>");
    }

    @Test
    void an_option_without_a_constant_is_refused_where_it_is_read() {
        crm.schema()
                .define(ObjectSchema.named("lead")
                        .attribute("name", text())
                        .attribute("stage", select("new", "on hold"))
                        .build());
        UUID id = crm.records("lead").create(Map.of("stage", "on hold")).id();
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class, () -> crm.records(Lead.class).get(id));
        assertThat(refused.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
        assertThat(refused).hasMessageContaining("'on hold', which has no constant in LeadStage");
        assertThat(crm.records(Lead.class).create(new Lead(LeadStage.NEW)).stage())
                .isEqualTo(LeadStage.NEW);
    }

    enum LeadStage {
        NEW
    }

    @CrmMapping("lead")
    record Lead(LeadStage stage) {}

    @Test
    void an_object_that_is_not_defined() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> crm.records(Lead.class).list(ListQuery.all()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_OBJECT));
    }

    record Bare(String name) {}

    @CrmMapping("deal")
    record Confused(
            @CrmId String id,
            @CrmVersion int version,
            @CrmId UUID other,
            @CrmAttributeName("@phase") String stage,
            @CrmAttributeName("@created_at") LocalDate createdAt,
            String name,
            @CrmAttributeName("name") String again) {}

    @Test
    void a_class_that_can_be_no_view_is_refused_at_once() {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> crm.records(Bare.class))
                .withMessageContaining("@CrmMapping")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
        InvalidInputException refused =
                catchThrowableOfType(InvalidInputException.class, () -> crm.records(Confused.class));
        assertThat(refused.code()).isEqualTo(ErrorCode.MAPPING_INVALID);
        assertThat(refused.violations())
                .extracting(Violation::path)
                .containsExactly("id", "version", "stage", "createdAt", "again", "other");
        assertThat(refused).hasMessageContaining("Choose long or Long").hasMessageContaining("@owner, @assignee");
    }

    @Test
    void a_mapping_follows_the_schema() {
        Brief stored = crm.records(Brief.class).create(new Brief(null, "A"));
        crm.schema().renameAttribute("deal", "name", "title");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> crm.records(Brief.class).get(stored.id()))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
        crm.schema().renameAttribute("deal", "title", "name");
        assertThat(crm.records(Brief.class).get(stored.id())).isEqualTo(stored);
    }

    @CrmMapping("deal")
    record Strict(@CrmId UUID id, String name, String note) {
        Strict {
            if (note == null) {
                throw new IllegalArgumentException("a note is needed");
            }
        }
    }

    @Test
    void a_record_that_refuses_what_is_stored_says_so() {
        UUID id = crm.records(Brief.class).create(new Brief(null, "A")).id();
        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> crm.records(Strict.class).get(id))
                .withMessageContaining("Strict")
                .withMessageContaining("a note is needed")
                .withCauseInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.MAPPING_INVALID));
    }

    @Test
    void calls_in_a_transaction_see_each_other_and_are_undone_together() {
        List<Brief> seen = new ArrayList<>();
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    TypedRecords<Brief> briefs = inside.records(Brief.class);
                    Brief stored = briefs.create(new Brief(null, "A"));
                    seen.add(briefs.update(new Brief(stored.id(), "B")));
                    assertThatExceptionOfType(InvalidInputException.class)
                            .isThrownBy(() -> briefs.createAll(List.of(new Brief(null, "C"), new Brief(null, "B"))));
                    assertThat(briefs.list(ListQuery.all()).items()).hasSize(1);
                    throw new IllegalStateException("roll back");
                }))
                .hasMessage("roll back");
        assertThat(seen).extracting(Brief::name).containsExactly("B");
        assertThat(crm.records(Brief.class).list(ListQuery.all()).items()).isEmpty();
    }
}
