package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.query.Page;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the timeline shows, and what hosts add to it. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class TimelineTck extends EngineTck {

    /** For subclasses. */
    protected TimelineTck() {}

    private static List<String> types(Crm crm, UUID record, TimelineQuery query) {
        return crm.timeline().of(record, query).items().stream()
                .map(CrmEvent::type)
                .toList();
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName(
            "What a host reports stands in the timeline of each record as it was said, and moves their last activity forward, never back")
    void aReportStandsInTheTimeline() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON).create(Map.of("name", "Ada")).id();
        clock().advance(Duration.ofHours(5));
        Instant at = clock().instant().minus(Duration.ofHours(2));

        assertThat(crm(Actor.api("mail-sync"))
                        .timeline()
                        .report(HostEvent.of(EventTypes.EMAIL_SENT, ada, acme, ada)
                                .at(at)
                                .over("email")
                                .details(Map.of("subject", "Hello", "opens", 2))))
                .isTrue();

        for (UUID record : List.of(ada, acme)) {
            CrmEvent event =
                    crm.timeline().of(record, TimelineQuery.all()).items().get(0);
            assertThat(event.type()).isEqualTo("email.sent");
            assertThat(event.occurredAt()).isEqualTo(at);
            assertThat(event.channel()).isEqualTo("email");
            assertThat(event.actor()).isEqualTo(Actor.api("mail-sync"));
            assertThat(event.details()).isEqualTo(Map.of("subject", "Hello", "opens", BigDecimal.valueOf(2)));
            assertThat(event.recordVersion()).isEqualTo(1);
        }
        assertThat(crm.records(Sales.PERSON).get(ada).state().lastActivityAt()).isEqualTo(at);
        assertThat(crm.records(Sales.PERSON).get(ada).version()).isEqualTo(1);
        crm.timeline().report(HostEvent.of(EventTypes.CALL_MADE, ada).at(at.minus(Duration.ofHours(1))));
        assertThat(crm.records(Sales.PERSON).get(ada).state().lastActivityAt()).isEqualTo(at);
        crm.timeline()
                .report(HostEvent.of("showroom.visited", ada)
                        .at(clock().instant().plus(Duration.ofHours(1))));
        assertThat(crm.records(Sales.PERSON).get(ada).state().lastActivityAt()).isEqualTo(clock().instant());
        assertThat(types(crm, ada, TimelineQuery.all()))
                .containsExactly("showroom.visited", "email.sent", "call.made", "record.created");
    }

    @Test
    @SpecRule("EVT-2")
    @DisplayName("One external id is one event per type, also when many report it at once")
    void oneExternalIdIsOneEvent() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        HostEvent sent = HostEvent.of(EventTypes.EMAIL_SENT, acme).over("email").externalId("<1@mail.example>");

        List<AtOnce.Outcome<Boolean>> outcomes =
                AtOnce.run(8, () -> crm.timeline().report(sent));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(outcomes).filteredOn(o -> Boolean.TRUE.equals(o.result())).hasSize(1);
        assertThat(crm.timeline().report(sent.details(Map.of("subject", "late"))))
                .isFalse();
        assertThat(crm.timeline()
                        .report(HostEvent.of(EventTypes.EMAIL_OPENED, acme).externalId("<1@mail.example>")))
                .isTrue();
        assertThat(types(crm, acme, TimelineQuery.all()))
                .containsExactlyInAnyOrder("email.opened", "email.sent", "record.created");
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.timeline().report(sent.externalId("<2@mail.example>"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(crm.timeline().report(sent.externalId("<2@mail.example>"))).isTrue();
    }

    @Test
    @SpecRule({"ERR-2", "EVT-1"})
    @DisplayName("A report with faults is refused with all of them; the engine's own types are its own to write")
    void faultsOfAReport() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        assertThatThrownBy(() -> crm.timeline()
                        .report(new HostEvent(
                                "record.created", List.of(), null, "E-Mail", Map.of("text", "x".repeat(70_000)), " ")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path, Violation::code)
                                .containsExactly(
                                        tuple("type", ErrorCode.VALUE_READ_ONLY),
                                        tuple("records", ErrorCode.VALUE_OUT_OF_RANGE),
                                        tuple("channel", ErrorCode.VALUE_MALFORMED),
                                        tuple("externalId", ErrorCode.VALUE_OUT_OF_RANGE),
                                        tuple("details", ErrorCode.VALUES_TOO_LARGE)));
        for (String type :
                List.of("call", "Call.made", "call..made", ".call", "call.", "c*ll.made", "score.assessed")) {
            assertThatThrownBy(() -> crm.timeline().report(HostEvent.of(type, acme)))
                    .as(type)
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> crm.timeline()
                        .report(HostEvent.of("call.made", acme)
                                .at(clock().instant().plus(Duration.ofHours(25)))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations().get(0).path()).isEqualTo("occurredAt"));
        UUID nobody = UUID.fromString("01900000-0000-7000-8000-000000000000");
        assertThatThrownBy(() -> crm.timeline().report(HostEvent.of("call.made", acme, nobody)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
        assertThat(types(crm, acme, TimelineQuery.all())).containsExactly("record.created");
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName(
            "By types and their begins, by channel, by actor, by kind of actor and by time; a cursor is bound to all of it")
    void filters() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        Instant begin = clock().instant();
        List<String> types = List.of("email.sent", "email.opened", "emailbox.full", "call.made");
        List<Actor> actors = List.of(Actor.user("ada"), Actor.user("ben"), Actor.api("sync"));
        for (int i = 0; i < 12; i++) {
            clock().advance(Duration.ofMinutes(1));
            HostEvent event = HostEvent.of(types.get(i % 4), acme);
            crm(actors.get(i % 3)).timeline().report(i % 2 == 0 ? event.over("email") : event.over("phone"));
        }
        List<CrmEvent> all = crm.timeline().of(acme, TimelineQuery.all()).items();
        TimelineQuery query = TimelineQuery.all();
        assertThat(crm.timeline().of(acme, query.types("email.*")).items())
                .isEqualTo(
                        all.stream().filter(e -> e.type().startsWith("email.")).toList());
        assertThat(crm.timeline()
                        .of(acme, query.types("email.opened", "call.*"))
                        .items())
                .isEqualTo(all.stream()
                        .filter(e -> List.of("email.opened", "call.made").contains(e.type()))
                        .toList());
        assertThat(crm.timeline().list(query.channel("phone")).items())
                .isEqualTo(all.stream().filter(e -> "phone".equals(e.channel())).toList());
        assertThat(crm.timeline().of(acme, query.actor(Actor.user("ben"))).items())
                .isEqualTo(all.stream()
                        .filter(e -> e.actor().equals(Actor.user("ben")))
                        .toList());
        assertThat(crm.timeline().of(acme, query.actorKind(ActorKind.API)).items())
                .isEqualTo(all.stream()
                        .filter(e -> e.actor().kind() == ActorKind.API)
                        .toList());
        assertThat(crm.timeline()
                        .of(
                                acme,
                                query.types("email.*")
                                        .between(begin.plus(Duration.ofMinutes(2)), begin.plus(Duration.ofMinutes(9))))
                        .items())
                .extracting(CrmEvent::occurredAt)
                .containsExactly(
                        begin.plus(Duration.ofMinutes(6)),
                        begin.plus(Duration.ofMinutes(5)),
                        begin.plus(Duration.ofMinutes(2)));
        String cursor = crm.timeline().of(acme, query.limit(2)).nextCursor();
        for (TimelineQuery other : List.of(
                query.channel("email"), query.actorKind(ActorKind.USER), query.includingLinked(), query.types("x.*"))) {
            assertThatThrownBy(() -> crm.timeline().of(acme, other.limit(2).after(cursor)))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
        }
        assertThatThrownBy(() -> crm.timeline().list(query.types("*", "em*").limit(0)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations()).hasSize(3));
    }

    @Test
    @SpecRule({"REC-8", "QRY-2"})
    @DisplayName(
            "With linked records the events of both directions of references and relations are merged by time and paged")
    void linked() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme))
                .id();
        UUID deal = crm.records(Sales.DEAL)
                .create(Map.of("name", "Deal", "company", acme))
                .id();
        UUID far = crm.records(Sales.TASK)
                .create(Map.of("name", "Far", "deal", deal))
                .id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        UUID stranger = Sales.company(crm, "Stranger").id();
        crm.relations().link(acme, "supplies", bolt);
        for (int i = 0; i < 20; i++) {
            clock().advance(Duration.ofSeconds(1));
            crm.timeline()
                    .report(HostEvent.of(
                            "call.made",
                            List.of(acme, ada, deal, far, bolt, stranger).get(i % 6)));
        }
        List<CrmEvent> expected = new ArrayList<>();
        for (UUID record : List.of(acme, ada, deal, bolt)) {
            expected.addAll(crm.timeline().of(record, TimelineQuery.all()).items());
        }
        List<CrmEvent> found = new ArrayList<>();
        TimelineQuery query = TimelineQuery.all().includingLinked().limit(3);
        Page<CrmEvent> page = crm.timeline().of(acme, query);
        found.addAll(page.items());
        while (page.hasNext()) {
            page = crm.timeline().of(acme, query.after(page.nextCursor()));
            found.addAll(page.items());
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected).doesNotHaveDuplicates();
        assertThat(found)
                .isSortedAccordingTo(Comparator.comparing(CrmEvent::occurredAt).reversed());
        assertThat(types(crm, ada, TimelineQuery.all().includingLinked().types("call.*")))
                .as("one hop: Ada's company, not its deals")
                .hasSize(8);
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName(
            "Linked events cost the same number of calls for two linked records as for two hundred, of which the newest count")
    void linkedCostsAFixedNumberOfCalls() {
        CountingStorage counting = new CountingStorage(fresh());
        CrmEngine engine = closedAtTheEnd(
                CrmEngine.builder().storage(counting.storage()).clock(clock()).build());
        Crm crm = Sales.in(engine.workspace("acme").as(Actor.user("ada")));
        UUID few = Sales.company(crm, "Few").id();
        UUID many = Sales.company(crm, "Many").id();
        people(crm, few, 2);
        people(crm, many, 210);
        TimelineQuery query = TimelineQuery.all().includingLinked().limit(1000);
        List<Page<CrmEvent>> pages = new ArrayList<>();
        List<String> ofFew = counting.during(() -> pages.add(crm.timeline().of(few, query)));
        List<String> ofMany = counting.during(() -> pages.add(crm.timeline().of(many, query)));
        assertThat(ofMany).isEqualTo(ofFew).hasSizeLessThanOrEqualTo(6);
        assertThat(pages.get(0).items()).hasSize(3);
        assertThat(pages.get(1).items()).hasSize(201);
    }

    private static void people(Crm crm, UUID company, int count) {
        crm.records(Sales.PERSON)
                .createAll(IntStream.range(0, count)
                        .mapToObj(i -> Map.of("name", "P" + i, "company", company))
                        .toList());
    }

    @Test
    @SpecRule({"WSP-3", "REC-8"})
    @DisplayName("Of linked records those that the actor reads contribute, without what is hidden, on every page")
    void linkedAsTheActorSees() {
        Crm ada = Sales.in(crm());
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("clerk")
                        .everywhere(ObjectRules.all())
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").neq("bank")))
                                        .hide("revenue"))
                        .on(Sales.DEAL, ObjectRules.nothing()));
        ada.members().put(Member.of(Actor.user("bob"), "clerk"));
        UUID acme = Sales.company(ada, "Acme").id();
        List<UUID> linked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            UUID company = ada.records(Sales.COMPANY)
                    .create(Map.of("name", "C" + i, "industry", i % 3 == 0 ? "bank" : "tech", "revenue", 1))
                    .id();
            ada.relations().link(acme, "supplies", company);
            linked.add(company);
        }
        UUID deal = ada.records(Sales.DEAL)
                .create(Map.of("name", "Deal", "company", acme))
                .id();
        for (int i = 0; i < 60; i++) {
            clock().advance(Duration.ofSeconds(1));
            UUID record = i % 13 == 12 ? deal : linked.get(i % 13);
            if (i % 5 == 0 && !record.equals(deal)) {
                ada.records(Sales.COMPANY).patch(record, Map.of("revenue", i + 2));
            } else {
                ada.timeline().report(HostEvent.of("call.made", record));
            }
        }
        Crm bob = crm(Actor.user("bob"));
        List<CrmEvent> expected = new ArrayList<>();
        expected.addAll(bob.timeline().of(acme, TimelineQuery.all().limit(1000)).items());
        for (int i = 0; i < linked.size(); i++) {
            if (i % 3 != 0) {
                expected.addAll(bob.timeline()
                        .of(linked.get(i), TimelineQuery.all().limit(1000))
                        .items());
            }
        }
        for (int size : List.of(1, 7, 1000)) {
            List<CrmEvent> found =
                    pages(bob, acme, TimelineQuery.all().includingLinked().limit(size));
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected).doesNotHaveDuplicates();
            assertThat(found).noneMatch(e -> deal.equals(e.recordId()));
            assertThat(found).allSatisfy(e -> assertThat(e.changes()).doesNotContainKey("revenue"));
            assertThat(found)
                    .isSortedAccordingTo(
                            Comparator.comparing(CrmEvent::occurredAt).reversed());
        }
        assertThat(pages(ada, acme, TimelineQuery.all().includingLinked().limit(7)))
                .hasSizeGreaterThan(expected.size());
        for (UUID unseen : List.of(linked.get(0), deal)) {
            assertThatThrownBy(
                            () -> bob.timeline().of(unseen, TimelineQuery.all().includingLinked()))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
        }
    }

    private static List<CrmEvent> pages(Crm crm, UUID record, TimelineQuery query) {
        Page<CrmEvent> page = crm.timeline().of(record, query);
        List<CrmEvent> found = new ArrayList<>(page.items());
        while (page.hasNext()) {
            page = crm.timeline().of(record, query.after(page.nextCursor()));
            found.addAll(page.items());
        }
        return found;
    }

    @Test
    @SpecRule({"QRY-2", "REC-8"})
    @DisplayName("Each filter holds over linked records too, alone and together, on pages of every size without a skip")
    void filtersOverLinkedRecords() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme))
                .id();
        UUID ben = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ben", "company", acme))
                .id();
        List<UUID> records = List.of(acme, ada, ben);
        List<String> types = List.of(
                EventTypes.EMAIL_SENT,
                EventTypes.EMAIL_OPENED,
                EventTypes.EMAIL_CLICKED,
                EventTypes.EMAIL_REPLIED,
                EventTypes.EMAIL_BOUNCED,
                EventTypes.MESSAGE_SENT,
                EventTypes.MESSAGE_REPLIED,
                EventTypes.CALL_MADE,
                "meeting.held",
                "showroom.visited");
        List<Actor> actors = List.of(Actor.user("ada"), Actor.user("ben"), Actor.api("sync"), Actor.ai("model"));
        List<String> channels = List.of("email", "phone", "whatsapp");
        Instant begin = clock().instant();
        for (int i = 0; i < 60; i++) {
            // Several of one instant, so that pages end among equals.
            clock().advance(Duration.ofSeconds(i % 3 == 0 ? 1 : 0));
            HostEvent event = HostEvent.of(types.get(i % types.size()), records.get(i % 3));
            crm(actors.get(i % 4)).timeline().report(i % 5 == 0 ? event : event.over(channels.get(i % 3)));
        }
        crm.tags().add(ada, "vip");
        crm.records(Sales.PERSON).patch(ben, Map.of("@owner", "ada"));
        List<CrmEvent> all =
                pages(crm, acme, TimelineQuery.all().includingLinked().limit(1000));
        assertThat(all).hasSize(60 + 3 + 2);
        TimelineQuery base = TimelineQuery.all().includingLinked();
        Map<TimelineQuery, Predicate<CrmEvent>> questions = new LinkedHashMap<>();
        questions.put(base.types("email.*"), e -> e.type().startsWith("email."));
        questions.put(
                base.types("message.*", "call.made", "showroom.visited"),
                e -> e.type().startsWith("message.")
                        || List.of("call.made", "showroom.visited").contains(e.type()));
        questions.put(
                base.types("tag.*", "record.*"),
                e -> e.type().startsWith("tag.") || e.type().startsWith("record."));
        questions.put(base.channel("phone"), e -> "phone".equals(e.channel()));
        questions.put(base.actor(Actor.user("ben")), e -> e.actor().equals(Actor.user("ben")));
        questions.put(base.actorKind(ActorKind.AI), e -> e.actor().kind() == ActorKind.AI);
        Instant from = begin.plusSeconds(4);
        Instant until = begin.plusSeconds(15);
        Predicate<CrmEvent> between =
                e -> !e.occurredAt().isBefore(from) && e.occurredAt().isBefore(until);
        questions.put(base.between(from, until), between);
        questions.put(
                base.types("email.*")
                        .channel("whatsapp")
                        .actorKind(ActorKind.USER)
                        .between(from, until),
                between.and(e -> e.type().startsWith("email.")
                        && "whatsapp".equals(e.channel())
                        && e.actor().kind() == ActorKind.USER));
        questions.forEach((question, holds) -> {
            List<CrmEvent> expected = all.stream().filter(holds).toList();
            assertThat(expected).as("%s finds something", question).isNotEmpty();
            for (int size : List.of(1, 3, 1000)) {
                assertThat(pages(crm, acme, question.limit(size)))
                        .as("%s by %s", question, size)
                        .isEqualTo(expected);
            }
        });
    }

    @Test
    @SpecRule({"REC-7", "QRY-2"})
    @DisplayName(
            "Linked records bring the history of those merged into them; a merge between two pages skips and repeats nothing")
    void linkedAndMerged() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        List<UUID> people = new ArrayList<>();
        for (String name : List.of("Ada", "Ben", "Cy")) {
            people.add(crm.records(Sales.PERSON)
                    .create(Map.of("name", name, "company", acme))
                    .id());
        }
        for (int i = 0; i < 24; i++) {
            clock().advance(Duration.ofSeconds(1));
            crm.timeline().report(HostEvent.of("call.made", i % 4 == 3 ? bolt : people.get(i % 4)));
        }
        TimelineQuery calls =
                TimelineQuery.all().includingLinked().types("call.*").limit(5);
        List<CrmEvent> before = pages(crm, acme, calls);
        assertThat(before).hasSize(18);
        Page<CrmEvent> first = crm.timeline().of(acme, calls);
        crm.merges().merge(people.get(0), List.of(people.get(1)));
        UUID merge = crm.merges().merge(acme, List.of(bolt)).mergeId();
        List<CrmEvent> found = new ArrayList<>(first.items());
        Page<CrmEvent> page = first;
        while (page.hasNext()) {
            page = crm.timeline().of(bolt, calls.after(page.nextCursor()));
            found.addAll(page.items());
        }
        assertThat(found).doesNotHaveDuplicates().containsAll(before);
        assertThat(pages(crm, acme, calls)).hasSize(24).doesNotHaveDuplicates().containsAll(before);
        crm.merges().unmerge(merge);
        assertThat(pages(crm, acme, calls)).isEqualTo(before);
    }

    @Test
    @SpecRule({"WSP-3", "REC-4"})
    @DisplayName("Who may change a record reports on it; an erased one keeps that something happened, and not what")
    void reportingIsChanging() {
        Crm ada = Sales.in(crm());
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members().put(Member.of(Actor.user("vic"), Role.VIEWER));
        ada.members().put(Member.of(Actor.user("bob"), Role.MEMBER));
        UUID hers = ada.records(Sales.PERSON)
                .create(Map.of("name", "Hers", "@owner", "ada"))
                .id();
        UUID free = ada.records(Sales.PERSON).create(Map.of("name", "Free")).id();
        HostEvent call = HostEvent.of("call.made", free, hers).externalId("c1").details(Map.of("said", "hush"));
        for (String user : List.of("vic", "bob")) {
            assertThatThrownBy(() -> crm(Actor.user(user)).timeline().report(call))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        }
        assertThat(types(ada, free, TimelineQuery.all())).containsExactly("record.created");
        assertThat(crm(Actor.user("bob")).timeline().report(HostEvent.of("call.made", free)))
                .isTrue();
        assertThat(ada.timeline().report(call)).isTrue();
        ada.records(Sales.PERSON).erase(hers, "Hers");
        assertThat(ada.timeline().of(hers, TimelineQuery.all().types("call.*")).items())
                .singleElement()
                .satisfies(e -> assertThat(e.details()).isEmpty());
        assertThatThrownBy(() -> ada.timeline().report(HostEvent.of("call.made", hers)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
    }

    @Test
    @SpecRule({"REC-7", "EVT-2"})
    @DisplayName("A report on an old id is one on the survivor; on both of them it is one event")
    void reportingOnOldIds() {
        Crm crm = Sales.in(crm());
        UUID a = Sales.company(crm, "A").id();
        UUID old = Sales.company(crm, "B").id();
        crm.merges().merge(a, List.of(old));
        clock().advance(Duration.ofMinutes(1));
        assertThat(crm.timeline().report(HostEvent.of("call.made", old, a))).isTrue();
        assertThat(crm.timeline().of(a, TimelineQuery.all().types("call.*")).items())
                .singleElement()
                .satisfies(e -> assertThat(e.recordId()).isEqualTo(a));
        assertThat(crm.records(Sales.COMPANY).get(a).state().lastActivityAt()).isEqualTo(clock().instant());
    }
}
