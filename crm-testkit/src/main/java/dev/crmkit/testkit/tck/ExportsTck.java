package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.location;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.error.ConfigurationException;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.list.CrmList;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.View;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Exports as streams over any storage. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ExportsTck extends EngineTck {
    private static final String LIST = "callers";

    /** For subclasses. */
    protected ExportsTck() {}

    private static String written(Crm crm, ExportSpec spec, long records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(crm.exports().write(spec, out)).isEqualTo(records);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> column(String csv, String header) {
        return Csv.records(csv).stream().map(record -> record.get(header)).toList();
    }

    private static List<Map<String, Object>> firms(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Map.<String, Object>of("name", "Firm " + i, "employees", i % 7))
                .toList();
    }

    /** All records that the query has, page by page. */
    private static List<CrmRecord> listed(Crm crm, String object, ListQuery query) {
        List<CrmRecord> records = new ArrayList<>();
        Page<CrmRecord> page = crm.records(object).list(query.limit(97));
        records.addAll(page.items());
        while (page.hasNext()) {
            page = crm.records(object).list(query.limit(97).after(page.nextCursor()));
            records.addAll(page.items());
        }
        return records;
    }

    @Test
    @SpecRule({"WSP-3", "QRY-1"})
    @DisplayName(
            "As CSV: id, every attribute, references as ids with a column of names, owner, source and times, newest first")
    void csv() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme, \"Inc.\"").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        clock().advance(Duration.ofMinutes(1));
        Instant now = clock().instant();
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme, "advises", List.of(acme, bolt), "@owner", "ben"))
                .id();
        UUID bob = crm.records(Sales.PERSON)
                .create(Map.of("name", "Bob", "email", "bob@example.com"))
                .id();

        assertThat(written(crm, ExportSpec.of(Sales.PERSON), 2))
                .isEqualTo(
                        "@id,name,email,company,company.@display_name,advises,advises.@display_name,@owner,@assignee,"
                                + "@source,@created_at,@updated_at\r\n"
                                + bob + ",Bob,bob@example.com,,,,,,,," + now + "," + now + "\r\n"
                                + ada + ",Ada,," + acme + ",\"Acme, \"\"Inc.\"\"\"," + acme + ";" + bolt
                                + ",\"Acme, \"\"Inc.\"\"; Bolt\",ben,,," + now + "," + now + "\r\n");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("No cell is one that a spreadsheet computes; a number stays a number")
    void formulas() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("name", text())
                        .attribute("size", number())
                        .attribute("price", currency("EUR"))
                        .build());
        for (String name : List.of("=1+1", "+49 30", "-2+3", "@SUM(A1)", "'=x", "-7", "plain")) {
            crm.records("thing").create(Map.of("name", name, "size", -5, "price", -3));
        }
        String csv = written(crm, ExportSpec.of("thing").columns("name", "size", "price"), 7);

        assertThat(column(csv, "name"))
                .containsExactly("plain", "-7", "''=x", "'@SUM(A1)", "'-2+3", "'+49 30", "'=1+1");
        assertThat(column(csv, "size")).containsOnly("-5");
        assertThat(column(csv, "price")).containsOnly("'-3.00 EUR");
        assertThat(written(crm, ExportSpec.of("thing").columns("name").asJsonLines(), 7))
                .contains("{\"name\":\"=1+1\"}\n");
    }

    @Test
    @SpecRule({"QRY-1", "QRY-2", "QRY-5"})
    @DisplayName(
            "All pages come, each record once and in the order of the query, in a fixed number of calls for each page")
    void pages() {
        CountingStorage counting = new CountingStorage(fresh());
        Crm crm = Sales.in(closedAtTheEnd(CrmEngine.builder()
                        .storage(counting.storage())
                        .clock(clock())
                        .build())
                .workspace("pages")
                .as(crm().actor()));
        crm.records(Sales.COMPANY).createAll(firms(0, 1_000));
        crm.records(Sales.COMPANY).createAll(firms(1_000, 1_203));
        ListQuery query = ListQuery.where(attr("employees").neq(3)).orderBy(Sort.desc("employees"), Sort.asc("name"));
        List<CrmRecord> expected = listed(crm, Sales.COMPANY, query);
        List<String> ids =
                expected.stream().map(record -> record.id().toString()).toList();

        String csv = written(crm, ExportSpec.of(Sales.COMPANY, query).columns("@id", "name"), expected.size());
        assertThat(column(csv, "@id")).isEqualTo(ids).doesNotHaveDuplicates();
        assertThat(column(csv, "name"))
                .isEqualTo(expected.stream().map(CrmRecord::displayName).toList());

        List<String> calls = counting.during(() -> written(crm, ExportSpec.of(Sales.COMPANY), 1_203));
        assertThat(calls.stream().filter("RecordStorage.list"::equals))
                .as("pages of 500")
                .hasSize(3);
        assertThat(calls).as("%s", calls).hasSizeLessThanOrEqualTo(3 * 3 + 6);
        assertThat(calls.stream().filter("EventStorage.append"::equals)).hasSize(2);
    }

    @Test
    @SpecRule({"QRY-2", "VAL-3"})
    @DisplayName(
            "While others create, change, archive and rename attributes, whatever was there all the while comes once")
    void changesMeanwhile() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY).createAll(firms(0, 1_000));
        crm.records(Sales.COMPANY).createAll(firms(1_000, 1_300));
        List<CrmRecord> before = listed(crm, Sales.COMPANY, ListQuery.all());
        UUID gone = before.get(before.size() - 1).id();
        int[] writes = new int[1];
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                if (writes[0]++ == 0) {
                    // The first page is read by now, and the rest is not.
                    crm.schema().renameAttribute(Sales.COMPANY, "employees", "staff");
                    crm.records(Sales.COMPANY).archive(gone);
                    crm.records(Sales.COMPANY).create(Map.of("name", "Late", "staff", 1));
                    crm.records(Sales.COMPANY).patch(before.get(1_200).id(), Map.of("name", "Renamed"));
                }
                super.write(bytes, offset, length);
            }
        };
        ListQuery query = ListQuery.where(attr("employees").gte(0));

        assertThat(crm.exports().write(ExportSpec.of(Sales.COMPANY, query).columns("@id", "name", "employees"), out))
                .isEqualTo(1_299);

        String csv = out.toString(StandardCharsets.UTF_8);
        Set<String> ids = new HashSet<>();
        before.forEach(record -> ids.add(record.id().toString()));
        ids.remove(gone.toString());
        assertThat(column(csv, "@id")).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
        assertThat(column(csv, "employees")).doesNotContain("");
        assertThat(column(csv, "name")).contains("Renamed").doesNotContain("Late");
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName("Relative dates are those of the begin, also when midnight passes meanwhile")
    void oneTime() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.DEAL)
                .createAll(IntStream.range(0, 700)
                        .mapToObj(i -> Map.of("name", "D" + i, "close", LocalDate.of(2026, 3, 1)))
                        .toList());
        Instant now = clock().instant();
        OutputStream out = new OutputStream() {
            @Override
            public void write(int one) {
                clock().advanceTo(now.plus(Duration.ofDays(1)));
            }
        };
        assertThat(crm.exports()
                        .write(
                                ExportSpec.of(
                                        Sales.DEAL,
                                        ListQuery.where(attr("close").within(RelativeDate.today()))),
                                out))
                .isEqualTo(700);
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName(
            "As JSON lines: an object for each record, with values of their own types and null where there is none")
    void jsonLines() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        crm.records(Sales.DEAL).create(Map.of("name", "First", "amount", new BigDecimal("12.5"), "company", acme));
        crm.records(Sales.DEAL).create(Map.of("name", "Zweiter \u00DC"));
        ExportSpec spec =
                ExportSpec.of(Sales.DEAL).asJsonLines().columns("name", "amount", "company", "company.@display_name");

        assertThat(written(crm, spec, 2))
                .isEqualTo(
                        "{\"name\":\"Zweiter \u00DC\",\"amount\":null,\"company\":null,\"company.@display_name\":null}\n"
                                + "{\"name\":\"First\",\"amount\":{\"amount\":12.50,\"currency\":\"EUR\"},\"company\":[\""
                                + acme + "\"],\"company.@display_name\":[\"Acme\"]}\n");
        assertThat(written(crm, spec.withTitles().columns("name", "amount", "company"), 2))
                .contains("{\"name\":\"First\",\"amount\":\"12.50 EUR\",\"company\":[\"Acme\"]}\n");
    }

    private static Crm things(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("place").attribute("name", text()).build(),
                        ObjectSchema.named("thing")
                                .attribute("name", text())
                                .attribute("person", personName().title("Who"))
                                .attribute("address", location())
                                .attribute("price", currency("EUR").title("Price"))
                                .attribute("ok", checkbox())
                                .attribute(
                                        "kind",
                                        select().option(AttributeOption.of("b", "Big"))
                                                .option(AttributeOption.of("s", "Small"))
                                                .title("Price"))
                                .attribute("colours", multiSelect("red", "blue"))
                                .attribute("places", references("place").title("Places"))
                                .attribute("due", date())
                                .build()));
        crm.pipelines()
                .define(Pipeline.of("thing", "sales")
                        .stage(Stage.open("new").label("Brand new"))
                        .stage(Stage.won("won")));
        return crm;
    }

    @Test
    @SpecRule({"WSP-3", "FLT-6"})
    @DisplayName(
            "Columns can be parts of values, names, tags and system fields, in keys for programs and titles for people")
    void columns() {
        Crm crm = things(crm());
        UUID bonn = crm.records("place").create(Map.of("name", "Bonn")).id();
        UUID thing = crm.records("thing")
                .create(Map.of(
                        "name",
                        "T",
                        "person",
                        "Ada King",
                        "address",
                        Map.of("line1", "Allee 1", "city", "K\u00F6ln"),
                        "price",
                        3,
                        "ok",
                        true,
                        "kind",
                        "b",
                        "colours",
                        List.of("blue", "red"),
                        "places",
                        List.of(bonn)))
                .id();
        crm.tags().add(List.of(thing), List.of("VIP", "Old"));
        ExportSpec spec = ExportSpec.of("thing")
                .columns(
                        "person",
                        "person.last",
                        "address",
                        "address.city",
                        "price",
                        "price.amount",
                        "ok",
                        "kind",
                        "colours",
                        "places",
                        "places.@display_name",
                        "due",
                        "@tag",
                        "@stage",
                        "@pipeline",
                        "@display_name",
                        "@closed_at");

        assertThat(Csv.rows(written(crm, spec, 1)))
                .containsExactly(
                        spec.columns(),
                        List.of(
                                "Ada King",
                                "King",
                                "{\"line1\":\"Allee 1\",\"city\":\"K\u00F6ln\"}",
                                "K\u00F6ln",
                                "3.00 EUR",
                                "3.00",
                                "true",
                                "b",
                                "red;blue",
                                bonn.toString(),
                                "Bonn",
                                "",
                                "Old; VIP",
                                "sales/new",
                                "sales",
                                "T",
                                ""));
        assertThat(Csv.rows(written(crm, spec.withTitles(), 1)))
                .containsExactly(
                        List.of(
                                "Who",
                                "Who (last)",
                                "address",
                                "address (city)",
                                "Price",
                                "Price (amount)",
                                "ok",
                                "Price (2)",
                                "colours",
                                "Places",
                                "Places (name)",
                                "due",
                                "Tags",
                                "Stage",
                                "Pipeline",
                                "Display name",
                                "Closed at"),
                        List.of(
                                "Ada King",
                                "King",
                                "Allee 1, K\u00F6ln",
                                "K\u00F6ln",
                                "3.00 EUR",
                                "3.00",
                                "yes",
                                "Big",
                                "red, blue",
                                "Bonn",
                                "Bonn",
                                "",
                                "Old; VIP",
                                "Brand new",
                                "sales",
                                "T",
                                ""));
        String usual = written(crm, ExportSpec.of("thing", ListQuery.all().archived(ArchivedFilter.ALL)), 1);
        assertThat(Csv.rows(usual).get(0)).startsWith("@id", "name").contains("@stage", "@archived_at");
    }

    @Test
    @SpecRule({"ERR-2", "FLT-7"})
    @DisplayName("Every fault of a call is told at once with the choices, and nothing is written, not even to the log")
    void faults() {
        Crm crm = things(crm());
        ExportSpec wrong = ExportSpec.of(
                        "thing", ListQuery.where(attr("colour").eq(1)).orderBy(Sort.asc("address")))
                .columns("nam", "name", "name", "person.middel", "due.day", "@owned", "@list", "@list.reason", "@stage")
                .format("xsl");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(Refusals.faults("a wrong export", () -> crm.exports().write(wrong, out)))
                .extracting(fault -> fault.path(), fault -> fault.code())
                .containsExactly(
                        tuple("colour", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("address", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("nam", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("name", ErrorCode.VALUE_MALFORMED),
                        tuple("person.middel", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("due.day", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("@owned", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("@list", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("@list.reason", ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE),
                        tuple("format", ErrorCode.VALUE_MALFORMED));
        assertThatThrownBy(() -> crm.exports().write(wrong, out))
                .hasMessageContaining("Did you mean 'middle'")
                .hasMessageContaining("csv, jsonl");
        assertThat(Refusals.codes(
                        "a thousand columns too many",
                        () -> crm.exports()
                                .write(
                                        ExportSpec.of("thing")
                                                .columns(IntStream.range(0, 1_001)
                                                        .mapToObj(i -> "c" + i)
                                                        .toArray(String[]::new)),
                                        out)))
                .containsExactly(ErrorCode.QUERY_LIMIT);
        assertThat(Refusals.codes(
                        "a condition that is data",
                        () -> crm.exports()
                                .write(
                                        ExportSpec.of("thing")
                                                .where(attr("name")
                                                        .in(IntStream.range(0, 2_000)
                                                                .mapToObj(i -> "x".repeat(200) + i)
                                                                .toList())),
                                        out)))
                .containsExactly(ErrorCode.VALUES_TOO_LARGE);
        assertThatThrownBy(() -> crm.exports().write(ExportSpec.of("nothing"), out))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_OBJECT));
        assertThatThrownBy(() -> crm.exports().write(ExportSpec.ofView(UUID.randomUUID()), out))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> crm.exports().write(ExportSpec.ofList("nothing"), out))
                .isInstanceOf(NotFoundException.class);
        assertThat(out.size()).isZero();
        assertThat(crm.audit().list(AuditQuery.all().types("export.*")).items()).isEmpty();
    }

    private static List<CrmEvent> told(Crm crm) {
        return crm.audit().list(AuditQuery.all().types("export.*")).items();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "The log tells who took out what and how many, also of an export that broke off; the stream stays open")
    void events() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY).createAll(firms(0, 700));
        int[] closed = new int[1];
        ByteArrayOutputStream open = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0]++;
            }
        };
        ListQuery query = ListQuery.where(attr("employees").eq(1)).search("Firm");
        assertThat(crm.exports().write(ExportSpec.of(Sales.COMPANY, query).columns("name"), open))
                .isEqualTo(100);
        assertThat(closed[0]).isZero();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("the line is cut");
            }
        };
        assertThatThrownBy(() -> crm.exports().write(ExportSpec.of(Sales.COMPANY), broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the line is cut");

        List<CrmEvent> told = told(crm);
        assertThat(told)
                .extracting(CrmEvent::type)
                .containsExactly(
                        EventTypes.EXPORT_FINISHED,
                        EventTypes.EXPORT_STARTED,
                        EventTypes.EXPORT_FINISHED,
                        EventTypes.EXPORT_STARTED);
        assertThat(told).allSatisfy(event -> assertThat(event.actor()).isEqualTo(crm.actor()));
        CrmEvent begun = told.get(3);
        assertThat(begun.details())
                .containsEntry("slug", Sales.COMPANY)
                .containsEntry("search", "Firm")
                .containsEntry("format", "csv")
                .containsEntry("columns", List.of("name"))
                .containsKey("filter");
        assertThat(told.get(2).details())
                .containsEntry("export", begun.details().get("export"))
                .containsEntry("outcome", "DONE")
                .containsEntry("records", new BigDecimal(100));
        assertThat(told.get(0).details()).containsEntry("outcome", "FAILED");
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("Within a transaction an export sees what that has written, and is forgotten with it")
    void inATransaction() {
        Crm crm = Sales.in(crm());
        Sales.company(crm, "Acme");
        class Undone extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    Sales.company(inside, "Bolt");
                    assertThat(column(written(inside, ExportSpec.of(Sales.COMPANY), 2), "name"))
                            .containsExactly("Bolt", "Acme");
                    throw new Undone();
                }))
                .isInstanceOf(Undone.class);
        assertThat(told(crm)).isEmpty();
        assertThat(column(written(crm, ExportSpec.of(Sales.COMPANY), 1), "name"))
                .containsExactly("Acme");
    }

    @Test
    @SpecRule({"QRY-1", "WSP-3"})
    @DisplayName("A view goes out with its condition, order and columns, whatever its kind, and narrower where asked")
    void views() {
        Crm crm = Sales.in(crm());
        for (int i = 0; i < 6; i++) {
            crm.records(Sales.DEAL).create(Map.of("name", "D" + i, "amount", i, "close", LocalDate.of(2026, 3, 9 - i)));
        }
        crm.records(Sales.DEAL).create(Map.of("name", "Sometime", "amount", 9));
        View rows = View.of(Sales.DEAL, "Rows", TableLayout.rows())
                .where(attr("amount").gte(2))
                .orderBy(Sort.desc("amount"))
                .show("name", "amount");
        UUID table = crm.views().define(rows).id();
        UUID board = crm.views()
                .define(rows.layout(KanbanLayout.by("company")).show("name"))
                .id();
        UUID calendar = crm.views()
                .define(View.of(Sales.DEAL, "Days", CalendarLayout.on("close")))
                .id();

        assertThat(written(crm, ExportSpec.ofView(table), 5))
                .isEqualTo(
                        "name,amount\r\nSometime,9.00 EUR\r\nD5,5.00 EUR\r\nD4,4.00 EUR\r\nD3,3.00 EUR\r\nD2,2.00 EUR\r\n");
        assertThat(column(
                        written(
                                crm,
                                ExportSpec.ofView(board).where(attr("amount").lt(5)),
                                3),
                        "name"))
                .containsExactly("D4", "D3", "D2");
        String days = written(crm, ExportSpec.ofView(calendar), 7);
        assertThat(column(days, "name")).containsExactly("D5", "D4", "D3", "D2", "D1", "D0", "Sometime");
        assertThat(Csv.rows(days).get(0)).contains("@id", "close");
        assertThat(written(crm, ExportSpec.ofView(table).columns("@display_name"), 5))
                .startsWith("@display_name\r\nSometime\r\n");
        crm.views().alter(table, rows.orderBy(Sort.asc("amount")));
        assertThat(column(written(crm, ExportSpec.ofView(table), 5), "name")).startsWith("D2");
        crm.schema().deleteAttribute(Sales.DEAL, "amount");
        assertThatThrownBy(() -> written(crm, ExportSpec.ofView(table), 0))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VIEW_BROKEN));
    }

    @Test
    @SpecRule({"FLT-6", "WSP-3"})
    @DisplayName("The members of a list go out with what the list says of them; archived records do not")
    void lists() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        UUID gone = Sales.company(crm, "Gone").id();
        Sales.company(crm, "Other");
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, LIST)
                        .entryAttribute("reason", text().title("Why"))
                        .entryAttribute("weight", number()));
        clock().advance(Duration.ofHours(1));
        Instant entered = clock().instant();
        crm.lists().add(LIST, BulkTargets.of(List.of(acme, gone)), Map.of("reason", "=fair", "weight", 2));
        crm.lists().add(LIST, List.of(bolt));
        crm.records(Sales.COMPANY).archive(gone);

        String csv = written(crm, ExportSpec.ofList(LIST), 2);
        assertThat(column(csv, "name")).containsExactly("Bolt", "Acme");
        assertThat(column(csv, "@list.reason")).containsExactly("", "'=fair");
        assertThat(column(csv, "@list.weight")).containsExactly("", "2");
        assertThat(column(csv, "@list.entered_at")).containsOnly(entered.toString());
        assertThat(written(
                        crm,
                        ExportSpec.ofList(LIST)
                                .columns("name", "@list.reason")
                                .withTitles()
                                .where(attr("name").eq("acme")),
                        1))
                .isEqualTo("name,Why\r\nAcme,'=fair\r\n");
    }

    @Test
    @SpecRule("QRY-1")
    @DisplayName(
            "Charset, delimiter, quote and byte-order mark are as asked; a character that the charset lacks is no question mark")
    void options() {
        Crm crm = Sales.in(crm());
        Sales.company(crm, "M\u00FCller; 'Sons'");
        ExportSpec spec = ExportSpec.of(Sales.COMPANY).columns("name");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Charset latin = StandardCharsets.ISO_8859_1;

        crm.exports()
                .write(
                        spec.options(TableOptions.defaults()
                                .charset(latin)
                                .delimiter(';')
                                .quote('\'')),
                        out);
        assertThat(out.toString(latin)).isEqualTo("name\r\n'M\u00FCller; ''Sons'''\r\n");
        out.reset();
        crm.exports().write(spec.withByteOrderMark(), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("\uFEFFname\r\n");
        out.reset();
        crm.exports().write(spec.asJsonLines().withByteOrderMark(), out);
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{\"name\":");
        Sales.company(crm, "\u4E2D");
        assertThatThrownBy(() ->
                        crm.exports().write(spec.options(TableOptions.defaults().charset(latin)), out))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("ISO-8859-1");
    }

    /** A format of the host's: cells between bars. */
    private record Bars(String name) implements TableFormat {
        @Override
        public boolean reads(String fileName, byte[] start) {
            return fileName.endsWith(".bars");
        }

        @Override
        public TableReader open(InputStream bytes, TableOptions options) {
            throw new UnsupportedOperationException("Bars are written only");
        }

        @Override
        public TableWriter create(OutputStream bytes, TableOptions options) {
            return new TableWriter() {
                @Override
                public void write(List<String> cells) throws IOException {
                    bytes.write((String.join("|", cells) + "\n").getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public void close() throws IOException {
                    bytes.close();
                }
            };
        }
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("A host adds a format of its own by its name, which no other may have")
    void formats() {
        Crm crm = Sales.in(closedAtTheEnd(CrmEngine.builder()
                        .storage(fresh())
                        .tableFormat(new Bars("bars"))
                        .build())
                .workspace("bars")
                .as(crm().actor()));
        Sales.company(crm, "Acme");
        assertThat(written(crm, ExportSpec.of(Sales.COMPANY).format("bars").columns("name", "employees"), 1))
                .isEqualTo("name|employees\nAcme|\n");
        assertThatThrownBy(() -> CrmEngine.builder()
                        .storage(fresh())
                        .tableFormat(new Bars("csv"))
                        .tableFormat(new Bars("B A"))
                        .build())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        e -> assertThat(e.violations()).hasSize(2));
    }

    @Test
    @SpecRule({"VAL-2", "QRY-1"})
    @DisplayName(
            "Random records of all types go out as CSV and as JSON lines with the same values that the engine gives")
    void randomRecords() {
        Random random = new Random(20_261_122);
        Crm crm = crm();
        crm.schema().define(RandomValues.schemas(random));
        RandomValues values =
                new RandomValues(random, clock().instant(), crm.settings().zone());
        List<UUID> targets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            targets.add(crm.records(RandomValues.TARGET)
                    .create(values.record(i, RandomValues.TARGET))
                    .id());
        }
        for (int i = 0; i < 60; i++) {
            Map<String, Object> record = values.record(i, RandomValues.THING);
            record.put("many", random.nextBoolean() ? List.of() : targets.subList(0, 1 + random.nextInt(3)));
            crm.records(RandomValues.THING).create(record);
        }
        List<CrmRecord> expected = listed(crm, RandomValues.THING, ListQuery.all());

        List<Map<String, String>> rows = Csv.records(written(crm, ExportSpec.of(RandomValues.THING), 60));
        for (int i = 0; i < rows.size(); i++) {
            CrmRecord record = expected.get(i);
            Map<String, String> row = rows.get(i);
            assertThat(row).containsEntry("@id", record.id().toString());
            for (String slug : List.of("num", "day", "at", "check", "pick", "mail", "site")) {
                Object value = record.value(slug);
                String plain = value instanceof BigDecimal n ? n.toPlainString() : String.valueOf(value);
                assertThat(row.get(slug)).as(slug).isEqualTo(value == null ? "" : plain);
            }
            for (String slug : List.of("text", "other", "area")) {
                String text = record.text(slug);
                assertThat(row.get(slug)).as(slug).isIn(text == null ? "" : text, "'" + text);
            }
            assertThat(row.get("many"))
                    .isEqualTo(record.references("many").stream()
                            .map(reference -> reference.id().toString())
                            .collect(Collectors.joining(";")));
            assertThat(row.get("@owner"))
                    .isEqualTo(
                            record.state().owner() == null ? "" : record.state().owner());
        }
        assertThat(written(crm, ExportSpec.of(RandomValues.THING).asJsonLines(), 60)
                        .lines())
                .hasSize(60)
                .allSatisfy(line -> assertThat(line).startsWith("{\"@id\":\"").endsWith("}"));
    }
}
