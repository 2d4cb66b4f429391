package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.job.Job;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the engine says when it refuses. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ErrorsTck extends EngineTck {

    /** For subclasses. */
    protected ErrorsTck() {}

    /**
     * A call that is refused.
     *
     * @param code the code it must have
     * @param call the call
     * @param parts what its message must say: the value, the choices or the limit, and the fix
     */
    private record Refused(ErrorCode code, Runnable call, List<String> parts) {}

    private static Refused refused(ErrorCode code, Runnable call, String... parts) {
        return new Refused(code, call, List.of(parts));
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName(
            "A refusal has one root, a stable code, and a message with the value, the choices or the limit, and the fix")
    void aRefusalSaysWhatToDo() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID unknown = UUID.randomUUID();
        RecordStore companies = crm.records(Sales.COMPANY);
        RecordStore deals = crm.records(Sales.DEAL);
        List<Refused> all = List.of(
                refused(
                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                        () -> crm.records("compani").list(ListQuery.all()),
                        "'compani'",
                        "company, deal, person, task"),
                refused(
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                        () -> companies.create(Map.of("name", "B", "emploees", 1)),
                        "emploees",
                        "about, employees, industry",
                        "Did you mean"),
                refused(ErrorCode.VALUE_REQUIRED, () -> companies.create(Map.of("employees", 1)), "name", "Give one"),
                refused(
                        ErrorCode.VALUE_WRONG_TYPE,
                        () -> companies.patch(acme, Map.of("employees", "seven")),
                        "employees",
                        "seven"),
                refused(
                        ErrorCode.VALUE_UNKNOWN_OPTION,
                        () -> companies.patch(acme, Map.of("industry", "retial")),
                        "retial",
                        "retail",
                        "tech",
                        "bank"),
                refused(
                        ErrorCode.VALUE_TOO_LONG,
                        () -> companies.patch(acme, Map.of("name", "x".repeat(256))),
                        "name",
                        "256",
                        "255"),
                refused(
                        ErrorCode.VALUE_MALFORMED,
                        () -> deals.create(Map.of("name", "D", "close", "2026-02-30")),
                        "close",
                        "2026-02-30"),
                refused(
                        ErrorCode.VALUE_UNKNOWN_REFERENCE,
                        () -> deals.create(Map.of("name", "D", "company", unknown)),
                        "company",
                        unknown.toString()),
                refused(
                        ErrorCode.VALUE_DUPLICATE,
                        () -> companies.create(Map.of("name", "ACME")),
                        "ACME",
                        acme.toString(),
                        "unique"),
                refused(
                        ErrorCode.RECORD_NOT_FOUND,
                        () -> companies.get(unknown),
                        unknown.toString(),
                        "Look it up anew"),
                refused(
                        ErrorCode.RECORD_STALE,
                        () -> companies.patch(acme, Map.of("employees", 1), WriteOptions.expectedVersion(9)),
                        acme.toString(),
                        "version 1",
                        "9",
                        "Read it again"),
                refused(
                        ErrorCode.SCHEMA_DUPLICATE_SLUG,
                        () -> crm.schema().addAttribute(Sales.COMPANY, "about", text()),
                        "about",
                        "Choose another"),
                refused(
                        ErrorCode.SCHEMA_MALFORMED_SLUG,
                        () -> crm.schema().addAttribute(Sales.COMPANY, "Über uns", text()),
                        "Über uns"),
                refused(
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        () -> crm.schema().addAttribute(Sales.COMPANY, "code", text().config("maxLenght", 3)),
                        "maxLenght",
                        "maxLength"),
                refused(
                        ErrorCode.QUERY_UNKNOWN_OPERATOR,
                        () -> companies.list(ListQuery.where(attr("industry").contains("x"))),
                        "industry",
                        "CONTAINS"),
                refused(
                        ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                        () -> companies.list(ListQuery.all().orderBy(Sort.asc("about"))),
                        "about"),
                refused(
                        ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                        () -> companies.aggregate(AggregateQuery.of(Measure.sum("name"))),
                        "name"),
                refused(
                        ErrorCode.QUERY_LIMIT,
                        () -> companies.list(ListQuery.all().limit(1001)),
                        "1001",
                        "1000"),
                refused(
                        ErrorCode.INVALID_CURSOR,
                        () -> companies.list(ListQuery.all().after("nonsense")),
                        "first page"),
                refused(ErrorCode.JOB_NOT_FOUND, () -> crm.jobs().requeue(unknown), unknown.toString()));

        for (Refused each : all) {
            Throwable thrown = catchThrowable(each.call()::run);
            assertThat(thrown)
                    .as("%s", each.code())
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(each.code()));
            assertThat(thrown)
                    .hasMessageContainingAll(each.parts().toArray(CharSequence[]::new))
                    .hasMessageEndingWith("[" + each.code() + "]");
        }
        assertThat(companies.get(acme).version()).isEqualTo(1);
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName("Details name the same facts for programs")
    void detailsAreForPrograms() {
        Crm crm = Sales.in(crm());
        UUID unknown = UUID.randomUUID();
        assertThat(details(() -> crm.records(Sales.COMPANY).get(unknown)))
                .isEqualTo(Map.of("object", Sales.COMPANY, "id", unknown));
        assertThat(details(() -> crm.records("nothing").get(unknown))).isEqualTo(Map.of("object", "nothing"));
        assertThat(details(() -> crm.jobs().discard(unknown))).isEqualTo(Map.of("job", unknown));
        assertThat(details(() -> crm.records(Sales.COMPANY).create(Map.of()))).containsOnlyKeys("violations");
    }

    private static Map<String, Object> details(Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isInstanceOf(CrmException.class);
        return ((CrmException) thrown).details();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("All faults of one record are reported at once, in the order of the input")
    void allFaultsOfARecordAtOnce() {
        Crm crm = Sales.in(crm());
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("employees", "many");
        input.put("industry", "farming");
        input.put("colour", "red");
        input.put("parent", List.of(UUID.randomUUID(), UUID.randomUUID()));
        input.put("@created_at", "yesterday");

        assertThat(faults(() -> crm.records(Sales.COMPANY).create(input)))
                .extracting(Violation::path, Violation::code)
                .containsExactly(
                        tuple("employees", ErrorCode.VALUE_WRONG_TYPE),
                        tuple("industry", ErrorCode.VALUE_UNKNOWN_OPTION),
                        tuple("colour", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("parent", ErrorCode.VALUE_OUT_OF_RANGE),
                        tuple("@created_at", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("name", ErrorCode.VALUE_REQUIRED));
        assertThat(Sales.all(crm, Sales.COMPANY)).isZero();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName(
            "All faults of all records of one call are reported at once, each with its place, and none of the records is written")
    void allFaultsOfAllRecordsAtOnce() {
        Crm crm = Sales.in(crm());
        UUID unknown = UUID.randomUUID();

        assertThat(faults(() -> crm.records(Sales.PERSON)
                        .createAll(List.of(
                                Map.of("name", "Fine"),
                                Map.of("email", "not an address"),
                                Map.of("name", "Ada", "company", unknown, "advises", List.of(unknown)),
                                Map.of("name", "Ben", "hat", "red")))))
                .extracting(Violation::path, Violation::code)
                .containsExactlyInAnyOrder(
                        tuple("records[1].email", ErrorCode.VALUE_MALFORMED),
                        tuple("records[1].name", ErrorCode.VALUE_REQUIRED),
                        tuple("records[2].company", ErrorCode.VALUE_UNKNOWN_REFERENCE),
                        tuple("records[2].advises", ErrorCode.VALUE_UNKNOWN_REFERENCE),
                        tuple("records[3].hat", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));

        assertThat(Sales.all(crm, Sales.PERSON)).isZero();
        assertThat(crm.schema().recordCount(Sales.PERSON)).isZero();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("All unique values that are taken are reported at once, with their place")
    void allDuplicatesAtOnce() {
        Crm crm = Sales.in(crm());
        Sales.company(crm, "Acme");
        Sales.company(crm, "Bolt");

        assertThat(faults(() -> crm.records(Sales.COMPANY)
                        .createAll(List.of(Map.of("name", "acme"), Map.of("name", "Cup"), Map.of("name", "BOLT")))))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("records[0].name", "records[2].name");
        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Acme", "Bolt");
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName(
            "All faults of a definition and of a query are reported at once, and nothing of the definition is stored")
    void allFaultsOfADefinitionAndAQueryAtOnce() {
        Crm crm = Sales.in(crm());
        int objects = crm.schema().list().size();

        assertThat(faults(() -> crm.schema()
                        .define(List.of(
                                ObjectSchema.named("fine")
                                        .attribute("name", text())
                                        .build(),
                                ObjectSchema.named("Bad slug")
                                        .attribute("a", select())
                                        .attribute("b", number().config("min", "x"))
                                        .build(),
                                ObjectSchema.named(Sales.DEAL).build()))))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(crm.schema().list()).hasSize(objects);

        assertThat(faults(() -> crm.records(Sales.COMPANY)
                        .list(ListQuery.where(attr("nothing")
                                        .eq(1)
                                        .and(attr("employees").eq("x"))
                                        .or(attr("industry").eq("farming")))
                                .orderBy(Sort.asc("nowhere")))))
                .extracting(Violation::code)
                .contains(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE)
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("The workspace's secret shows in no message, cursor, event, text form or job")
    void theSecretShowsNowhere() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY)
                .createAll(List.of(Map.of("name", "A", "employees", new BigDecimal("1")), Map.of("name", "B")));
        String secret = storage()
                .inTransaction(
                        TransactionRequest.read(crm.workspace()),
                        tx -> tx.workspace().secret());
        assertThat(secret).hasSize(64);

        List<String> said = new ArrayList<>();
        Page<CrmRecord> page = crm.records(Sales.COMPANY).list(ListQuery.all().limit(1));
        String cursor = Objects.requireNonNull(page.nextCursor());
        said.add(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1));
        said.add(cursor);
        for (Runnable call : List.<Runnable>of(
                () -> crm.records(Sales.COMPANY)
                        .list(ListQuery.all().limit(2).after(cursor).orderBy(Sort.asc("name"))),
                () -> crm.records(Sales.COMPANY).list(ListQuery.all().after(cursor + "A")),
                () -> crm.timeline().list(TimelineQuery.all().after(cursor)),
                () -> crm.relations()
                        .outgoing(page.items().get(0).id(), RelationQuery.all().after(cursor)))) {
            Throwable thrown = catchThrowable(call::run);
            assertThat(thrown).isInstanceOfSatisfying(CrmException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR);
                said.add(e.getMessage() + e.details());
            });
        }
        said.add(crm.timeline().list(TimelineQuery.all().limit(1000)).toString());
        said.add(engine().workspace(crm.workspace())
                + crm.toString()
                + crm.schema().list()
                + engine().storageInfo());
        storage()
                .inTransaction(
                        TransactionRequest.read(crm.workspace()),
                        tx -> said.add(tx.workspace().toString()));
        said.add(Job.of("tck.call", "{\"token\":\"" + secret + "\"}").toString());

        assertThat(said).noneMatch(text -> text.contains(secret));
    }

    private static List<Violation> faults(Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isInstanceOfSatisfying(InvalidInputException.class, e -> {
            assertThat(e.code())
                    .isEqualTo(
                            e.violations().size() == 1 ? e.violations().get(0).code() : ErrorCode.INVALID_INPUT);
            e.violations().forEach(fault -> assertThat(e).hasMessageContaining(fault.message()));
        });
        return ((InvalidInputException) thrown).violations();
    }
}
