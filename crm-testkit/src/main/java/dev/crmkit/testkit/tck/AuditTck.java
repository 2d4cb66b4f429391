package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.HostEvent;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the audit tells, and how it is exported. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class AuditTck extends EngineTck {

    /** For subclasses. */
    protected AuditTck() {}

    private static List<CrmEvent> read(Crm crm, AuditQuery query) {
        return crm.audit().list(query.limit(1000)).items();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("By actor, kind of actor, record, object, type, time and cause, alone and together")
    void questions() {
        Crm ada = Sales.in(crm());
        Crm model = crm(Actor.ai("model"));
        UUID acme = Sales.company(ada, "Acme").id();
        UUID bolt = Sales.company(model, "Bolt").id();
        clock().advance(Duration.ofHours(1));
        Instant later = clock().instant();
        ada.records(Sales.COMPANY)
                .bulk()
                .patch(BulkTargets.of(List.of(acme, bolt)), Map.of("employees", 4), BulkOptions.atomic());
        model.records(Sales.PERSON).create(Map.of("name", "Cy", "company", acme));
        List<CrmEvent> all = read(ada, AuditQuery.all());

        assertThat(read(ada, AuditQuery.all().actor(Actor.ai("model"))))
                .hasSize(2)
                .isEqualTo(all.stream()
                        .filter(e -> e.actor().equals(Actor.ai("model")))
                        .toList());
        assertThat(read(ada, AuditQuery.all().actorKind(ActorKind.AI))).hasSize(2);
        assertThat(read(ada, AuditQuery.all().record(acme)))
                .extracting(CrmEvent::type)
                .containsExactly("record.updated", "record.created");
        assertThat(read(ada, AuditQuery.all().object(Sales.COMPANY).types("record.*")))
                .hasSize(4)
                .allSatisfy(e -> assertThat(e.object()).isEqualTo(Sales.COMPANY));
        assertThat(read(ada, AuditQuery.all().between(later, null))).hasSize(4);
        assertThat(read(ada, AuditQuery.all().between(null, later))).hasSize(all.size() - 4);
        CrmEvent bulk =
                read(ada, AuditQuery.all().types(EventTypes.BULK_WRITTEN)).get(0);
        assertThat(read(ada, AuditQuery.all().root(bulk.id())))
                .hasSize(3)
                .contains(bulk)
                .allSatisfy(e -> assertThat(e.cause().rootId()).isEqualTo(bulk.id()));
        assertThat(read(ada, AuditQuery.all().root(bulk.id()).record(bolt).actor(Actor.user("ada"))))
                .hasSize(1);
        assertThat(read(ada, AuditQuery.all().record(UUID.fromString("01900000-0000-7000-8000-000000000000"))))
                .isEmpty();
        assertThatThrownBy(() -> read(ada, AuditQuery.all().object("nothing")))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_OBJECT));
        assertThatThrownBy(() -> ada.audit().list(AuditQuery.all().limit(1001)))
                .isInstanceOf(InvalidInputException.class);
        assertThat(engine().workspace(newWorkspace())
                        .as(Actor.user("ada"))
                        .audit()
                        .list(AuditQuery.all())
                        .items())
                .isEmpty();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "As CSV: a line per changed value with before and after, quoted where needed, and no cell that a spreadsheet computes")
    void csv() {
        Crm crm = Sales.in(crm(Actor.user("=cmd|' /C calc'!A0")));
        UUID acme = crm.records(Sales.COMPANY)
                .create(Map.of("name", "=HYPERLINK(\"http://x.example\",\"y\")", "revenue", -5))
                .id();
        clock().advance(Duration.ofMinutes(1));
        crm.records(Sales.COMPANY).patch(acme, Map.of("name", "A,\"B\"", "tags", List.of("vip", "old")));
        clock().advance(Duration.ofMinutes(1));
        crm.timeline().report(HostEvent.of("call.made", acme).over("phone").details(Map.of("to", "+49")));
        StringWriter out = new StringWriter();

        assertThat(crm.audit().exportCsv(AuditQuery.all().record(acme), out)).isEqualTo(3);

        String csv = out.toString();
        assertThat(csv)
                .startsWith("id,occurred_at,type,actor_kind,actor,record,object,version,root,caused_by,depth,channel,"
                        + "attribute,before,after,details\r\n")
                .contains("call.made,USER,'=cmd|' /C calc'!A0," + acme + ",company,2,")
                .contains(",0,phone,,,,\"{\"\"to\"\":\"\"+49\"\"}\"\r\n")
                .contains(",name,\"'=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\")\",\"A,\"\"B\"\"\",\r\n")
                .contains(",tags,,\"[\"\"vip\"\",\"\"old\"\"]\",\r\n")
                .contains(",revenue,,-5,")
                .endsWith("\r\n");
        assertThat(csv.split("\r\n", -1))
                .as("names, one call, two changes, two first values, the end")
                .hasSize(7);
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("As JSON lines: an object per event with before, after and cause")
    void jsonLines() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        clock().advance(Duration.ofMinutes(1));
        crm.records(Sales.COMPANY).patch(acme, Map.of("employees", 12));
        StringWriter out = new StringWriter();

        assertThat(crm.audit().exportJsonLines(AuditQuery.all().record(acme), out))
                .isEqualTo(2);

        String[] lines = out.toString().split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[2]).isEmpty();
        CrmEvent patched = read(crm, AuditQuery.all().record(acme)).get(0);
        assertThat(lines[0])
                .isEqualTo("{\"id\":\"" + patched.id() + "\",\"occurredAt\":\"" + patched.occurredAt()
                        + "\",\"type\":\"record.updated\",\"actorKind\":\"USER\",\"actor\":\"ada\",\"record\":\"" + acme
                        + "\",\"object\":\"company\",\"version\":2,\"root\":\"" + patched.id()
                        + "\",\"causedBy\":null,\"depth\":0,\"channel\":null,\"changes\":{\"employees\":"
                        + "{\"before\":null,\"after\":12}},\"details\":{}}");
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "An export goes through all pages, begins at a cursor, and leaves the host's writer open; a writer that fails ends it")
    void exportsAllPages() {
        Crm crm = Sales.in(crm());
        crm.records(Sales.COMPANY)
                .createAll(IntStream.range(0, 2_500)
                        .mapToObj(i -> Map.of("name", "C" + i))
                        .toList());
        AuditQuery query = AuditQuery.all().types(EventTypes.RECORD_CREATED);
        int[] closed = new int[1];
        StringWriter out = new StringWriter() {
            @Override
            public void close() {
                closed[0]++;
            }
        };
        assertThat(crm.audit().exportCsv(query, out)).isEqualTo(2_500);
        assertThat(out.toString().split("\r\n", -1)).hasSize(2_502);
        assertThat(out.toString().split("\r\n", -1)).doesNotHaveDuplicates();
        assertThat(closed[0]).isZero();
        String cursor = crm.audit().list(query.limit(1000)).nextCursor();
        assertThat(crm.audit().exportJsonLines(query.after(cursor), new StringWriter()))
                .isEqualTo(1_500);
        assertThatThrownBy(() -> crm.audit().exportCsv(query, new Broken())).isInstanceOf(UncheckedIOException.class);
    }

    /** A writer that fails. */
    private static final class Broken extends Writer {
        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("the disk is full");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Ada owns the workspace; Bob audits companies without what they earn, and takes out what is his. */
    private Crm audited() {
        Crm ada = Sales.in(crm());
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("auditor")
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").neq("bank")))
                                        .allow(Verb.EXPORT, Reach.own())
                                        .hide("revenue"))
                        .grant(Power.READ_AUDIT));
        ada.members().put(Member.of(Actor.user("bob"), "auditor"));
        ada.members().put(Member.of(Actor.user("eve"), Role.MEMBER));
        ada.members().put(Member.of(Actor.user("may"), Role.ADMIN));
        return ada;
    }

    private static UUID firm(Crm crm, String name, String industry, String owner) {
        return crm.records(Sales.COMPANY)
                .create(Map.of("name", name, "industry", industry, "@owner", owner, "revenue", 4711))
                .id();
    }

    @Test
    @SpecRule({"WSP-3", "WSP-6"})
    @DisplayName(
            "Reading the audit needs its power; an export takes the verb EXPORT too; a refused call writes nothing at all")
    void power() {
        Crm ada = audited();
        firm(ada, "Acme", "tech", "bob");
        Crm eve = crm(Actor.user("eve"));
        StringWriter out = new StringWriter();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> eve.audit().list(AuditQuery.all()),
                () -> eve.audit().exportCsv(AuditQuery.all(), out),
                () -> eve.audit().exportJsonLines(AuditQuery.all(), out),
                () -> crm(Actor.api("stranger")).audit().exportCsv(AuditQuery.all(), out))) {
            assertThatThrownBy(call).isInstanceOf(ForbiddenException.class);
        }
        assertThat(out.toString()).isEmpty();
        Crm may = crm(Actor.user("may"));
        assertThat(read(may, AuditQuery.all())).isEqualTo(read(ada, AuditQuery.all()));
        assertThat(may.audit().exportJsonLines(AuditQuery.all(), out))
                .isEqualTo(read(ada, AuditQuery.all()).size());
    }

    @Test
    @SpecRule({"WSP-3", "WSP-6"})
    @DisplayName(
            "The audit shows nothing that its reader does not see elsewhere, and an export holds what may be taken out")
    void sight() {
        Crm ada = audited();
        UUID his = firm(ada, "His", "tech", "bob");
        UUID hers = firm(ada, "Hers", "tech", "eve");
        UUID hush = firm(ada, "Hush", "bank", "bob");
        ada.records(Sales.PERSON).create(Map.of("name", "Cy"));
        ada.records(Sales.COMPANY).patch(his, Map.of("revenue", 815, "about", "well"));
        ada.records(Sales.COMPANY).patch(hers, Map.of("revenue", 815));
        Crm bob = crm(Actor.user("bob"));

        List<CrmEvent> seen = read(bob, AuditQuery.all());
        assertThat(seen)
                .extracting(CrmEvent::type, CrmEvent::recordId)
                .containsExactly(
                        tuple("record.updated", his), tuple("record.created", hers), tuple("record.created", his));
        assertThat(seen).allSatisfy(e -> assertThat(e.changes()).doesNotContainKey("revenue"));
        assertThat(seen.get(0).changes()).containsOnlyKeys("about");
        assertThat(read(bob, AuditQuery.all().record(hush))).isEmpty();
        assertThat(read(bob, AuditQuery.all().object(Sales.PERSON))).isEmpty();
        StringWriter csv = new StringWriter();
        StringWriter json = new StringWriter();
        assertThat(bob.audit().exportCsv(AuditQuery.all(), csv)).isEqualTo(2);
        assertThat(bob.audit().exportJsonLines(AuditQuery.all(), json)).isEqualTo(2);
        for (String text : List.of(csv.toString(), json.toString())) {
            assertThat(text)
                    .contains(his.toString(), "well")
                    .doesNotContain(hers.toString(), hush.toString(), "revenue", "815", "4711");
        }
    }

    @Test
    @SpecRule({"WSP-6", "REC-4", "REC-7"})
    @DisplayName("By an old id one gets what happened to the survivor; what was erased is there without what it said")
    void mergedAndErased() {
        Crm ada = Sales.in(crm());
        UUID a = Sales.company(ada, "Alpha").id();
        UUID b = Sales.company(ada, "Beta").id();
        ada.timeline().report(HostEvent.of("call.made", b).over("phone").details(Map.of("said", "secret word")));
        ada.merges().merge(a, List.of(b));
        assertThat(read(ada, AuditQuery.all().record(b)))
                .isEqualTo(read(ada, AuditQuery.all().record(a)))
                .extracting(CrmEvent::type)
                .contains("call.made", "record.merged", "record.created");
        ada.records(Sales.COMPANY).erase(a, "Alpha");
        List<CrmEvent> left = read(ada, AuditQuery.all().record(a));
        assertThat(left)
                .filteredOn(e -> e.type().equals("call.made"))
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.details()).isEmpty();
                    assertThat(e.channel()).isEqualTo("phone");
                });
        StringWriter out = new StringWriter();
        ada.audit().exportCsv(AuditQuery.all(), out);
        ada.audit().exportJsonLines(AuditQuery.all(), out);
        assertThat(out.toString()).doesNotContain("secret word", "Beta", "Alpha");
    }
}
