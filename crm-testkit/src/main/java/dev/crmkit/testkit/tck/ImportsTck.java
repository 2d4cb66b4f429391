package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.Automations;
import dev.crmkit.imports.CellFormat;
import dev.crmkit.imports.DateOrder;
import dev.crmkit.imports.EmptyCells;
import dev.crmkit.imports.Import;
import dev.crmkit.imports.ImportColumn;
import dev.crmkit.imports.ImportCounts;
import dev.crmkit.imports.ImportPreview;
import dev.crmkit.imports.ImportQuery;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportState;
import dev.crmkit.imports.ImportTarget;
import dev.crmkit.imports.RecordMatch;
import dev.crmkit.imports.TableSample;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.relation.Relation;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Imports over any storage: what rows become, that steps and crashes leave no trace in it, and that it can be taken back. Extend it, say how to get an empty
 * storage, and run it with JUnit.
 */
public abstract class ImportsTck extends EngineTck {
    private boolean started;

    /** For subclasses. */
    protected ImportsTck() {}

    /** Where the random files begin. Another seed makes another run; one seed always makes the same. */
    protected long seed() {
        return 20_261_122L;
    }

    /** How many random files are imported. */
    protected int files() {
        return 6;
    }

    @Override
    void configure(CrmEngine.Builder builder) {
        builder.files(InMemoryFiles.create()).workers(WorkerOptions.standard().jobsPerRound(1));
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    private static UUID upload(Crm crm, String name, byte[] bytes) {
        return crm.files()
                .upload(FileUpload.named(name).mediaType("text/csv"), new ByteArrayInputStream(bytes))
                .id();
    }

    private static UUID csv(Crm crm, String... lines) {
        return upload(crm, "table.csv", String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    private static String read(Crm crm, UUID file) {
        try (InputStream in = crm.files().download(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\uFEFF", "");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Import run(Crm crm, ImportSpec spec) {
        UUID id = crm.imports().start(spec).id();
        work();
        return crm.imports().get(id);
    }

    private static ImportSpec companies(UUID file) {
        return ImportSpec.of(Sales.COMPANY, file).column("Name", "name").upsertingBy("name");
    }

    private static CrmRecord one(Crm crm, String object, String name) {
        List<CrmRecord> found =
                crm.records(object).list(ListQuery.where(attr("name").eq(name))).items();
        assertThat(found).as("the %s called %s", object, name).hasSize(1);
        return found.get(0);
    }

    /** Everything that one sees of the live records, by name. */
    private static Map<String, String> image(Crm crm, String object) {
        Map<String, String> image = new TreeMap<>();
        for (CrmRecord record : crm.records(object)
                .list(ListQuery.all().orderBy(Sort.asc("@id")).limit(1_000))
                .items()) {
            Map<String, Object> values = new TreeMap<>(record.values());
            values.replaceAll((slug, value) -> record.references(slug).isEmpty()
                    ? value
                    : record.references(slug).stream()
                            .map(reference -> reference.displayName())
                            .toList());
            List<String> relations = new ArrayList<>();
            for (Relation relation :
                    crm.relations().outgoing(record.id(), RelationQuery.all()).items()) {
                relations.add(relation.label() + " " + relation.to().displayName());
            }
            image.merge(
                    record.displayName(),
                    values + " " + record.state().owner() + " " + record.state().source() + " " + record.position()
                            + " " + new TreeSet<>(crm.tags().of(record.id())) + " " + new TreeSet<>(relations),
                    (a, b) -> a.compareTo(b) < 0 ? a + " | " + b : b + " | " + a);
        }
        return image;
    }

    private static List<CrmEvent> events(Crm crm, String type) {
        return crm.timeline().list(TimelineQuery.all().limit(1_000)).items().stream()
                .filter(event -> event.type().equals(type))
                .toList();
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("Inspecting tells header, rows and how the file stands: charset, delimiter, quotes, byte-order mark")
    void inspects() {
        Crm crm = Sales.in(crm());
        TableSample german = crm.imports()
                .inspect(upload(
                        crm, "a.csv", "Name;Umsatz\r\nMüller;\"1;5\"\r\n".getBytes(Charset.forName("windows-1252"))));
        assertThat(german.format()).isEqualTo("csv");
        assertThat(german.options().charset()).isEqualTo(Charset.forName("windows-1252"));
        assertThat(german.options().delimiter()).isEqualTo(';');
        assertThat(german.headers()).containsExactly("Name", "Umsatz");
        assertThat(german.rows()).containsExactly(List.of("Müller", "1;5"));

        TableSample marked = crm.imports()
                .inspect(
                        upload(crm, "b.txt", "\uFEFF Name \tX\nJosé\t2\n\n \t\nB\t3".getBytes(StandardCharsets.UTF_8)));
        assertThat(marked.options()).isEqualTo(TableOptions.defaults().delimiter('\t'));
        assertThat(marked.headers()).containsExactly("Name", "X");
        assertThat(marked.rows()).containsExactly(List.of("José", "2"), List.of("B", "3"));

        TableSample wide =
                crm.imports().inspect(upload(crm, "c.csv", "\uFEFFa|b\n1|2".getBytes(StandardCharsets.UTF_16LE)));
        assertThat(wide.options())
                .isEqualTo(TableOptions.defaults()
                        .charset(StandardCharsets.UTF_16LE)
                        .delimiter('|'));
        assertThat(wide.headers()).containsExactly("a", "b");

        assertThat(crm.imports()
                        .inspect(csv(crm, "a;b"), TableOptions.defaults())
                        .headers())
                .containsExactly("a;b");
        assertThat(Refusals.fault("an empty file", () -> crm.imports().inspect(csv(crm, " ", "")))
                        .message())
                .contains("no row");
        assertThat(Refusals.fault("an image", () -> crm.imports().inspect(upload(crm, "x.png", new byte[] {1, 0, 2})))
                        .message())
                .contains("csv");
        assertThatThrownBy(() -> crm.imports().inspect(UUID.randomUUID())).isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("Suggestions find columns by name, title, part, word and content, and no attribute twice")
    void suggests() {
        Crm crm = Sales.in(crm());
        crm.schema()
                .define(ObjectSchema.named("contact")
                        .attribute("full", Attributes.personName())
                        .attribute("mail", Attributes.email().unique())
                        .attribute("phone", Attributes.phone("DE"))
                        .attribute("home", Attributes.location())
                        .attribute("revenue", Attributes.number().title("Annual revenue"))
                        .attribute("tier", Attributes.select("gold", "silver"))
                        .attribute("employer", Attributes.reference(Sales.COMPANY))
                        .attribute("sum", Attributes.formula("revenue * 2"))
                        .build());
        UUID file = csv(
                crm,
                "First Name,SURNAME,E-Mail,Telephone,Zip code,Revenue (EUR),Level,Employer,Owner,Tags,Sum,Nonsense",
                "Ada,Lovelace,ada@example.com,030 123456,10115,\"1.234,5\",Gold,Acme,ada,vip,7,x",
                "Ben,Ray,ben@example.com,030 123457,10117,7,silver,Bolt,ada,,8,y");

        List<ImportColumn> columns =
                crm.imports().suggest("contact", crm.imports().inspect(file));

        Map<String, ImportTarget> targets = new TreeMap<>();
        columns.forEach(column -> targets.put(column.header(), column.target()));
        Map<String, ImportTarget> expected = new TreeMap<>(Map.of(
                "First Name", ImportTarget.value("full.first"),
                "SURNAME", ImportTarget.value("full.last"),
                "E-Mail", ImportTarget.value("mail"),
                "Telephone", ImportTarget.value("phone"),
                "Zip code", ImportTarget.value("home.postalCode"),
                "Revenue (EUR)", ImportTarget.value("revenue"),
                "Level", ImportTarget.value("tier"),
                "Employer", ImportTarget.reference("employer", RecordMatch.byName()),
                "Owner", ImportTarget.value("@owner"),
                "Tags", ImportTarget.value("@tag")));
        assertThat(targets).isEqualTo(expected);
        assertThatThrownBy(() -> crm.imports().suggest("nothing", crm.imports().inspect(file)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule({"VAL-2", "VAL-6", "REC-9", "REC-1"})
    @DisplayName(
            "Cells become values by the types of the attributes and the format of the file; the record says that an import wrote it")
    void parses() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("name", Attributes.personName())
                        .attribute("price", Attributes.currency("EUR"))
                        .attribute("cost", Attributes.currency("EUR"))
                        .attribute("weight", Attributes.number())
                        .attribute("day", Attributes.date())
                        .attribute("moment", Attributes.timestamp())
                        .attribute("fine", Attributes.checkbox())
                        .attribute("kind", Attributes.select("one", "two"))
                        .attribute("kinds", Attributes.multiSelect("a", "b", "c"))
                        .attribute("place", Attributes.location())
                        .attribute("phone", Attributes.phone("DE"))
                        .attribute("note", Attributes.textArea())
                        .build());
        UUID file = csv(
                crm,
                "First;Last;Price;Amount;Cur;Weight;Day;Moment;Fine;Kind;Kinds;City;Country;Phone;Note;Source",
                "Ada;Lovelace;1.234,50 €;7,5;usd;-1 234,25;31.12.2026;1.2.2026 09:30;Yes;TWO;c/a;Berlin;de;030 123456;\"a\r\nb\";'=web");
        ImportSpec spec = ImportSpec.of("thing", file)
                .column("First", "name.first")
                .column("Last", "name.last")
                .column("Price", "price")
                .column("Amount", "cost.amount")
                .column("Cur", "cost.currency")
                .column("Weight", "weight")
                .column("Day", "day")
                .column("Moment", "moment")
                .column("Fine", "fine")
                .column("Kind", "kind")
                .column("Kinds", "kinds")
                .column("City", "place.city")
                .column("Country", "place.country")
                .column("Phone", "phone")
                .column("Note", "note")
                .column("Source", "@source")
                .automations(Automations.SUPPRESS)
                .cells(CellFormat.standard()
                        .decimalComma()
                        .dates(DateOrder.DAY_MONTH_YEAR)
                        .listSeparator("/"));

        Import done = run(crm, spec);

        assertThat(done.state()).as("%s", done.failure()).isEqualTo(ImportState.DONE);
        assertThat(done.errorFile() == null ? "" : read(crm, Objects.requireNonNull(done.errorFile())))
                .isEmpty();
        assertThat(done.counts()).isEqualTo(new ImportCounts(1, 0, 0, 0));
        CrmRecord record = crm.records("thing").list(ListQuery.all()).items().get(0);
        assertThat(record.displayName()).isEqualTo("Ada Lovelace");
        assertThat(record.value("price")).isEqualTo(Map.of("amount", new BigDecimal("1234.50"), "currency", "EUR"));
        assertThat(record.value("cost")).isEqualTo(Map.of("amount", new BigDecimal("7.50"), "currency", "USD"));
        assertThat(record.value("weight")).isEqualTo(new BigDecimal("-1234.25"));
        assertThat(record.value("day")).isEqualTo(LocalDate.of(2026, 12, 31));
        assertThat(record.value("moment")).isEqualTo(Instant.parse("2026-02-01T09:30:00Z"));
        assertThat(record.value("fine")).isEqualTo(true);
        assertThat(record.value("kind")).isEqualTo("two");
        assertThat(record.value("kinds")).isEqualTo(List.of("a", "c"));
        assertThat(record.value("place")).isEqualTo(Map.of("city", "Berlin", "country", "DE"));
        assertThat(record.value("phone")).isEqualTo("+4930123456");
        assertThat(record.state().source()).isEqualTo("=web");
        Actor importer = Actor.importer("ada");
        assertThat(record.state().createdBy()).isEqualTo(importer);
        assertThat(record.source("day").orElseThrow().actor()).isEqualTo(importer);
        CrmEvent written = events(crm, EventTypes.IMPORT_WRITTEN).get(0);
        assertThat(written.details())
                .containsEntry("import", done.id().toString())
                .containsEntry("automations", "SUPPRESS");
        CrmEvent created = events(crm, EventTypes.RECORD_CREATED).get(0);
        assertThat(created.cause().rootId()).isEqualTo(written.id());
        assertThat(created.actor()).isEqualTo(importer);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("A preview says of each row what it would do, as the import then does it, and writes nothing")
    void previews() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY).create(Map.of("name", "Acme", "employees", 5));
        crm.records(Sales.COMPANY).create(Map.of("name", "Bolt", "employees", 6));
        UUID file = csv(crm, "Name,Staff", "Acme,5", "bolt,7", "Cup,1", "Dot,many", ",3");
        ImportSpec spec = companies(file).column("Staff", "employees");
        Map<String, String> before = image(crm, Sales.COMPANY);
        int log = crm.timeline().list(TimelineQuery.all().limit(1_000)).items().size();

        ImportPreview preview = crm.imports().preview(spec, 100);

        assertThat(preview.rows().stream().map(ImportPreview.Row::outcome))
                .containsExactly(
                        ImportPreview.Outcome.UNCHANGED,
                        ImportPreview.Outcome.UPDATED,
                        ImportPreview.Outcome.CREATED,
                        ImportPreview.Outcome.FAILED,
                        ImportPreview.Outcome.FAILED);
        assertThat(preview.rows().get(1).number()).isEqualTo(3);
        assertThat(Objects.requireNonNull(preview.rows().get(1).record()).number("employees"))
                .isEqualByComparingTo("7");
        assertThat(preview.rows().get(3).faults().stream().map(Violation::path)).containsExactly("employees");
        assertThat(preview.rows().get(4).faults().stream().map(Violation::path)).containsExactly("name");
        assertThat(image(crm, Sales.COMPANY)).isEqualTo(before);
        assertThat(crm.timeline().list(TimelineQuery.all().limit(1_000)).items())
                .hasSize(log);
        assertThat(crm.imports().preview(spec, 2).rows()).hasSize(2);
        assertThat(run(crm, spec).counts()).isEqualTo(preview.counts());
        assertThat(Refusals.codes("too many", () -> crm.imports().preview(spec, 1_001)))
                .containsExactly(ErrorCode.QUERY_LIMIT);
    }

    @Test
    @SpecRule({"REC-3", "REC-5"})
    @DisplayName(
            "The same file twice is refused, and changes nothing where it is meant; taken back, it may be imported again")
    void twice() {
        Crm crm = Sales.in(crm());
        UUID file = csv(crm, "Name,Staff", "Acme,5", "Bolt,6");
        ImportSpec spec = companies(file).column("Staff", "employees");
        Import first = run(crm, spec);
        assertThat(first.counts()).isEqualTo(new ImportCounts(2, 0, 0, 0));

        UUID same = csv(crm, "Name,Staff", "Acme,5", "Bolt,6");
        ImportSpec other = companies(same).column("Staff", "employees").rowsPerStep(1);
        CrmException refused =
                catchThrowableOfType(CrmException.class, () -> crm.imports().start(other));
        assertThat(refused.code()).isEqualTo(ErrorCode.IMPORT_REPEATED);
        assertThat(refused.details()).containsEntry("import", first.id());
        Import again = run(crm, other.onceMore());
        assertThat(again.counts()).isEqualTo(new ImportCounts(0, 0, 2, 0));
        assertThat(one(crm, Sales.COMPANY, "Acme").version()).isEqualTo(1);
        assertThat(events(crm, EventTypes.IMPORT_WRITTEN)).hasSize(1);
        assertThat(crm.imports().start(spec.emptyCells(EmptyCells.CLEAR)).state())
                .isEqualTo(ImportState.WAITING);
        work();

        crm.imports().revert(again.id());
        work();
        assertThat(run(crm, spec).counts().unchanged()).isEqualTo(2);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName(
            "Rows of one file come one after the other: a later row with the same key changes what an earlier one made")
    void laterRowsWin() {
        Crm crm = Sales.in(crm());
        UUID file = csv(crm, "Name,Staff,Parent", "Acme,5,", "Bolt,1,ACME", "ACME,7,", "Cup,,Bolt", "ACME,,");
        Import done = run(crm, companies(file).column("Staff", "employees").column("Parent", "parent"));

        assertThat(done.counts()).isEqualTo(new ImportCounts(3, 1, 1, 0));
        assertThat(one(crm, Sales.COMPANY, "Acme").number("employees")).isEqualByComparingTo("7");
        assertThat(one(crm, Sales.COMPANY, "Cup").references("parent").get(0).displayName())
                .isEqualTo("Bolt");
        assertThat(one(crm, Sales.COMPANY, "Bolt").references("parent").get(0).displayName())
                .isEqualTo("ACME");
    }

    @Test
    @SpecRule("VAL-1")
    @DisplayName("Empty cells keep what is there, or clear it, as the import says")
    void emptyCells() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY).create(Map.of("name", "Acme", "employees", 5, "industry", "tech"));
        UUID file = csv(crm, "Name,Staff,Industry", "Acme,,", "Bolt,,");
        ImportSpec spec = companies(file).column("Staff", "employees").column("Industry", "industry");
        assertThat(run(crm, spec).counts()).isEqualTo(new ImportCounts(1, 0, 1, 0));
        assertThat(run(crm, spec.emptyCells(EmptyCells.CLEAR)).counts()).isEqualTo(new ImportCounts(0, 1, 1, 0));
        assertThat(one(crm, Sales.COMPANY, "Acme").values()).containsOnlyKeys("name");
    }

    @Test
    @SpecRule({"REC-8", "ERR-2"})
    @DisplayName(
            "References are found by name, by a unique attribute or by id; several of a name and none are faults; missing ones are created if asked")
    void references() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme, Inc.").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        crm.records(Sales.PERSON).create(Map.of("name", "Twin"));
        crm.records(Sales.PERSON).create(Map.of("name", "twin"));
        UUID ann = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ann", "email", "ann@example.com"))
                .id();
        UUID file = csv(
                crm,
                "Name,Mail,Company,Advises,Friends",
                "P1,p1@x.de,\"acme, inc.\",bolt; " + acme + ",ann@EXAMPLE.com",
                "P2,p2@x.de,Nobody,,",
                "P3,p3@x.de," + bolt + ",,");
        ImportSpec spec = ImportSpec.of(Sales.PERSON, file)
                .column("Name", "name")
                .column("Mail", "email")
                .column("Company", "company")
                .column("Advises", ImportTarget.reference("advises", RecordMatch.by("name")))
                .column("Friends", ImportTarget.relation("knows", Sales.PERSON, RecordMatch.by("email")))
                .upsertingBy("email");
        Import done = run(crm, spec);

        assertThat(done.counts()).isEqualTo(new ImportCounts(2, 0, 0, 1));
        CrmRecord first = one(crm, Sales.PERSON, "P1");
        assertThat(first.value("company")).isEqualTo(List.of(acme));
        assertThat(first.value("advises")).isEqualTo(List.of(bolt, acme));
        assertThat(crm.relations()
                        .outgoing(first.id(), RelationQuery.labelled("knows"))
                        .items()
                        .get(0)
                        .to()
                        .id())
                .isEqualTo(ann);
        assertThat(one(crm, Sales.PERSON, "P3").value("company")).isEqualTo(List.of(bolt));
        assertThat(read(crm, Objects.requireNonNull(done.errorFile()))).contains("VALUE_UNKNOWN_REFERENCE", "'Nobody'");

        UUID more = csv(crm, "Name,Company,Friends", "Q1,New,", "Q2,new,Twin", "Q3," + "x".repeat(300) + ",");
        Import second = run(
                crm,
                ImportSpec.of(Sales.PERSON, more)
                        .column("Name", "name")
                        .column(
                                "Company",
                                ImportTarget.reference(
                                        "company", RecordMatch.by("name").orCreate()))
                        .column("Friends", ImportTarget.relation("knows", Sales.PERSON, RecordMatch.byName())));
        assertThat(second.counts().created()).isEqualTo(1);
        assertThat(one(crm, Sales.PERSON, "Q1").value("company"))
                .isEqualTo(List.of(one(crm, Sales.COMPANY, "New").id()));
        assertThat(read(crm, Objects.requireNonNull(second.errorFile()))).contains("2 records of 'person'", "Q3");
    }

    @Test
    @SpecRule({"ERR-1", "ERR-2"})
    @DisplayName(
            "The error file has each failed row as it stood with all its faults; corrected, it is imported in the same way")
    void errorFile() {
        Crm crm = Sales.in(crm());
        UUID file = csv(
                crm,
                "Name,Staff,Industry,Left",
                "Acme,5,tech,a",
                "\"Bo\"\"lt, Ltd\",many,mining,\"x\r\ny\"",
                ",-,,'=1+1",
                "Cup,1,tech,c,surplus");
        ImportSpec spec = companies(file).column("Staff", "employees").column("Industry", "industry");
        Import done = run(crm, spec);

        assertThat(done.counts()).isEqualTo(new ImportCounts(1, 0, 0, 3));
        String errors = read(crm, Objects.requireNonNull(done.errorFile()));
        List<String> lines = errors.lines().toList();
        assertThat(lines.get(0)).isEqualTo("Name,Staff,Industry,Left,import_row,import_code,import_reason");
        assertThat(lines.get(1)).isEqualTo("\"Bo\"\"lt, Ltd\",many,mining,\"x");
        assertThat(lines.get(2))
                .startsWith("y\",3,VALUE_MALFORMED VALUE_UNKNOWN_OPTION,")
                .contains("employees: 'many'", " | industry: 'mining'");
        assertThat(lines.get(3)).startsWith(",'-,,'=1+1,4,VALUE_MALFORMED VALUE_REQUIRED,");
        assertThat(lines.get(4)).startsWith("Cup,1,tech,c,5,VALUE_MALFORMED,").contains("5 cells");
        assertThat(crm.files().get(Objects.requireNonNull(done.errorFile())).name())
                .isEqualTo("errors-table.csv");

        String corrected = errors.replace("many", "3").replace("mining", "bank").replace("\r\n,'-,", "\r\nDot,4,");
        UUID second = upload(crm, "corrected.csv", corrected.getBytes(StandardCharsets.UTF_8));
        ImportSpec again = companies(second).column("Staff", "employees").column("Industry", "industry");
        Import mended = run(crm, again);
        assertThat(mended.counts()).as("%s", mended.errorFile()).isEqualTo(new ImportCounts(3, 0, 0, 0));
        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Acme", "Bo\"lt, Ltd", "Dot", "Cup");
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("Every fault of what is asked for is told at once, before anything is stored")
    void faultsOfTheSpec() {
        Crm crm = Sales.in(crm());
        UUID file = csv(crm, "Name,Mail,Name2,Name2", "a,b,c,d");
        ImportSpec spec = ImportSpec.of(Sales.PERSON, file)
                .column("Nmae", "name")
                .column("Mail", "mail")
                .column("Name2", "@id")
                .column("Name", "name.first")
                .column("Mail", ImportTarget.reference("name", RecordMatch.byName()))
                .column("Mail", ImportTarget.reference("company", RecordMatch.by("industry")))
                .column("Mail", ImportTarget.relation("Knows!", "nothing", RecordMatch.byName()))
                .updatingBy("name")
                .rowsPerStep(0);
        List<Violation> faults = Refusals.faults("a spec", () -> crm.imports().start(spec));
        assertThat(faults.stream().map(Violation::path))
                .containsExactly(
                        "rowsPerStep",
                        "columns[0].header",
                        "columns[1].target",
                        "columns[2].header",
                        "columns[3].target",
                        "columns[4].target",
                        "columns[5].target",
                        "columns[6].target",
                        "columns[6].target",
                        "key");
        assertThat(faults.get(1).message()).contains("Did you mean 'Name'");
        assertThat(crm.imports().list(ImportQuery.all()).items()).isEmpty();
        for (ImportSpec wrong : List.of(
                ImportSpec.of(Sales.PERSON, file),
                ImportSpec.of(Sales.PERSON, file).column("Name", "name").column("Mail", "name"),
                ImportSpec.of(Sales.COMPANY, file)
                        .column(
                                "Name",
                                ImportTarget.reference(
                                        "parent", RecordMatch.by("name").orCreate())),
                ImportSpec.of(Sales.PERSON, file).column("Name", "@id"),
                ImportSpec.of(Sales.PERSON, file).column("Name", "name").updatingBy("@id"),
                ImportSpec.of(Sales.PERSON, file).column("Name", "name").upsertingBy("email"))) {
            assertThat(Refusals.faults("a spec", () -> crm.imports().preview(wrong, 1)))
                    .hasSize(1);
        }
        assertThatThrownBy(
                        () -> crm.imports().start(ImportSpec.of("nothing", file).column("Name", "name")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> crm.imports()
                        .start(ImportSpec.of(Sales.PERSON, UUID.randomUUID()).column("Name", "name")))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("Rows find their records by id too; unknown, archived and foreign ids are faults")
    void byId() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        UUID person = crm.records(Sales.PERSON).create(Map.of("name", "Ann")).id();
        crm.records(Sales.COMPANY).archive(bolt);
        UUID file =
                csv(crm, "Id,Staff", acme + ",1", bolt + ",2", person + ",3", UUID.randomUUID() + ",4", "x,5", ",6");
        ImportSpec spec = ImportSpec.of(Sales.COMPANY, file)
                .column("Id", "@id")
                .column("Staff", "employees")
                .updatingBy("@id");
        Import done = run(crm, spec);
        assertThat(done.counts()).isEqualTo(new ImportCounts(0, 1, 0, 5));
        assertThat(read(crm, Objects.requireNonNull(done.errorFile()))
                        .lines()
                        .skip(1)
                        .map(line -> line.split(",")[3]))
                .containsExactly(
                        "RECORD_ARCHIVED", "RECORD_NOT_FOUND", "RECORD_NOT_FOUND", "VALUE_MALFORMED", "VALUE_REQUIRED");
        UUID named = csv(crm, "Name,Staff", "ACME,9", "Zed,1");
        Import updated = run(crm, companies(named).column("Staff", "employees").updatingBy("name"));
        assertThat(updated.counts()).isEqualTo(new ImportCounts(0, 1, 0, 1));
        assertThat(read(crm, Objects.requireNonNull(updated.errorFile()))).contains("RECORD_NOT_FOUND");
    }

    @Test
    @SpecRule({"WSP-3", "WSP-6"})
    @DisplayName("An import takes the power, writes by the rights of who started it, and is there for nobody else")
    void rights() {
        Crm owner = Sales.in(crm());
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("importer")
                        .grant(Power.IMPORT)
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.all())
                                        .allow(
                                                Verb.CREATE,
                                                Reach.where(attr("industry").eq("tech")))
                                        .allow(
                                                Verb.UPDATE,
                                                Reach.where(attr("industry").eq("tech")))
                                        .hide("revenue")
                                        .readOnly("about")));
        Actor ben = Actor.user("ben");
        owner.members().put(Member.of(ben, "importer").email("ben@example.com"));
        owner.members().put(Member.of(Actor.user("cleo"), Role.MEMBER));
        Crm crm = crm(ben);
        owner.records(Sales.COMPANY).create(Map.of("name", "Bank", "industry", "bank"));
        owner.records(Sales.COMPANY).create(Map.of("name", "Tech", "industry", "tech"));
        UUID file =
                csv(crm, "Name,Industry,Owner", "Bank,bank,", "Tech,tech,BEN@example.com", "New,tech,", "Bad,bank,");
        ImportSpec spec = companies(file).column("Industry", "industry").column("Owner", "@owner");

        assertThat(Refusals.codes(
                        "what is hidden or read only",
                        () -> crm.imports()
                                .start(spec.column("Owner", "revenue").column("Owner", "about"))))
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE, ErrorCode.VALUE_READ_ONLY);
        assertThatThrownBy(() -> crm(Actor.user("cleo")).imports().start(spec)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> crm(Actor.user("cleo")).imports().preview(spec, 1))
                .isInstanceOf(ForbiddenException.class);
        Import done = run(crm, spec);

        assertThat(done.counts()).isEqualTo(new ImportCounts(1, 1, 0, 2));
        assertThat(one(owner, Sales.COMPANY, "Tech").state().owner()).isEqualTo("ben");
        assertThat(read(owner, Objects.requireNonNull(done.errorFile()))
                        .lines()
                        .skip(1)
                        .map(line -> line.split(",")[4]))
                .containsOnly("FORBIDDEN");
        assertThat(done.startedBy()).isEqualTo(ben);
        assertThat(owner.imports().get(done.id())).isEqualTo(done);
        Crm cleo = crm(Actor.user("cleo"));
        assertThat(cleo.imports().find(done.id())).isEmpty();
        assertThat(cleo.imports().list(ImportQuery.all()).items()).isEmpty();
        for (Runnable call : List.<Runnable>of(
                () -> cleo.imports().cancel(done.id()),
                () -> cleo.imports().resume(done.id()),
                () -> cleo.imports().revert(done.id()))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMPORT_NOT_FOUND));
        }

        UUID later = crm.imports()
                .start(companies(csv(crm, "Name,Industry", "Late,tech")).column("Industry", "industry"))
                .id();
        owner.members().put(Member.of(ben, Role.VIEWER));
        work();
        Import failed = owner.imports().get(later);
        assertThat(failed.state()).isEqualTo(ImportState.FAILED);
        assertThat(failed.failure()).contains("IMPORT");
        assertThat(owner.records(Sales.COMPANY)
                        .list(ListQuery.where(attr("name").eq("Late")))
                        .items())
                .isEmpty();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("An import is cancelled between steps and resumed where it ended; the log tells each of it")
    void cancelAndResume() {
        Crm crm = Sales.in(crm());
        String[] lines = IntStream.rangeClosed(0, 300)
                .mapToObj(i -> i == 0 ? "Name" : i % 100 == 7 ? "  x".repeat(90) : "C" + i)
                .toArray(String[]::new);
        ImportSpec spec = companies(csv(crm, lines)).rowsPerStep(2);
        UUID id = crm.imports().start(spec).id();
        work(1);
        assertThat(crm.imports().get(id).state()).isEqualTo(ImportState.RUNNING);
        assertThat(crm.imports().get(id).counts().rows()).isEqualTo(100);
        assertThat(crm.imports().cancel(id).state()).isEqualTo(ImportState.CANCELLING);
        assertThat(catchThrowableOfType(CrmException.class, () -> crm.imports().revert(id))
                        .code())
                .isEqualTo(ErrorCode.IMPORT_CHANGE_REFUSED);
        work();
        Import cancelled = crm.imports().get(id);
        assertThat(cancelled.state()).isEqualTo(ImportState.CANCELLED);
        assertThat(cancelled.counts()).isEqualTo(new ImportCounts(99, 0, 0, 1));
        assertThat(crm.imports().cancel(id)).isEqualTo(cancelled);

        assertThat(crm.imports().resume(id).state()).isEqualTo(ImportState.WAITING);
        work();
        Import done = crm.imports().get(id);
        assertThat(done.state()).isEqualTo(ImportState.DONE);
        assertThat(done.counts()).isEqualTo(new ImportCounts(297, 0, 0, 3));
        assertThat(read(crm, Objects.requireNonNull(done.errorFile())).lines()).hasSize(4);
        assertThat(done.progress().bytesRead()).isEqualTo(done.progress().bytes());
        assertThat(catchThrowableOfType(CrmException.class, () -> crm.imports().resume(id))
                        .code())
                .isEqualTo(ErrorCode.IMPORT_CHANGE_REFUSED);
        for (String type : List.of(EventTypes.IMPORT_STARTED, EventTypes.IMPORT_CANCELLED, EventTypes.IMPORT_RESUMED)) {
            assertThat(events(crm, type)).as(type).hasSize(1);
        }
        assertThat(events(crm, EventTypes.IMPORT_FINISHED).stream()
                        .map(event -> event.details().get("state")))
                .containsExactly("DONE", "CANCELLED");
    }

    /** Lets the workers do so many rounds. */
    private void work(int rounds) {
        if (!started) {
            started = true;
            engine().start();
        }
        for (int i = 0; i < rounds; i++) {
            scheduler().runOnce();
        }
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName(
            "A table that breaks off, a file that is gone and an attribute that is deleted end the import, and the rows before stay")
    void ends() {
        Crm crm = Sales.in(crm());
        Import broken = run(crm, companies(csv(crm, "Name", "A", "B", "\"C")).rowsPerStep(2));
        assertThat(broken.state()).isEqualTo(ImportState.FAILED);
        assertThat(broken.failure()).contains("Row 4");
        assertThat(broken.counts().created()).isEqualTo(2);
        assertThat(run(crm, companies(csv(crm, "Name"))).state()).isEqualTo(ImportState.DONE);

        UUID file = csv(crm, "Name,Staff", "D,1");
        UUID gone = crm.imports()
                .start(companies(file).column("Staff", "employees"))
                .id();
        crm.files().delete(file);
        work();
        assertThat(crm.imports().get(gone).state()).isEqualTo(ImportState.FAILED);

        UUID renamed = crm.imports()
                .start(companies(csv(crm, "Name,Staff", "E,1")).column("Staff", "employees"))
                .id();
        UUID deleted = crm.imports()
                .start(companies(csv(crm, "Name,Rev", "F,1")).column("Rev", "revenue"))
                .id();
        crm.schema().renameAttribute(Sales.COMPANY, "employees", "headcount");
        crm.schema().deleteAttribute(Sales.COMPANY, "revenue");
        work();
        assertThat(crm.imports().get(renamed).state()).isEqualTo(ImportState.DONE);
        assertThat(crm.imports().get(renamed).spec().columns().get(1).target())
                .isEqualTo(ImportTarget.value("headcount"));
        assertThat(one(crm, Sales.COMPANY, "E").number("headcount")).isEqualByComparingTo("1");
        assertThat(crm.imports().get(deleted).state()).isEqualTo(ImportState.FAILED);
        assertThat(crm.imports().get(deleted).failure()).contains("'Rev'");
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName("Imports are listed newest first, page by page")
    void lists() {
        Crm crm = Sales.in(crm());
        List<UUID> started = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            clock().advance(Duration.ofSeconds(1));
            started.add(
                    0, crm.imports().start(companies(csv(crm, "Name", "C" + i))).id());
        }
        Page<Import> first = crm.imports().list(ImportQuery.all().limit(3));
        Page<Import> second = crm.imports().list(ImportQuery.all().limit(3).after(first.nextCursor()));
        List<UUID> listed =
                new ArrayList<>(first.items().stream().map(Import::id).toList());
        second.items().forEach(one -> listed.add(one.id()));
        assertThat(listed).isEqualTo(started);
        assertThat(second.nextCursor()).isNull();
        work();
    }

    @Test
    @SpecRule({"VAL-2", "REC-3"})
    @DisplayName(
            "What was exported is imported back: nothing changes where it came from, and elsewhere the same records come to be")
    void roundTrip() {
        Crm crm = offices(crm());
        crm.records("office")
                .createAll(List.of(
                        Map.of(
                                "name",
                                "=1+1",
                                "place",
                                Map.of("city", "Köln", "country", "DE", "line1", "Ring 7; hinten")),
                        Map.of(
                                "name",
                                "'quoted, \"twice\"",
                                "head",
                                Map.of("prefix", "Dr.", "first", "Ada", "last", "Lovelace"),
                                "marks",
                                List.of("hot", "far"),
                                "note",
                                "first\nsecond;third",
                                "rent",
                                Map.of("amount", new BigDecimal("-12.50"), "currency", "EUR"),
                                "since",
                                LocalDate.of(2020, 2, 29),
                                "open",
                                true,
                                "size",
                                new BigDecimal("0.000001")),
                        Map.of("name", "{}", "site", "https://example.com/?a=1,2", "phone", "+493012345678")));
        crm.records("office")
                .create(Map.of("name", "Branch", "above", office(crm, "=1+1").id()));
        crm.tags().add(office(crm, "{}").id(), "spring fair", "+odd");
        List<String> attributes = crm.schema().get("office").attributes().stream()
                .map(CrmAttribute::slug)
                .toList();
        List<String> columns = new ArrayList<>(attributes);
        columns.addAll(List.of("@id", "@tag", "@created_at"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExportSpec spec = ExportSpec.of("office").columns(columns.toArray(String[]::new));
        assertThat(crm.exports().write(spec, out)).isEqualTo(4);

        UUID file = upload(crm, "offices.csv", out.toByteArray());
        List<ImportColumn> suggested =
                crm.imports().suggest("office", crm.imports().inspect(file));
        assertThat(suggested)
                .extracting(ImportColumn::header)
                .containsExactlyElementsOf(columns.stream()
                        .filter(column -> !column.equals("@created_at"))
                        .toList());
        ImportSpec again = ImportSpec.of("office", file).columns(suggested).updatingBy("@id");
        assertThat(run(crm, again).counts()).isEqualTo(new ImportCounts(0, 0, 4, 0));

        Crm other = offices(engine().workspace("elsewhere").as(Actor.user("ada")));
        UUID there = upload(other, "offices.csv", out.toByteArray());
        ImportSpec anew = ImportSpec.of("office", there).creating();
        for (String slug : attributes) {
            anew = slug.equals("above") ? anew : anew.column(slug, slug);
        }
        anew = anew.column("@tag", "@tag");
        assertThat(run(other, anew).counts()).isEqualTo(new ImportCounts(4, 0, 0, 0));
        for (String name : List.of("=1+1", "'quoted, \"twice\"", "{}")) {
            assertThat(office(other, name).values()).isEqualTo(office(crm, name).values());
        }
        assertThat(other.tags().of(office(other, "{}").id())).containsExactly("+odd", "spring fair");
    }

    private static Crm offices(Crm crm) {
        crm.schema()
                .define(ObjectSchema.named("office")
                        .attribute("name", Attributes.text().required().unique())
                        .attribute("place", Attributes.location())
                        .attribute("head", Attributes.personName())
                        .attribute("marks", Attributes.multiSelect("hot", "far"))
                        .attribute("note", Attributes.textArea())
                        .attribute("rent", Attributes.currency("EUR"))
                        .attribute("since", Attributes.date())
                        .attribute("open", Attributes.checkbox())
                        .attribute("size", Attributes.number(6))
                        .attribute("site", Attributes.url())
                        .attribute("phone", Attributes.phone())
                        .attribute("above", Attributes.parent("office"))
                        .primary("name")
                        .build());
        return crm;
    }

    private static CrmRecord office(Crm crm, String name) {
        return one(crm, "office", name);
    }

    @Test
    @SpecRule("TIM-1")
    @DisplayName("Progress tells rows, bytes, pace and what remains, by the engine's clock")
    void progress() {
        Crm crm = Sales.in(crm());
        String[] lines = IntStream.rangeClosed(0, 40_000)
                .mapToObj(i -> i == 0 ? "Name" : "")
                .toArray(String[]::new);
        for (int i = 1; i <= 200; i++) {
            lines[i * 200] = "C" + i;
        }
        UUID id = crm.imports().start(companies(csv(crm, lines)).rowsPerStep(1)).id();
        clock().advance(Duration.ofMinutes(5));
        work(1);
        Import half = crm.imports().get(id);
        assertThat(half.progress().rows()).isEqualTo(50);
        assertThat(half.progress().bytesRead())
                .isPositive()
                .isLessThan(half.progress().bytes());
        assertThat(half.progress().worked()).isZero();
        assertThat(half.progress().remaining()).isEmpty();
        assertThat(half.progress().rowsPerSecond()).isEmpty();
        work();
        assertThat(crm.imports().get(id).progress().rows()).isEqualTo(200);
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Steps of one row, of seven and of all leave the same records and the same error file")
    void stepsDoNotShow() {
        Random random = new Random(seed());
        for (int file = 0; file < files(); file++) {
            String[] lines = randomLines(random);
            Map<String, String> expected = null;
            String errors = "";
            ImportCounts counts = ImportCounts.none();
            for (int rows : new int[] {1, 7, 1_000}) {
                Crm crm = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("ada")));
                crm.records(Sales.COMPANY).create(Map.of("name", "N1", "employees", 1));
                crm.records(Sales.PERSON).create(Map.of("name", "P1", "email", "p1@x.de"));
                UUID id = crm.imports()
                        .start(ImportSpec.of(Sales.COMPANY, csv(crm, lines))
                                .column("Name", "name")
                                .column("Staff", "employees")
                                .column("Parent", "parent")
                                .column("Tags", "@tag")
                                .column(
                                        "Knows",
                                        ImportTarget.relation(
                                                "knows",
                                                Sales.PERSON,
                                                RecordMatch.by("email").orCreate()))
                                .upsertingBy("name")
                                .rowsPerStep(rows))
                        .id();
                work();
                Import done = crm.imports().get(id);
                assertThat(done.state()).as("%s", done.failure()).isEqualTo(ImportState.DONE);
                Map<String, String> image = image(crm, Sales.COMPANY);
                String said = done.errorFile() == null
                        ? ""
                        : read(crm, done.errorFile()).replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>");
                if (expected == null) {
                    expected = image;
                    errors = said;
                    counts = done.counts();
                } else {
                    assertThat(image)
                            .as("steps of %s rows, file %s", rows, file)
                            .isEqualTo(expected);
                    assertThat(said).as("steps of %s rows, file %s", rows, file).isEqualTo(errors);
                    assertThat(done.counts())
                            .as("steps of %s rows, file %s", rows, file)
                            .isEqualTo(counts);
                }
            }
        }
    }

    private static String[] randomLines(Random random) {
        List<String> lines = new ArrayList<>(List.of("Name,Staff,Parent,Tags,Knows"));
        for (int i = 0; i < 40; i++) {
            String name = random.nextInt(15) == 0 ? "" : (random.nextBoolean() ? "N" : "n") + random.nextInt(12);
            String staff = random.nextInt(8) == 0 ? "many" : random.nextInt(3) == 0 ? "" : "" + random.nextInt(3);
            String parent = random.nextInt(2) == 0 ? "" : "N" + random.nextInt(14);
            String tag = random.nextInt(3) == 0 ? "t" + random.nextInt(3) : "";
            String knows = random.nextInt(4) == 0 ? "q" + random.nextInt(3) + "@x.de" : "";
            lines.add(String.join(",", name, staff, parent, tag, knows));
        }
        return lines.toArray(String[]::new);
    }

    @Test
    @SpecRule({"REC-1", "EVT-9"})
    @DisplayName("Wherever a worker dies, nothing is lost and nothing is done twice")
    void crashes() {
        CrashingStorage crashing = new CrashingStorage(fresh());
        ManualScheduler workers = ManualScheduler.on(clock());
        CrmEngine engine = closedAtTheEnd(CrmEngine.builder()
                .storage(crashing)
                .clock(clock())
                .scheduler(workers)
                .files(InMemoryFiles.create())
                .build());
        engine.start();
        int died = 0;
        for (int at = 1; at <= 14; at++) {
            Crm crm = Sales.in(engine.workspace(newWorkspace()).as(Actor.user("ada")));
            UUID id = crm.imports()
                    .start(companies(csv(crm, "Name,Staff", "A,1", "B,2", "a,3", "C,x", "D,4", "E,5", "b,6", "F,7"))
                            .column("Staff", "employees")
                            .rowsPerStep(2))
                    .id();
            crashing.crashAt(at);
            workers.advance(Duration.ofHours(1));
            boolean forward = crashing.crashes() > died;
            Import done = crm.imports().get(id);
            assertThat(done.state()).as("a crash at %s: %s", at, done.failure()).isEqualTo(ImportState.DONE);
            assertThat(done.counts()).as("a crash at %s", at).isEqualTo(new ImportCounts(5, 2, 0, 1));
            assertThat(read(crm, Objects.requireNonNull(done.errorFile())).lines())
                    .hasSize(2);
            assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(5);
            assertThat(events(crm, EventTypes.RECORD_CREATED)).hasSize(5);
            assertThat(one(crm, Sales.COMPANY, "B").version()).isEqualTo(2);
            if (!forward) {
                crashing.crashAt(0);
            }
            crm.imports().revert(id);
            crashing.crashAt(1 + at % 5);
            workers.advance(Duration.ofHours(1));
            crashing.crashAt(0);
            Import back = crm.imports().get(id);
            assertThat(back.state()).as("%s", back.failure()).isEqualTo(ImportState.REVERTED);
            assertThat(Objects.requireNonNull(back.reversal()).archived()).isEqualTo(5);
            assertThat(Sales.names(crm, Sales.COMPANY)).isEmpty();
            died = crashing.crashes();
        }
        assertThat(died).isGreaterThan(10);
    }

    @Test
    @SpecRule({"WSP-6", "REC-4"})
    @DisplayName(
            "Taken back, an import leaves everything as it was: records, values, owners, tags, relations and stages")
    void reverts() {
        Crm crm = Sales.in(crm());
        crm.pipelines()
                .define(Pipeline.of(Sales.DEAL, "sales")
                        .stages(List.of(Stage.open("new"), Stage.open("talk"), Stage.won("won"))));
        UUID acme = Sales.company(crm, "Acme").id();
        Sales.company(crm, "Bolt");
        UUID deal = crm.records(Sales.DEAL)
                .create(Map.of("name", "D1", "amount", 5, "company", acme, "@owner", "ada"))
                .id();
        crm.tags().add(deal, "old");
        crm.records(Sales.DEAL).create(Map.of("name", "D2", "@stage", "talk"));
        clock().advance(Duration.ofHours(1));
        Map<String, String> before = image(crm, Sales.DEAL);
        Map<String, String> companies = image(crm, Sales.COMPANY);
        UUID second = one(crm, Sales.DEAL, "D2").id();
        UUID file = csv(
                crm,
                "Id,Name,Amount,Owner,Stage,Tags,Company,With",
                deal + ",D1 new,7,ben,won,\"old;hot\",Fresh,Bolt",
                second + ",D2,,,won,,Bolt,",
                ",D3,9,,talk,hot,Fresh,",
                deal + ",D1 newer,8,,talk,cold,Acme,");
        ImportSpec spec = ImportSpec.of(Sales.DEAL, file)
                .column("Id", "@id")
                .column("Name", "name")
                .column("Amount", "amount")
                .column("Owner", "@owner")
                .column("Stage", "@stage")
                .column("Tags", "@tag")
                .column(
                        "Company",
                        ImportTarget.reference("company", RecordMatch.by("name").orCreate()))
                .column("With", ImportTarget.relation("with", Sales.COMPANY, RecordMatch.byName()))
                .upsertingBy("@id")
                .rowsPerStep(2);
        Import done = run(crm, spec);
        assertThat(done.counts()).isEqualTo(new ImportCounts(1, 3, 0, 0));
        assertThat(image(crm, Sales.DEAL)).isNotEqualTo(before);
        clock().advance(Duration.ofHours(1));

        assertThat(crm.imports().revert(done.id()).state()).isEqualTo(ImportState.REVERTING);
        work();

        Import back = crm.imports().get(done.id());
        assertThat(back.state()).as("%s", back.failure()).isEqualTo(ImportState.REVERTED);
        assertThat(Objects.requireNonNull(back.reversal()).left()).isZero();
        assertThat(back.reversal().archived()).isEqualTo(2);
        assertThat(image(crm, Sales.DEAL)).isEqualTo(before);
        assertThat(image(crm, Sales.COMPANY)).isEqualTo(companies);
        assertThat(events(crm, EventTypes.IMPORT_REVERTED)).hasSize(1);
        assertThat(crm.imports().revert(done.id())).isEqualTo(back);
    }

    @Test
    @SpecRule({"REC-2", "WSP-6"})
    @DisplayName("What others did since stays when an import is taken back, and the file says what was left and why")
    void revertsOnlyItsOwn() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY).create(Map.of("name", "Old", "employees", 1, "industry", "tech"));
        crm.records(Sales.COMPANY).create(Map.of("name", "Merged", "employees", 1));
        UUID file = csv(crm, "Name,Staff,Industry", "Old,2,bank", "New,1,", "Kept,1,", "Referred,1,", "Merged,2,");
        Import done = run(crm, companies(file).column("Staff", "employees").column("Industry", "industry"));
        clock().advance(Duration.ofHours(1));
        CrmRecord old = one(crm, Sales.COMPANY, "Old");
        CrmRecord kept = one(crm, Sales.COMPANY, "Kept");
        crm.records(Sales.COMPANY).patch(old.id(), Map.of("employees", 3));
        crm.notes().write(kept.id(), "A call");
        crm.records(Sales.PERSON)
                .create(Map.of(
                        "name",
                        "Ann",
                        "company",
                        one(crm, Sales.COMPANY, "Referred").id()));
        crm.merges().merge(kept.id(), List.of(one(crm, Sales.COMPANY, "Merged").id()), Map.of());

        crm.imports().revert(done.id());
        work();

        Import back = crm.imports().get(done.id());
        assertThat(back.state()).as("%s", back.failure()).isEqualTo(ImportState.REVERTED);
        assertThat(one(crm, Sales.COMPANY, "Old").values())
                .containsEntry("employees", new BigDecimal("3"))
                .containsEntry("industry", "tech");
        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Old", "Kept", "Referred");
        assertThat(Objects.requireNonNull(back.reversal()).archived()).isEqualTo(1);
        assertThat(back.reversal().restored()).isEqualTo(1);
        assertThat(back.reversal().left()).isEqualTo(4);
        String left = read(crm, Objects.requireNonNull(back.reversal().leftFile()));
        assertThat(left)
                .startsWith("record,reason")
                .contains(
                        old.id() + ",'employees' was changed since",
                        kept.id() + ",was worked on since",
                        "is referred to by others since",
                        "was merged into " + kept.id() + " since");
        assertThat(one(crm, Sales.COMPANY, "Old").state().owner()).isNull();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("In a transaction of the host an import starts with it, or not at all")
    void inTransaction() {
        Crm crm = Sales.in(crm());
        UUID[] id = new UUID[1];
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    id[0] = inside.imports()
                            .start(companies(csv(inside, "Name", "A")))
                            .id();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        work();
        assertThat(crm.imports().find(id[0])).isEmpty();
        @Nullable
        UUID kept = crm.inTransaction(inside ->
                inside.imports().start(companies(csv(inside, "Name", "A"))).id());
        work();
        assertThat(crm.imports().get(Objects.requireNonNull(kept)).state()).isEqualTo(ImportState.DONE);
        assertThatThrownBy(() -> crm.imports().get(UUID.randomUUID()))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMPORT_NOT_FOUND));
        assertThat(catchThrowableOfType(
                                InvalidInputException.class,
                                () -> crm.imports().list(ImportQuery.all().limit(0)))
                        .violations())
                .hasSize(1);
    }
}
