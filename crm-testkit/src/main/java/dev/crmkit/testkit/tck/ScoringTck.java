package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.query.Page;
import dev.crmkit.score.Assessment;
import dev.crmkit.score.Criterion;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.score.ScoreTotal;
import dev.crmkit.score.Scoring;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How records are scored. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ScoringTck extends EngineTck {
    private static final String PRODUCT = "Solar roof";
    private static final ScoreCard CARD = ScoreCard.of(PRODUCT, 0, 10)
            .criterion("budget", 3)
            .criterion("need", 2)
            .criterion("timing", 1);

    /** For subclasses. */
    protected ScoringTck() {}

    private Crm scored() {
        Crm crm = Sales.in(crm());
        crm.scoring().define(CARD);
        return crm;
    }

    private static List<CrmEvent> scoreEvents(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().types("score.*")).items();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("The total is the weighted mean over what is assessed, with the share of the weights that it covers")
    void totals() {
        Crm crm = scored();
        UUID acme = Sales.company(crm, "Acme").id();
        assertThat(crm.scoring().total(acme, PRODUCT))
                .isEqualTo(
                        new ScoreTotal(acme, PRODUCT, null, new BigDecimal("0.0000"), Map.of(), ReviewState.PROPOSED));

        List<Assessment> found =
                crm.scoring().assess(acme, PRODUCT, List.of(Mark.of("budget", 7), Mark.of("timing", 4)));

        assertThat(found).extracting(Assessment::state).containsOnly(ReviewState.ACCEPTED);
        assertThat(found.get(0).author()).isEqualTo(Actor.user("ada"));
        ScoreTotal total = crm.scoring().total(acme, PRODUCT);
        assertThat(total.total()).isEqualTo(new BigDecimal("6.2500"));
        assertThat(total.coverage()).isEqualTo(new BigDecimal("0.6667"));
        assertThat(total.values().keySet()).containsExactly("budget", "timing");
        crm.scoring()
                .assess(
                        acme,
                        PRODUCT,
                        List.of(new Mark("need", new BigDecimal("3.3333"), "weak"), Mark.of("budget", 1)));
        // (3 × 1 + 2 × 3.3333 + 1 × 4) / 6 = 2.27776…
        assertThat(crm.scoring().total(acme, PRODUCT).total()).isEqualTo(new BigDecimal("2.2778"));
        assertThat(crm.scoring().total(acme, PRODUCT).coverage()).isEqualByComparingTo("1");
        assertThat(crm.scoring().history(acme, PRODUCT, 10, null).items())
                .extracting(Assessment::criterion)
                .containsExactlyInAnyOrder("need", "budget", "budget", "timing");
        assertThat(scoreEvents(crm))
                .extracting(CrmEvent::type)
                .containsExactly("score.assessed", "score.assessed", "score.defined");
        assertThat(scoreEvents(crm).get(0).details())
                .containsEntry("totalBefore", new BigDecimal("6.2500"))
                .containsEntry("product", PRODUCT);
    }

    @Test
    @SpecRule("REC-3")
    @DisplayName("The same once more changes nothing and writes nothing")
    void sameOnceMore() {
        Crm crm = scored();
        UUID acme = Sales.company(crm, "Acme").id();
        List<Mark> marks = List.of(new Mark("need", new BigDecimal("3.0"), "why"), Mark.of("budget", 1));
        List<Assessment> first = crm.scoring().assess(acme, PRODUCT, marks);
        int events = scoreEvents(crm).size();
        clock().advance(Duration.ofHours(1));

        assertThat(crm.scoring()
                        .assess(
                                acme,
                                PRODUCT,
                                List.of(new Mark("need", new BigDecimal("3"), "why"), Mark.of("budget", 1))))
                .extracting(Assessment::id)
                .containsExactlyElementsOf(first.stream().map(Assessment::id).toList());
        crm.scoring().define(CARD);

        assertThat(scoreEvents(crm)).hasSize(events);
        assertThat(crm.scoring().history(acme, PRODUCT, 10, null).items()).hasSize(2);
        assertThat(crm(Actor.user("ben"))
                        .scoring()
                        .assess(acme, PRODUCT, List.of(Mark.of("budget", 1)))
                        .get(0)
                        .author())
                .as("another person finds the same: that is worth keeping")
                .isEqualTo(Actor.user("ben"));
    }

    @Test
    @SpecRule("REC-9")
    @DisplayName("A model never replaces what a person found, or accepted, until a person accepts it")
    void modelsPropose() {
        Crm ada = scored();
        Crm model = crm(Actor.ai("scorer"));
        UUID acme = Sales.company(ada, "Acme").id();

        assertThat(model.scoring()
                        .assess(acme, PRODUCT, List.of(Mark.of("budget", 2)))
                        .get(0)
                        .state())
                .as("nobody said anything yet")
                .isEqualTo(ReviewState.ACCEPTED);
        assertThat(model.scoring()
                        .assess(acme, PRODUCT, List.of(Mark.of("budget", 3)))
                        .get(0)
                        .state())
                .as("its own word")
                .isEqualTo(ReviewState.ACCEPTED);
        ada.scoring().assess(acme, PRODUCT, List.of(Mark.of("budget", 9)));
        clock().advance(Duration.ofHours(1));
        Assessment proposal = model.scoring()
                .assess(acme, PRODUCT, List.of(Mark.of("budget", 4), Mark.of("need", 6)))
                .get(0);
        assertThat(proposal.state()).isEqualTo(ReviewState.PROPOSED);
        assertThat(ada.scoring().total(acme, PRODUCT).values())
                .containsEntry("budget", new BigDecimal(9))
                .containsEntry("need", new BigDecimal(6));
        assertThat(ada.scoring().proposals(PRODUCT, 10, null)).containsExactly(proposal);
        assertThat(model.scoring().assess(acme, PRODUCT, List.of(Mark.of("budget", 4))))
                .as("it does not nag")
                .containsExactly(proposal);
        assertThatThrownBy(() -> model.scoring().review(proposal.id(), ReviewState.ACCEPTED))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_READ_ONLY));

        Assessment accepted = ada.scoring().review(proposal.id(), ReviewState.ACCEPTED);

        assertThat(accepted.reviewer()).isEqualTo(Actor.user("ada"));
        assertThat(accepted.author()).isEqualTo(Actor.ai("scorer"));
        assertThat(ada.scoring().total(acme, PRODUCT).values()).containsEntry("budget", new BigDecimal(4));
        assertThat(ada.scoring().proposals(PRODUCT, 10, null)).isEmpty();
        assertThat(ada.scoring().review(proposal.id(), ReviewState.ACCEPTED)).isEqualTo(accepted);
        assertThatThrownBy(() -> ada.scoring().review(proposal.id(), ReviewState.REJECTED))
                .isInstanceOf(InvalidInputException.class);
        Assessment second = model.scoring()
                .assess(acme, PRODUCT, List.of(Mark.of("budget", 5)))
                .get(0);
        assertThat(second.state()).as("a person stands behind the current one").isEqualTo(ReviewState.PROPOSED);
        assertThat(ada.scoring().review(second.id(), ReviewState.REJECTED).state())
                .isEqualTo(ReviewState.REJECTED);
        assertThat(ada.scoring().total(acme, PRODUCT).values()).containsEntry("budget", new BigDecimal(4));
        assertThat(scoreEvents(ada))
                .extracting(CrmEvent::type)
                .startsWith("score.rejected", "score.proposed", "score.accepted");
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("A person decides over a total; a change of it asks anew")
    void reviewOfTotals() {
        Crm crm = scored();
        UUID acme = Sales.company(crm, "Acme").id();
        assertThatThrownBy(() -> crm.scoring().reviewTotal(acme, PRODUCT, ReviewState.ACCEPTED))
                .isInstanceOf(InvalidInputException.class);
        crm.scoring().assess(acme, PRODUCT, List.of(Mark.of("budget", 8)));
        assertThat(crm.scoring()
                        .reviewTotal(acme, PRODUCT, ReviewState.ACCEPTED)
                        .state())
                .isEqualTo(ReviewState.ACCEPTED);
        int events = scoreEvents(crm).size();
        crm.scoring().reviewTotal(acme, PRODUCT, ReviewState.ACCEPTED);
        assertThat(scoreEvents(crm)).hasSize(events);
        crm(Actor.automation("rule")).scoring().assess(acme, PRODUCT, List.of(Mark.of("need", 8)));
        assertThat(crm.scoring().total(acme, PRODUCT).state())
                .as("the total is 8 as before")
                .isEqualTo(ReviewState.ACCEPTED);
        crm.scoring().assess(acme, PRODUCT, List.of(Mark.of("need", 1)));
        assertThat(crm.scoring().total(acme, PRODUCT).state()).isEqualTo(ReviewState.PROPOSED);
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName(
            "The ranking has the highest total first, in pages, moves with the totals and the card, and leaves archived records out")
    void ranking() {
        Crm crm = scored();
        crm.scoring().define(new ScoreCard("Solar", BigDecimal.ZERO, BigDecimal.TEN, CARD.criteria()));
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            UUID id = Sales.company(crm, "C" + i).id();
            ids.add(id);
            crm.scoring().assess(id, PRODUCT, List.of(Mark.of("budget", i), Mark.of("need", 10 - i)));
        }
        crm.scoring().assess(ids.get(0), "Solar", List.of(Mark.of("budget", 10)));
        // (3i + 2(10 - i)) / 5 grows with i.
        List<UUID> expected = new ArrayList<>(ids);
        Collections.reverse(expected);
        assertThat(ranked(crm, 2)).isEqualTo(expected);
        assertThat(ranked(crm, 100)).isEqualTo(expected);
        crm.scoring().assess(ids.get(0), PRODUCT, List.of(Mark.of("budget", 10)));
        crm.records(Sales.COMPANY).archive(ids.get(8));
        expected.remove(ids.get(0));
        expected.remove(ids.get(8));
        expected.add(0, ids.get(0));
        assertThat(ranked(crm, 3)).isEqualTo(expected);
        // Need alone counts: the order turns round, but for the first, who has 10 of each.
        crm.scoring().define(ScoreCard.of(PRODUCT, 0, 10).criterion("need", 1));
        assertThat(ranked(crm, 4)).isEqualTo(ids.subList(0, 8));
        crm.scoring().define(ScoreCard.of(PRODUCT, 0, 10).criterion("other", 1));
        assertThat(ranked(crm, 4)).isEmpty();
        assertThat(crm.scoring().total(ids.get(0), PRODUCT).total()).isNull();
        assertThat(crm.scoring().ranking("Solar", 10, null).items())
                .extracting(ScoreTotal::record)
                .containsExactly(ids.get(0));
        assertThat(crm.scoring().products()).containsExactly("Solar", PRODUCT);
    }

    private static List<UUID> ranked(Crm crm, int size) {
        List<UUID> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<ScoreTotal> page = crm.scoring().ranking(PRODUCT, size, cursor);
            page.forEach(total -> found.add(total.record()));
            cursor = page.nextCursor();
        } while (cursor != null);
        return found;
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Many who assess one record at once all count, also while the card changes")
    void atOnce() {
        Crm crm = Sales.in(crm());
        ScoreCard card = new ScoreCard(
                PRODUCT,
                BigDecimal.ZERO,
                BigDecimal.TEN,
                IntStream.range(0, 8).mapToObj(i -> Criterion.of("c" + i, 1)).toList());
        crm.scoring().define(card);
        UUID acme = Sales.company(crm, "Acme").id();
        List<Callable<Boolean>> work = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int number = i;
            work.add(() -> crm(Actor.user("u" + number))
                            .scoring()
                            .assess(acme, PRODUCT, List.of(Mark.of("c" + number, number)))
                            .size()
                    == 1);
        }
        work.add(() -> {
            crm.scoring().define(card.criterion("c8", 1));
            return true;
        });
        assertThat(AtOnce.run(work))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        ScoreTotal total = crm.scoring().total(acme, PRODUCT);
        assertThat(total.values()).hasSize(8);
        assertThat(total.total()).isEqualTo(new BigDecimal("3.5000"));
        assertThat(total.coverage()).isEqualTo(new BigDecimal("0.8889"));
        assertThat(ranked(crm, 5)).containsExactly(acme);
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("Cards and marks with faults are refused with all of them; unknown products name the known ones")
    void faults() {
        Crm crm = scored();
        UUID acme = Sales.company(crm, "Acme").id();
        assertThatThrownBy(() -> crm.scoring()
                        .define(new ScoreCard(
                                "a\nb",
                                BigDecimal.ONE,
                                BigDecimal.ONE,
                                List.of(
                                        Criterion.of("x", 1),
                                        Criterion.of("x", 1),
                                        Criterion.of("No", 0),
                                        new Criterion("y", " ", BigDecimal.ONE)))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly(
                                        "product",
                                        "scale",
                                        "criteria[1].key",
                                        "criteria[2].key",
                                        "criteria[2].weight",
                                        "criteria[3].label"));
        assertThatThrownBy(() -> crm.scoring()
                        .assess(
                                acme,
                                PRODUCT,
                                List.of(
                                        Mark.of("budgt", 1),
                                        Mark.of("need", 11),
                                        Mark.of("need", -1),
                                        new Mark("timing", new BigDecimal("1.00001"), "x".repeat(2_001)))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path, Violation::code)
                                .containsExactly(
                                        tuple("marks[0].criterion", ErrorCode.VALUE_UNKNOWN_OPTION),
                                        tuple("marks[1].value", ErrorCode.VALUE_OUT_OF_RANGE),
                                        tuple("marks[2].criterion", ErrorCode.VALUE_DUPLICATE),
                                        tuple("marks[2].value", ErrorCode.VALUE_OUT_OF_RANGE),
                                        tuple("marks[3].value", ErrorCode.VALUE_MALFORMED),
                                        tuple("marks[3].comment", ErrorCode.VALUE_TOO_LONG)));
        assertThat(crm.scoring().history(acme, PRODUCT, 10, null)).isEmpty();
        assertThatThrownBy(() -> crm.scoring().get("Wind"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.getMessage()).contains("Solar roof"));
        UUID nobody = UUID.fromString("01900000-0000-7000-8000-000000000000");
        assertThatThrownBy(() -> crm.scoring().assess(nobody, PRODUCT, List.of(Mark.of("need", 1))))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
        assertThatThrownBy(() -> crm.scoring().review(nobody, ReviewState.ACCEPTED))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND));
        Crm other = engine().workspace(newWorkspace()).as(Actor.user("eve"));
        assertThat(other.scoring().find(PRODUCT)).isEmpty();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "Who reads a record reads its scores, who changes it assesses it, and cards are for those who change the schema")
    void rights() {
        Crm ada = scored();
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("clerk")
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").neq("bank")))
                                        .allow(Verb.UPDATE, Reach.own())));
        ada.members().put(Member.of(Actor.user("bob"), "clerk"));
        ada.members().put(Member.of(Actor.ai("scorer"), Role.ADMIN));
        UUID his = ada.records(Sales.COMPANY)
                .create(Map.of("name", "His", "@owner", "bob"))
                .id();
        UUID hers = Sales.company(ada, "Hers").id();
        UUID hush = ada.records(Sales.COMPANY)
                .create(Map.of("name", "Hush", "industry", "bank", "@owner", "bob"))
                .id();
        Crm model = crm(Actor.ai("scorer"));
        List<Assessment> proposals = new ArrayList<>();
        for (UUID company : List.of(his, hers, hush)) {
            ada.scoring().assess(company, PRODUCT, List.of(Mark.of("need", 5)));
            proposals.addAll(model.scoring().assess(company, PRODUCT, List.of(Mark.of("need", 6))));
        }
        Scoring bob = crm(Actor.user("bob")).scoring();

        assertThat(bob.get(PRODUCT)).isEqualTo(CARD);
        assertThat(bob.total(hers, PRODUCT).total()).isEqualByComparingTo("5");
        assertThat(bob.history(hers, PRODUCT, 10, null).items()).hasSize(2);
        assertThat(bob.assess(his, PRODUCT, List.of(Mark.of("need", 7)))).hasSize(1);
        assertThat(bob.review(proposals.get(0).id(), ReviewState.REJECTED).state())
                .isEqualTo(ReviewState.REJECTED);
        assertCode(() -> bob.define(CARD.criterion("more", 1)), ErrorCode.FORBIDDEN);
        assertCode(() -> bob.assess(hers, PRODUCT, List.of(Mark.of("need", 7))), ErrorCode.FORBIDDEN);
        assertCode(() -> bob.review(proposals.get(1).id(), ReviewState.ACCEPTED), ErrorCode.FORBIDDEN);
        assertCode(() -> bob.reviewTotal(hers, PRODUCT, ReviewState.ACCEPTED), ErrorCode.FORBIDDEN);
        assertCode(() -> bob.total(hush, PRODUCT), ErrorCode.RECORD_NOT_FOUND);
        assertCode(() -> bob.history(hush, PRODUCT, 10, null), ErrorCode.RECORD_NOT_FOUND);
        assertCode(() -> bob.assess(hush, PRODUCT, List.of(Mark.of("need", 7))), ErrorCode.RECORD_NOT_FOUND);
        assertCode(() -> bob.reviewTotal(hush, PRODUCT, ReviewState.ACCEPTED), ErrorCode.RECORD_NOT_FOUND);
        assertCode(() -> bob.review(proposals.get(2).id(), ReviewState.ACCEPTED), ErrorCode.DOCUMENT_NOT_FOUND);
        assertThat(bob.ranking(PRODUCT, 10, null).items())
                .extracting(ScoreTotal::record)
                .containsExactly(his, hers);
        assertThat(bob.proposals(PRODUCT, 10, null).items())
                .extracting(Assessment::record)
                .containsExactly(hers);
        assertThat(crm(Actor.user("bob"))
                        .timeline()
                        .list(TimelineQuery.all().types("score.*"))
                        .items())
                .isNotEmpty()
                .noneMatch(e -> hush.equals(e.recordId()) || e.recordId() == null);
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "Scores go over to the survivor: the latest word counts, but no model's over a person's; unmerging gives each back its own")
    void merging() {
        Crm ada = scored();
        Crm model = crm(Actor.ai("scorer"));
        ada.scoring().define(ScoreCard.of("Heat pump", 0, 10).criterion("need", 1));
        UUID a = Sales.company(ada, "A").id();
        UUID b = Sales.company(ada, "B").id();
        UUID other = Sales.company(ada, "Other").id();
        ada.scoring().assess(other, PRODUCT, List.of(Mark.of("budget", 6)));
        ada.scoring().assess(a, PRODUCT, List.of(Mark.of("budget", 9), Mark.of("need", 2)));
        clock().advance(Duration.ofHours(1));
        model.scoring().assess(b, PRODUCT, List.of(Mark.of("budget", 1), Mark.of("timing", 3)));
        ada.scoring().assess(b, PRODUCT, List.of(Mark.of("need", 4)));
        Assessment proposed =
                model.scoring().assess(b, PRODUCT, List.of(Mark.of("need", 8))).get(0);
        ada.scoring().assess(b, "Heat pump", List.of(Mark.of("need", 10)));
        ada.scoring().reviewTotal(a, PRODUCT, ReviewState.ACCEPTED);
        ada.scoring().reviewTotal(b, PRODUCT, ReviewState.REJECTED);
        ScoreTotal ofA = ada.scoring().total(a, PRODUCT);
        ScoreTotal ofB = ada.scoring().total(b, PRODUCT);
        List<ScoreTotal> ranking = ada.scoring().ranking(PRODUCT, 10, null).items();

        UUID merge = ada.merges().merge(a, List.of(b)).mergeId();

        ScoreTotal merged = ada.scoring().total(a, PRODUCT);
        assertThat(merged.values())
                .isEqualTo(Map.of(
                        "budget",
                        BigDecimal.valueOf(9),
                        "need",
                        BigDecimal.valueOf(4),
                        "timing",
                        BigDecimal.valueOf(3)));
        assertThat(merged.total()).isEqualByComparingTo("6.3333");
        assertThat(merged.state()).isEqualTo(ReviewState.PROPOSED);
        assertThat(ada.scoring().total(b, PRODUCT)).as("the old id").isEqualTo(merged);
        assertThat(ada.scoring().history(b, PRODUCT, 10, null).items())
                .hasSize(6)
                .allSatisfy(found -> assertThat(found.record()).isEqualTo(a));
        assertThat(ada.scoring().proposals(PRODUCT, 10, null).items())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.id()).isEqualTo(proposed.id());
                    assertThat(found.record()).isEqualTo(a);
                });
        assertThat(ada.scoring().ranking(PRODUCT, 10, null).items())
                .containsExactly(merged, ada.scoring().total(other, PRODUCT));
        assertThat(ada.scoring().ranking("Heat pump", 10, null).items())
                .extracting(ScoreTotal::record)
                .containsExactly(a);

        ada.merges().unmerge(merge);

        assertThat(ada.scoring().total(a, PRODUCT)).isEqualTo(ofA);
        assertThat(ada.scoring().total(b, PRODUCT)).isEqualTo(ofB);
        assertThat(ada.scoring().ranking(PRODUCT, 10, null).items()).isEqualTo(ranking);
        assertThat(ada.scoring().ranking("Heat pump", 10, null).items())
                .extracting(ScoreTotal::record)
                .containsExactly(b);
        assertThat(ada.scoring().history(a, PRODUCT, 10, null).items()).hasSize(2);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "What was assessed since a merge stays with the survivor, and each record has the scores of its own history")
    void assessedSince() {
        Crm ada = scored();
        ada.scoring()
                .define(ScoreCard.of("Heat pump", 0, 10).criterion("need", 1).criterion("room", 1));
        UUID a = Sales.company(ada, "A").id();
        UUID b = Sales.company(ada, "B").id();
        ada.scoring().assess(a, PRODUCT, List.of(Mark.of("budget", 1)));
        clock().advance(Duration.ofHours(1));
        ada.scoring().assess(b, PRODUCT, List.of(Mark.of("budget", 2), Mark.of("need", 3)));
        ada.scoring().assess(b, "Heat pump", List.of(Mark.of("need", 4)));
        UUID merge = ada.merges().merge(a, List.of(b)).mergeId();
        clock().advance(Duration.ofHours(1));
        ada.scoring().assess(a, PRODUCT, List.of(Mark.of("timing", 5)));
        ada.scoring().assess(b, "Heat pump", List.of(Mark.of("room", 6)));
        assertThat(ada.scoring().total(a, "Heat pump").values()).containsOnlyKeys("need", "room");

        ada.merges().unmerge(merge);

        assertThat(ada.scoring().total(a, PRODUCT).values())
                .isEqualTo(Map.of("budget", BigDecimal.valueOf(1), "timing", BigDecimal.valueOf(5)));
        assertThat(ada.scoring().total(b, PRODUCT).values())
                .isEqualTo(Map.of("budget", BigDecimal.valueOf(2), "need", BigDecimal.valueOf(3)));
        assertThat(ada.scoring().total(a, "Heat pump").values()).isEqualTo(Map.of("room", BigDecimal.valueOf(6)));
        assertThat(ada.scoring().total(b, "Heat pump").values()).isEqualTo(Map.of("need", BigDecimal.valueOf(4)));
        for (String product : List.of(PRODUCT, "Heat pump")) {
            assertThat(ada.scoring().ranking(product, 10, null).items())
                    .containsExactlyInAnyOrder(
                            ada.scoring().total(a, product), ada.scoring().total(b, product));
        }
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName("Erasing a record takes its scores, proposals and places in rankings with it")
    void erasing() {
        Crm ada = scored();
        UUID a = Sales.company(ada, "A").id();
        UUID b = Sales.company(ada, "B").id();
        ada.scoring().assess(a, PRODUCT, List.of(new Mark("need", BigDecimal.ONE, "owes money")));
        crm(Actor.ai("scorer")).scoring().assess(a, PRODUCT, List.of(Mark.of("need", 8)));
        ada.scoring().assess(b, PRODUCT, List.of(Mark.of("need", 2)));
        ada.merges().merge(b, List.of(a));

        ada.records(Sales.COMPANY).erase(b, "B");

        assertThat(ada.scoring().ranking(PRODUCT, 10, null).items()).isEmpty();
        assertThat(ada.scoring().proposals(PRODUCT, 10, null).items()).isEmpty();
        assertCode(() -> ada.scoring().total(a, PRODUCT), ErrorCode.RECORD_NOT_FOUND);
        assertCode(() -> ada.scoring().history(b, PRODUCT, 10, null), ErrorCode.RECORD_NOT_FOUND);
        storage().inTransaction(TransactionRequest.read(workspace()), t -> {
            assertThat(t.items().belonging(List.of(a, b), null, 100)).isEmpty();
            return true;
        });
        assertThat(ada.timeline().list(TimelineQuery.all().types("score.*")).items())
                .filteredOn(e -> e.recordId() != null)
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e.details()).isEmpty());
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "Assessments and merges at once: every assessment that was taken stands with the survivor, and the ranking agrees")
    void mergedWhileAssessed() {
        Crm ada = scored();
        List<UUID> companies = IntStream.range(0, 6)
                .mapToObj(i -> Sales.company(ada, "C" + i).id())
                .toList();
        List<Callable<String>> work = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int n = i;
            work.add(() -> retried(() -> n % 6 == 5
                    ? ada.merges()
                            .merge(companies.get(0), List.of(companies.get(1 + n / 6)))
                            .mergeId()
                            .toString()
                    : crm(Actor.user("u" + n))
                            .scoring()
                            .assess(companies.get(n % 6), PRODUCT, List.of(Mark.of("need", n % 10)))
                            .get(0)
                            .id()
                            .toString()));
        }
        List<AtOnce.Outcome<String>> outcomes = AtOnce.run(work);

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(ada.scoring().history(companies.get(0), PRODUCT, 100, null).items())
                .as("all of them but those of the company that is not merged, which nobody assessed")
                .hasSize(20);
        assertThat(ada.scoring().ranking(PRODUCT, 10, null).items())
                .containsExactly(ada.scoring().total(companies.get(0), PRODUCT));
    }

    private static String retried(Callable<String> work) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.call();
            } catch (StorageException e) {
                if (!e.isRetryable() || attempt == 20) {
                    throw e;
                }
            }
        }
    }
}
