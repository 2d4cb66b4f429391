package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.exports.Export;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.file.CrmFile;
import dev.crmkit.job.JobStoppedException;
import dev.crmkit.list.CrmList;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.View;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What may be taken out by whom, and exports by workers. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ExportAccessTck extends EngineTck {
    private static final Actor BOB = Actor.user("bob");
    private static final Actor EVE = Actor.user("eve");

    private final Files files = new Files();
    private boolean started;

    /** For subclasses. */
    protected ExportAccessTck() {}

    @Override
    final void configure(CrmEngine.Builder builder) {
        builder.files(files);
    }

    /** Files that can fail, and tell what is read of an export. Not thread-safe. */
    private static final class Files implements FileStore {
        private final InMemoryFiles files = InMemoryFiles.create();
        private int failures;
        private @Nullable Runnable onFirstByte;

        @Override
        public void put(FileKey key, InputStream bytes) throws IOException {
            if (failures > 0) {
                failures--;
                bytes.readNBytes(10);
                throw new IOException("the disk is full");
            }
            Runnable once = onFirstByte;
            if (once != null) {
                onFirstByte = null;
                byte[] first = bytes.readNBytes(10);
                once.run();
                files.put(key, new SequenceInputStream(new ByteArrayInputStream(first), bytes));
            } else {
                files.put(key, bytes);
            }
        }

        @Override
        public Optional<InputStream> open(FileKey key) throws IOException {
            return files.open(key);
        }

        @Override
        public boolean delete(FileKey key) throws IOException {
            return files.delete(key);
        }

        @Override
        public List<UUID> list(String workspace, @Nullable UUID after, int limit) throws IOException {
            return files.list(workspace, after, limit);
        }

        @Override
        public void close() throws IOException {
            files.close();
        }
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    private static String written(Crm crm, ExportSpec spec) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        crm.exports().write(spec, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String downloaded(Crm crm, @Nullable UUID file) throws IOException {
        try (InputStream in = crm.files().download(Objects.requireNonNull(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Ada owns the workspace; Bob reads companies but banks, without what they earn, and takes out his own; Eve reads all and takes out nothing. */
    private Crm desk() {
        Crm ada = Sales.in(crm());
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("seller")
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").neq("bank")))
                                        .allow(Verb.EXPORT, Reach.own())
                                        .hide("revenue"))
                        .on(
                                Sales.PERSON,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.all())
                                        .allow(Verb.EXPORT, Reach.all()))
                        .grant(Power.READ_AUDIT)
                        .grant(Power.MANAGE_SETTINGS));
        ada.members()
                .roles()
                .put(Role.named("reader")
                        .on(Sales.COMPANY, ObjectRules.nothing().allow(Verb.READ, Reach.all())));
        ada.members().put(Member.of(BOB, "seller"));
        ada.members().put(Member.of(EVE, "reader"));
        return ada;
    }

    private static UUID firm(Crm crm, String name, String industry, String owner) {
        return crm.records(Sales.COMPANY)
                .create(Map.of("name", name, "industry", industry, "@owner", owner, "revenue", 4711))
                .id();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "An export holds what its actor reads and may take out, without hidden attributes, and names of others only where both hold for them")
    void permissions() {
        Crm ada = desk();
        UUID his = firm(ada, "His", "tech", "bob");
        UUID hers = firm(ada, "Hers", "tech", "ada");
        UUID bank = firm(ada, "Bank", "bank", "bob");
        ada.records(Sales.PERSON).create(Map.of("name", "Cy", "company", hers, "advises", List.of(his, hers, bank)));
        Crm bob = crm(BOB);

        for (ExportSpec spec : List.of(
                ExportSpec.of(Sales.COMPANY),
                ExportSpec.of(Sales.COMPANY).asJsonLines(),
                ExportSpec.of(Sales.COMPANY).withTitles())) {
            assertThat(written(bob, spec))
                    .contains(his.toString(), "His")
                    .doesNotContain(hers.toString(), "Hers", bank.toString(), "Bank", "revenue", "4711");
        }
        String people = written(bob, ExportSpec.of(Sales.PERSON));
        assertThat(people).contains("Cy", hers.toString(), "His").doesNotContain("Hers", "Bank");
        assertThat(written(bob, ExportSpec.of(Sales.PERSON).withTitles()))
                .contains("His")
                .doesNotContain("Hers", "Bank");
        for (String path : List.of(
                "revenue",
                ada.schema()
                        .get(Sales.COMPANY)
                        .findAttribute("revenue")
                        .orElseThrow()
                        .id()
                        .toString())) {
            assertThat(Refusals.codes(
                            "a hidden column",
                            () -> written(bob, ExportSpec.of(Sales.COMPANY).columns(path))))
                    .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        }
        assertThat(Refusals.codes(
                        "a hidden order",
                        () -> written(
                                bob,
                                ExportSpec.of(Sales.COMPANY, ListQuery.all().orderBy(Sort.asc("revenue"))))))
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> written(crm(EVE), ExportSpec.of(Sales.COMPANY)),
                () -> written(crm(EVE), ExportSpec.of(Sales.PERSON)),
                () -> crm(EVE).exports().start(ExportSpec.of(Sales.COMPANY)),
                () -> written(crm(Actor.api("stranger")), ExportSpec.of(Sales.COMPANY)))) {
            assertThatThrownBy(call).isInstanceOf(ForbiddenException.class);
        }
        assertThat(written(ada, ExportSpec.of(Sales.COMPANY))).contains("Bank", "revenue", "4711");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Somebody else's view and list are there or not for an export as they are elsewhere")
    void viewsAndLists() {
        Crm ada = desk();
        firm(ada, "His", "tech", "bob");
        View rich = View.of(Sales.COMPANY, "Rich", TableLayout.rows()).show("name", "revenue");
        UUID own = ada.views().define(rich).id();
        UUID shared = ada.views().define(rich).id();
        ada.views().share(shared);
        UUID secret = ada.views().define(rich.where(attr("revenue").gt(1))).id();
        ada.views().share(secret);
        ada.lists().define(CrmList.of(Sales.COMPANY, "mine").asPersonal());
        Crm bob = crm(BOB);

        assertThat(written(bob, ExportSpec.ofView(shared))).isEqualTo("name\r\nHis\r\n");
        assertThatThrownBy(() -> written(bob, ExportSpec.ofView(own))).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> written(bob, ExportSpec.ofView(secret)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VIEW_BROKEN));
        assertThatThrownBy(() -> written(bob, ExportSpec.ofList("mine"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule({"WSP-3", "WSP-6"})
    @DisplayName("What an export asked is told by the audit to those alone who are above all rules")
    void events() {
        Crm ada = desk();
        written(ada, ExportSpec.of(Sales.COMPANY).where(attr("revenue").gt(1)));
        AuditQuery asked = AuditQuery.all().types("export.*");
        assertThat(ada.audit().list(asked).items()).hasSize(2);
        assertThat(crm(BOB).audit().list(asked).items()).isEmpty();
    }

    @Test
    @SpecRule({"WSP-6", "EVT-1"})
    @DisplayName(
            "Workers write an export into a file, which is what a stream would get; the log tells when it began and ended")
    void byWorkers() throws IOException {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY)
                .createAll(IntStream.range(0, 1_000)
                        .mapToObj(i -> Map.of("name", "F" + i, "employees", i))
                        .toList());
        ExportSpec spec = ExportSpec.of(
                        Sales.COMPANY, ListQuery.where(attr("employees").gte(200)))
                .columns("name", "employees");

        Export begun = crm.exports().start(spec);
        assertThat(begun.state()).isEqualTo(Export.State.RUNNING);
        assertThat(begun.object()).isEqualTo(Sales.COMPANY);
        assertThat(begun.startedBy()).isEqualTo(crm.actor());
        assertThat(begun.file()).isNull();
        assertThat(crm.exports().get(begun.id())).isEqualTo(begun);
        clock().advance(Duration.ofMinutes(1));
        crm.schema().renameAttribute(Sales.COMPANY, "employees", "staff");
        work();

        Export done = crm.exports().get(begun.id());
        assertThat(done.state()).isEqualTo(Export.State.DONE);
        assertThat(done.records()).isEqualTo(800);
        assertThat(done.finishedAt()).isEqualTo(clock().instant());
        CrmFile file = crm.files().get(Objects.requireNonNull(done.file()));
        assertThat(file.name()).isEqualTo(done.fileName()).matches("company-\\d{4}-\\d\\d-\\d\\d\\.csv");
        assertThat(file.mediaType()).isEqualTo("text/csv");
        assertThat(file.uploadedBy()).isEqualTo(crm.actor());
        crm.schema().renameAttribute(Sales.COMPANY, "staff", "employees");
        assertThat(downloaded(crm, done.file())).isEqualTo(written(crm, spec));
        List<CrmEvent> told =
                crm.audit().list(AuditQuery.all().types("export.finished")).items();
        assertThat(told.get(1).details())
                .containsEntry("export", begun.id().toString())
                .containsEntry("outcome", "DONE")
                .containsEntry("records", new BigDecimal(800));
        assertThat(crm.exports().cancel(begun.id())).isEqualTo(done);
    }

    @Test
    @SpecRule({"WSP-1", "WSP-3"})
    @DisplayName(
            "An export by workers runs by the rights of its actor, who alone sees it and its file, beside who is above all rules")
    void ofItsActor() throws IOException {
        Crm ada = desk();
        firm(ada, "His", "tech", "bob");
        firm(ada, "Hers", "tech", "ada");
        ada.members().put(Member.of(Actor.user("dan"), "seller"));
        Crm bob = crm(BOB);
        Crm dan = crm(Actor.user("dan"));
        Export hers = ada.exports().start(ExportSpec.of(Sales.COMPANY));
        Export his = bob.exports().start(ExportSpec.of(Sales.COMPANY));
        work();

        his = bob.exports().get(his.id());
        UUID file = Objects.requireNonNull(his.file());
        assertThat(downloaded(bob, file)).contains("His").doesNotContain("Hers", "revenue");
        assertThat(downloaded(ada, file)).contains("His");
        assertThat(bob.exports().list(10, null).items()).containsExactly(his);
        assertThat(ada.exports().list(10, null).items()).extracting(Export::id).containsExactly(his.id(), hers.id());
        Page<Export> first = ada.exports().list(1, null);
        assertThat(ada.exports().list(1, first.nextCursor()).items())
                .extracting(Export::id)
                .containsExactly(hers.id());
        UUID id = his.id();
        assertThat(dan.exports().find(id)).isEmpty();
        assertThat(dan.exports().list(10, null).items()).isEmpty();
        assertThat(dan.files().find(file)).isEmpty();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> dan.exports().get(id),
                () -> dan.exports().cancel(id),
                () -> dan.exports().delete(id),
                () -> dan.files().download(file),
                () -> dan.files().delete(file))) {
            assertThatThrownBy(call).isInstanceOf(NotFoundException.class);
        }
        bob.exports().delete(id);
        assertThat(bob.exports().find(id)).isEmpty();
        assertThat(ada.files().find(file)).isEmpty();
        assertThat(ada.audit()
                        .list(AuditQuery.all().types("export.deleted", "file.deleted"))
                        .items())
                .hasSize(2);
        work();
        assertThat(files.list(workspace(), null, 10))
                .containsExactly(ada.exports().get(hers.id()).file());
    }

    @Test
    @SpecRule({"WSP-3", "ERR-1"})
    @DisplayName("An export whose actor has lost the right meanwhile fails and says so; nothing is left of it")
    void rightsAreThoseOfTheMoment() throws IOException {
        Crm ada = desk();
        firm(ada, "His", "tech", "bob");
        Crm bob = crm(BOB);
        Export begun = bob.exports().start(ExportSpec.of(Sales.COMPANY));
        ada.members().remove(BOB);
        work();

        Export failed = ada.exports().get(begun.id());
        assertThat(failed.state()).isEqualTo(Export.State.FAILED);
        assertThat(failed.fault()).contains("bob");
        assertThat(failed.file()).isNull();
        assertThat(ada.jobs().counts().dead()).isZero();
        clock().advance(Duration.ofHours(26));
        work();
        assertThat(files.list(workspace(), null, 10)).isEmpty();
    }

    @Test
    @SpecRule({"WSP-3", "EVT-9"})
    @DisplayName("A right that goes while pages are read ends the export at the next page")
    void rightsAreLookedAtPageByPage() {
        Crm ada = desk();
        ada.records(Sales.COMPANY)
                .createAll(IntStream.range(0, 700)
                        .mapToObj(i -> Map.of("name", "F" + i, "@owner", "bob"))
                        .toList());
        Export begun = crm(BOB).exports().start(ExportSpec.of(Sales.COMPANY));
        files.onFirstByte = () -> ada.members().put(Member.of(BOB, "reader"));
        work();
        Export ended = ada.exports().get(begun.id());
        assertThat(ended.state()).isEqualTo(Export.State.FAILED);
        assertThat(ended.fault()).contains("EXPORT");
        assertThat(ended.records()).as("what the first page held").isEqualTo(500);
        assertThat(ended.file()).isNull();
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName(
            "A cancelled export gives no file, whether a worker had it or not; a file store that fails is tried again, and at last the export says why")
    void cancelAndFailures() throws IOException {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY)
                .createAll(IntStream.range(0, 700)
                        .mapToObj(i -> Map.of("name", "F" + i))
                        .toList());
        Export waiting = crm.exports().start(ExportSpec.of(Sales.COMPANY));
        assertThat(crm.exports().cancel(waiting.id()).state()).isEqualTo(Export.State.CANCELLED);
        work();
        assertThat(crm.exports().get(waiting.id()).state()).isEqualTo(Export.State.CANCELLED);
        assertThat(files.list(workspace(), null, 10)).isEmpty();

        Export running = crm.exports().start(ExportSpec.of(Sales.COMPANY));
        files.onFirstByte = () -> crm.exports().cancel(running.id());
        work();
        assertThat(crm.exports().get(running.id()).state()).isEqualTo(Export.State.CANCELLED);
        assertThat(crm.exports().get(running.id()).file()).isNull();

        files.failures = 1;
        Export twice = crm.exports().start(ExportSpec.of(Sales.COMPANY));
        work();
        scheduler().advance(Duration.ofMinutes(10));
        assertThat(crm.exports().get(twice.id()).state()).isEqualTo(Export.State.DONE);
        assertThat(crm.exports().get(twice.id()).records()).isEqualTo(700);

        files.failures = 1_000;
        Export never = crm.exports().start(ExportSpec.of(Sales.COMPANY));
        work();
        scheduler().advance(Duration.ofHours(4));
        files.failures = 0;
        assertThat(crm.exports().get(never.id()).state()).isEqualTo(Export.State.FAILED);
        assertThat(crm.exports().get(never.id()).fault()).contains("the disk is full");
        assertThat(crm.jobs().counts().dead()).isZero();
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName("When an engine goes down while an export is written, another one writes it anew, once")
    void anotherEngineGoesOn() throws IOException {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY)
                .createAll(IntStream.range(0, 700)
                        .mapToObj(i -> Map.of("name", "F" + i))
                        .toList());
        Export begun = crm.exports().start(ExportSpec.of(Sales.COMPANY).columns("name"));
        files.onFirstByte = () -> {
            throw new JobStoppedException(begun.id(), "as if the engine went down");
        };
        work();
        scheduler().advance(Duration.ofHours(1));
        Export done = crm.exports().get(begun.id());
        assertThat(done.state()).isEqualTo(Export.State.DONE);
        assertThat(Csv.rows(downloaded(crm, done.file()))).hasSize(701);
        assertThat(crm.audit().list(AuditQuery.all().types("export.finished")).items())
                .hasSize(1);
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName("Without a file store there are streams and no exports by workers; limits of lists are told")
    void withoutFiles() {
        Crm crm = closedAtTheEnd(
                        CrmEngine.builder().storage(fresh()).clock(clock()).build())
                .workspace("bare")
                .as(crm().actor());
        Sales.in(crm);
        crm.schema().addAttribute(Sales.COMPANY, "note", text());
        Sales.company(crm, "Acme");
        assertThat(written(crm, ExportSpec.of(Sales.COMPANY).columns("name"))).isEqualTo("name\r\nAcme\r\n");
        assertThatThrownBy(() -> crm.exports().start(ExportSpec.of(Sales.COMPANY)))
                .isInstanceOf(UnsupportedCapabilityException.class);
        assertThat(crm.exports().list(1_000, null).items()).isEmpty();
        assertThat(Refusals.codes("a large page", () -> crm.exports().list(1_001, null)))
                .containsExactly(ErrorCode.QUERY_LIMIT);
        assertThatThrownBy(() -> crm.exports().get(UUID.randomUUID()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPORT_NOT_FOUND));
    }
}
