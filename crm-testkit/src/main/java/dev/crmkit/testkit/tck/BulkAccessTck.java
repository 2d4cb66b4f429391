package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.record.BulkResult.Outcome.CREATED;
import static dev.crmkit.record.BulkResult.Outcome.FAILED;
import static dev.crmkit.record.BulkResult.Outcome.UNCHANGED;
import static dev.crmkit.record.BulkResult.Outcome.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * That bulk calls say of each item what the single call says of its record, whoever calls, and that they give no more away. Extend it, say how to get
 * an empty storage, and run it with JUnit.
 */
public abstract class BulkAccessTck extends EngineTck {
    private static final Actor ADA = Actor.user("ada");
    private static final Actor BOB = Actor.user("bob");
    private static final Actor EVE = Actor.user("eve");
    private static final Actor VIC = Actor.user("vic");
    private static final Actor BOT = Actor.automation("bot");
    private static final Actor STRANGER = Actor.api("stranger");
    private static final BulkOptions ATOMIC = BulkOptions.atomic();
    private static final BulkOptions PER_ITEM = BulkOptions.perItem();

    /** For subclasses. */
    protected BulkAccessTck() {}

    /** Ada owns the workspace; Bob is a clerk with narrow rights in the group north, Eve a member, Vic a viewer, the bot an admin. */
    private Crm staffed() {
        Crm ada = Sales.in(crm(ADA));
        ada.members().put(Member.of(ADA, Role.OWNER));
        ada.members().groups().put(new Group("north", "North"));
        Reach read = Reach.own().or(Reach.where(attr("industry").neq("bank")));
        ada.members()
                .roles()
                .put(Role.named("clerk")
                        .everywhere(ObjectRules.all())
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, read)
                                        .allow(
                                                Verb.CREATE,
                                                Reach.where(attr("industry").eq("retail")))
                                        .allow(Verb.UPDATE, Reach.own().or(Reach.unclaimed()))
                                        .allow(Verb.ARCHIVE, Reach.own().or(Reach.ownGroup()))
                                        .hide("revenue")
                                        .readOnly("employees")));
        ada.members().put(Member.of(BOB, "clerk").groups("north"));
        ada.members().put(Member.of(EVE, Role.MEMBER));
        ada.members().put(Member.of(VIC, Role.VIEWER));
        ada.members().put(Member.of(BOT, Role.ADMIN));
        return ada;
    }

    private static UUID company(Crm ada, String name, @Nullable String owner, String industry, boolean archived) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("name", name);
        values.put("@owner", owner);
        values.put("industry", industry);
        values.put("revenue", 4711);
        UUID id = ada.records(Sales.COMPANY).create(values).id();
        if (archived) {
            ada.records(Sales.COMPANY).archive(id);
        }
        return id;
    }

    /** A company of every owner, industry and state, and one that is nowhere. */
    private static List<UUID> targets(Crm ada) {
        List<UUID> targets = new ArrayList<>();
        for (String owner : new @Nullable String[] {null, "bob", "eve", "group:north"}) {
            for (String industry : List.of("retail", "bank")) {
                for (boolean archived : new boolean[] {false, true}) {
                    targets.add(company(ada, owner + " " + industry + " " + archived, owner, industry, archived));
                }
            }
        }
        targets.add(UUID.fromString("01900000-0000-7000-8000-000000000000"));
        return targets;
    }

    /** Something that can be done to one record, or to many. */
    private record Deed(
            String name,
            BiFunction<RecordStore, UUID, Boolean> single,
            BiFunction<BulkRecords, Map.Entry<BulkTargets, BulkOptions>, BulkResult> bulk) {}

    private static Deed patch(Map<String, Object> values) {
        return new Deed(
                "patch " + values,
                (records, id) ->
                        changes(records, id, () -> records.patch(id, values).version()),
                (bulk, how) -> bulk.patch(how.getKey(), values, how.getValue()));
    }

    private static Deed assign(Assignment assignment) {
        return new Deed(
                "assign " + assignment,
                (records, id) -> changes(
                        records, id, () -> records.assign(id, assignment).version()),
                (bulk, how) -> bulk.assign(how.getKey(), assignment, how.getValue()));
    }

    private static boolean changes(RecordStore records, UUID id, Callable<Long> work) {
        long before = records.find(id).map(record -> record.version()).orElse(0L);
        try {
            return work.call() != before;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Deed> deeds(Crm actor, UUID hiddenCompany) {
        return List.of(
                patch(Map.of("about", "new")),
                patch(Map.of("industry", "tech", "about", "new")),
                patch(Map.of("employees", 5)),
                patch(Map.of("revenue", 5)),
                patch(Map.of("name", "Taken")),
                patch(Map.of("parent", hiddenCompany)),
                patch(Map.of("@owner", "bob")),
                patch(Map.of("@owner", "nobody", "employees", "many")),
                patch(Map.of()),
                assign(Assignment.toOwner(Principal.user("eve"))),
                assign(Assignment.toAssignee(Principal.user("bob"))),
                assign(Assignment.toOwner(Principal.user("nobody"))),
                new Deed(
                        "claim",
                        (records, id) ->
                                changes(records, id, () -> records.claim(id).version()),
                        (bulk, how) -> bulk.claim(how.getKey(), how.getValue())),
                new Deed(
                        "archive",
                        (records, id) ->
                                changes(records, id, () -> records.archive(id).version()),
                        (bulk, how) -> bulk.archive(how.getKey(), how.getValue())),
                new Deed(
                        "restore",
                        (records, id) ->
                                changes(records, id, () -> records.restore(id).version()),
                        (bulk, how) -> bulk.restore(how.getKey(), how.getValue())),
                new Deed(
                        "tag",
                        (records, id) -> actor.tags().add(id, "hot") > 0,
                        (bulk, how) -> bulk.tag(how.getKey(), List.of("hot"), how.getValue())),
                new Deed(
                        "untag",
                        (records, id) -> actor.tags().remove(id, "cold") > 0,
                        (bulk, how) -> bulk.untag(how.getKey(), List.of("cold"), how.getValue())));
    }

    @Test
    @SpecRule({"WSP-3", "WSP-4", "REC-5"})
    @DisplayName(
            "Whoever calls: a bulk call says of each item what the single call says of its record, item by item and all or none")
    void eachItemGetsTheVerdictOfTheSingleCall() {
        Crm ada = staffed();
        List<UUID> targets = targets(ada);
        company(ada, "Taken", "eve", "bank", false);
        UUID hidden = company(ada, "Hush", "eve", "bank", false);
        ada.tags().add(targets.stream().filter(id -> live(ada, id)).toList(), List.of("cold"));
        Set<String> verdicts = new TreeSet<>();
        for (Actor actor : List.of(ADA, BOB, EVE, VIC, BOT, STRANGER)) {
            for (Deed deed : deeds(crm(actor), hidden)) {
                List<Verdict> singles = targets.stream()
                        .map(id -> undone(
                                crm(actor),
                                inside -> deeds(inside, hidden).stream()
                                                .filter(same -> same.name().equals(deed.name()))
                                                .findFirst()
                                                .orElseThrow()
                                                .single()
                                                .apply(inside.records(Sales.COMPANY), id)
                                        ? Verdict.CHANGED
                                        : Verdict.SAME))
                        .toList();
                singles.forEach(verdict -> verdicts.addAll(verdict.faults()));
                compareItems(crm(actor), deed, targets, singles);
                for (int i = 0; i < targets.size(); i++) {
                    compareAlone(crm(actor), deed, targets.get(i), singles.get(i));
                }
            }
        }
        assertThat(verdicts)
                .as("the table reaches every kind of verdict")
                .anyMatch(v -> v.startsWith(": FORBIDDEN"))
                .anyMatch(v -> v.startsWith(": RECORD_CLAIMED"))
                .anyMatch(v -> v.startsWith(": RECORD_NOT_FOUND"))
                .anyMatch(v -> v.startsWith(": RECORD_ARCHIVED"))
                .anyMatch(v -> v.startsWith("name: VALUE_DUPLICATE"))
                .anyMatch(v -> v.startsWith("employees: VALUE_READ_ONLY"))
                .anyMatch(v -> v.startsWith("revenue: SCHEMA_UNKNOWN_ATTRIBUTE"))
                .anyMatch(v -> v.startsWith("parent: VALUE_UNKNOWN_REFERENCE"))
                .anyMatch(v -> v.startsWith("@owner: VALUE_UNKNOWN_REFERENCE"));
    }

    private static boolean live(Crm crm, UUID id) {
        return crm.records(Sales.COMPANY).find(id).filter(r -> !r.isArchived()).isPresent();
    }

    private static void compareItems(Crm crm, Deed deed, List<UUID> targets, List<Verdict> singles) {
        List<BulkResult.Item> items = new ArrayList<>();
        Verdict whole = undone(crm, inside -> {
            items.addAll(deed.bulk()
                    .apply(inside.records(Sales.COMPANY).bulk(), Map.entry(BulkTargets.of(targets), PER_ITEM))
                    .items());
            return Verdict.CHANGED;
        });
        for (int i = 0; i < targets.size(); i++) {
            Verdict verdict = whole.equals(Verdict.CHANGED) ? Verdict.of(items.get(i)) : whole;
            assertThat(verdict)
                    .as("%s by %s of item %s", deed.name(), crm.actor(), i)
                    .isEqualTo(singles.get(i));
            if (whole.equals(Verdict.CHANGED)) {
                assertThat(items.get(i).id()).isEqualTo(targets.get(i));
            }
        }
    }

    private static void compareAlone(Crm crm, Deed deed, UUID target, Verdict single) {
        Verdict alone = undone(
                crm,
                inside -> Verdict.of(deed.bulk()
                        .apply(inside.records(Sales.COMPANY).bulk(), Map.entry(BulkTargets.of(List.of(target)), ATOMIC))
                        .items()
                        .get(0)));
        assertThat(alone)
                .as("%s by %s of %s alone", deed.name(), crm.actor(), target)
                .isEqualTo(single);
    }

    /** What the call came to, of which nothing stays. */
    private static Verdict undone(Crm crm, Function<Crm, Verdict> work) {
        List<Verdict> verdict = new ArrayList<>();
        try {
            crm.useTransaction(inside -> {
                verdict.add(work.apply(inside));
                throw new Undone();
            });
        } catch (Undone e) {
            return verdict.get(0);
        } catch (CrmException e) {
            return Verdict.of(e);
        }
        throw new AssertionError("The transaction swallowed an exception");
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Whether a record changed, or what was said against it. */
    private record Verdict(boolean changed, Set<String> faults) {
        static final Verdict CHANGED = new Verdict(true, Set.of());
        static final Verdict SAME = new Verdict(false, Set.of());

        static Verdict of(BulkResult.Item item) {
            return item.outcome() == FAILED ? of(item.violations()) : item.outcome() == UNCHANGED ? SAME : CHANGED;
        }

        static Verdict of(CrmException e) {
            return e instanceof InvalidInputException invalid
                    ? of(invalid.violations())
                    : new Verdict(false, Set.of(text("", e.code(), Objects.requireNonNull(e.getMessage()))));
        }

        private static Verdict of(List<Violation> violations) {
            Set<String> faults = new TreeSet<>();
            for (Violation v : violations) {
                faults.add(text(v.path().replaceFirst("^records\\[\\d+]\\.?", ""), v.code(), v.message()));
            }
            return new Verdict(false, faults);
        }

        /** The words are compared too, but where a bulk call speaks of an item and not of a record. */
        private static String text(String path, ErrorCode code, String message) {
            boolean ofItem = code == ErrorCode.RECORD_NOT_FOUND || code == ErrorCode.RECORD_ARCHIVED;
            return path + ": " + code + (ofItem ? "" : " " + message);
        }
    }

    @Test
    @SpecRule({"WSP-3", "REC-5"})
    @DisplayName("What is created out of reach is refused alone, and by a single call alike; the rest is written")
    void creating() {
        Crm ada = staffed();
        company(ada, "Hush", "eve", "bank", false);
        Crm bob = crm(BOB);
        List<Map<String, Object>> inputs = List.of(
                Map.of("name", "Fine", "industry", "retail"),
                Map.of("name", "Far", "industry", "tech"),
                Map.of("name", "hush", "industry", "retail"),
                Map.of("name", "Odd", "industry", "retail", "revenue", 3),
                Map.of("name", "Even", "industry", "retail", "employees", 3),
                Map.of("name", "Good", "industry", "retail"));
        List<Verdict> singles = inputs.stream()
                .map(values -> undone(bob, inside -> {
                    inside.records(Sales.COMPANY).create(values);
                    return Verdict.CHANGED;
                }))
                .toList();
        int before = events(ada).size();

        BulkResult result = bob.records(Sales.COMPANY).bulk().create(inputs, PER_ITEM);

        assertThat(result.items()).extracting(Verdict::of).isEqualTo(singles);
        assertThat(result.items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(CREATED, FAILED, FAILED, FAILED, FAILED, CREATED);
        assertThat(result.items().get(1).violations().get(0).code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(result.items().get(2).violations().get(0).message()).contains("held by another record");
        assertThat(Sales.names(ada, Sales.COMPANY)).containsExactly("Good", "Fine", "Hush");
        assertThat(events(ada)).as("two records and the call").hasSize(before + 3);
        assertThat(ada.records(Sales.COMPANY).count(ListQuery.all()).value()).isEqualTo(3);
        assertThatThrownBy(() -> bob.records(Sales.COMPANY).bulk().create(inputs.subList(1, 2), ATOMIC))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThat(Sales.all(ada, Sales.COMPANY)).isEqualTo(3);
    }

    @Test
    @SpecRule({"WSP-3", "REC-5"})
    @DisplayName(
            "Upsert changes who may be changed, names no holder that cannot be seen, and takes no hidden attribute")
    void upserting() {
        Crm ada = staffed();
        UUID his = company(ada, "His", "bob", "retail", false);
        UUID hers = company(ada, "Hers", "eve", "retail", false);
        UUID hush = company(ada, "Hush", "eve", "bank", false);
        BulkResult result = crm(BOB).records(Sales.COMPANY)
                .bulk()
                .upsert(
                        "name",
                        List.of(
                                Map.of("name", "his", "about", "x"),
                                Map.of("name", "Hers", "about", "x"),
                                Map.of("name", "Hush", "about", "x", "industry", "retail"),
                                Map.of("name", "New", "industry", "retail"),
                                Map.of("name", "Far", "industry", "bank")),
                        PER_ITEM);
        assertThat(result.items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(UPDATED, FAILED, FAILED, CREATED, FAILED);
        assertThat(result.items().get(0).id()).isEqualTo(his);
        assertThat(result.items().get(1).id()).isEqualTo(hers);
        assertThat(result.items().get(1).violations())
                .extracting(Violation::code)
                .containsExactly(ErrorCode.FORBIDDEN);
        assertThat(result.items().get(2).id()).isNull();
        assertThat(result.items().get(2).violations()).singleElement().satisfies(fault -> {
            assertThat(fault.code()).isEqualTo(ErrorCode.VALUE_DUPLICATE);
            assertThat(fault.message()).doesNotContain(hush.toString());
        });
        assertThat(result.items().get(4).violations())
                .extracting(Violation::code)
                .containsExactly(ErrorCode.FORBIDDEN);

        ada.members()
                .roles()
                .put(Role.named("blind")
                        .everywhere(ObjectRules.all())
                        .on(Sales.COMPANY, ObjectRules.all().hide("name")));
        ada.members().put(Member.of(VIC, "blind"));
        assertThatThrownBy(() ->
                        crm(VIC).records(Sales.COMPANY).bulk().upsert("name", List.of(Map.of("name", "His")), PER_ITEM))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> {
                    assertThat(e.violations().get(0).code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
                    assertThat(e.violations().get(0).message()).endsWith("Unique attributes: ");
                });
    }

    @Test
    @SpecRule({"WSP-3", "REC-5"})
    @DisplayName(
            "All or none: what the actor may not do refuses the call, and nothing of it stays; a query finds what the actor sees")
    void allOrNone() {
        Crm ada = staffed();
        UUID his = company(ada, "His", "bob", "retail", false);
        UUID hers = company(ada, "Hers", "eve", "retail", false);
        UUID hush = company(ada, "Hush", "eve", "bank", false);
        BulkRecords bulk = crm(BOB).records(Sales.COMPANY).bulk();
        int before = events(ada).size();
        assertThatThrownBy(() -> bulk.patch(BulkTargets.of(List.of(his, hers)), Map.of("about", "x"), ATOMIC))
                .isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN);
                    assertThat(e).hasMessageContaining(hers.toString());
                });
        assertThatThrownBy(
                        () -> bulk.patch(BulkTargets.of(List.of(hush, his, hers)), Map.of("employees", "many"), ATOMIC))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(v -> v.path() + " " + v.code())
                                .containsExactly(
                                        "records[0] RECORD_NOT_FOUND",
                                        "records[1].employees VALUE_READ_ONLY",
                                        "records[2] FORBIDDEN"));
        assertThatThrownBy(() -> bulk.tag(BulkTargets.of(List.of(his, hers)), List.of("hot"), ATOMIC))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> bulk.archive(BulkTargets.of(List.of(his, hers)), ATOMIC))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> bulk.claim(BulkTargets.of(List.of(his, hers)), ATOMIC))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_CLAIMED));
        assertThat(events(ada)).hasSize(before);
        assertThat(ada.tags().of(his)).isEmpty();
        BulkResult matching = bulk.patch(BulkTargets.matching(ListQuery.all(), 10), Map.of("about", "seen"), PER_ITEM);
        assertThat(matching.items()).extracting(BulkResult.Item::id).containsExactly(hers, his);
        assertThat(matching.items()).extracting(BulkResult.Item::outcome).containsExactly(FAILED, UPDATED);
        assertThatThrownBy(() -> bulk.patch(
                        BulkTargets.matching(ListQuery.where(attr("revenue").eq(4711)), 10),
                        Map.of("about", "x"),
                        PER_ITEM))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations().get(0).code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));
    }

    @Test
    @SpecRule({"REC-5", "REC-6"})
    @DisplayName(
            "Tags of many keep to the rules of tags: reserved prefixes, one pair once, an event for each record that changes")
    void tagging() {
        Crm ada = staffed();
        UUID a = company(ada, "A", null, "tech", false);
        UUID b = company(ada, "B", null, "tech", false);
        ada.tags().add(a, "Hot");
        BulkRecords bulk = ada.records(Sales.COMPANY).bulk();
        BulkTargets both = BulkTargets.of(List.of(a, b));
        assertThatThrownBy(() -> bulk.tag(both, List.of("bot:scored", ""), PER_ITEM))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("tags[0]", "tags[1]"));
        assertThatThrownBy(() -> bulk.tag(both, Collections.nCopies(51, "x"), PER_ITEM))
                .isInstanceOf(InvalidInputException.class);
        assertThat(crm(BOT).records(Sales.COMPANY)
                        .bulk()
                        .tag(both, List.of("bot:scored"), ATOMIC)
                        .count(UPDATED))
                .isEqualTo(2);
        BulkOptions once = PER_ITEM.withIdempotencyKey("tags-1");
        BulkResult first = bulk.tag(both, List.of("hot"), once);
        assertThat(first.items()).extracting(BulkResult.Item::outcome).containsExactly(UNCHANGED, UPDATED);
        assertThat(bulk.tag(both, List.of("hot"), once)).isEqualTo(first);
        assertThatThrownBy(() -> bulk.tag(both, List.of("cold"), once))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH));
        assertThatThrownBy(() -> crm(EVE).records(Sales.COMPANY).bulk().tag(both, List.of("hot"), once))
                .as("another's key is another's call")
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH));
        assertThat(ada.tags().of(List.of(a, b)))
                .isEqualTo(Map.of(a, List.of("bot:scored", "Hot"), b, List.of("bot:scored", "Hot")));
        List<CrmEvent> told = ada.timeline().of(b, TimelineQuery.all()).items();
        assertThat(told.get(0).type()).isEqualTo("tag.added");
        assertThat(told.get(0).details()).isEqualTo(Map.of("tags", List.of("Hot")));
        assertThat(ada.timeline()
                        .list(TimelineQuery.all().types("bulk.*"))
                        .items()
                        .get(0)
                        .id())
                .isEqualTo(told.get(0).cause().rootId());
        assertThat(bulk.untag(both, List.of("HOT", "never"), ATOMIC).count(UPDATED))
                .isEqualTo(2);
        assertThat(bulk.untag(both, List.of("HOT"), ATOMIC).count(UNCHANGED)).isEqualTo(2);
        assertThat(ada.tags().of(a)).containsExactly("bot:scored");
        assertThat(ada.records(Sales.COMPANY).get(a).version()).isEqualTo(1);
    }

    @Test
    @SpecRule({"WSP-4", "REC-5"})
    @DisplayName(
            "Of many who claim the same records at once, in any order, each record has one winner, and the others are told")
    void claimRace() {
        Crm ada = staffed();
        int claimants = 16;
        List<UUID> ids = IntStream.range(0, 12)
                .mapToObj(i -> company(ada, "C" + i, null, "tech", false))
                .toList();
        List<Callable<BulkResult>> claims = new ArrayList<>();
        for (int i = 0; i < claimants; i++) {
            Actor actor = Actor.user("u" + i);
            ada.members().put(Member.of(actor, Role.MEMBER));
            List<UUID> shuffled = new ArrayList<>(ids);
            Collections.shuffle(shuffled, new Random(i));
            List<UUID> some = List.copyOf(shuffled.subList(0, 8));
            claims.add(() ->
                    retried(() -> crm(actor).records(Sales.COMPANY).bulk().claim(BulkTargets.of(some), PER_ITEM)));
        }

        List<AtOnce.Outcome<BulkResult>> outcomes = AtOnce.run(claims);

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        Map<UUID, String> winners = new LinkedHashMap<>();
        Set<UUID> asked = new HashSet<>();
        for (int i = 0; i < claimants; i++) {
            for (BulkResult.Item item :
                    Objects.requireNonNull(outcomes.get(i).result()).items()) {
                asked.add(Objects.requireNonNull(item.id()));
                if (item.outcome() == UPDATED) {
                    assertThat(winners.put(item.id(), "u" + i))
                            .as("another winner of %s", item.id())
                            .isNull();
                } else {
                    assertThat(item.outcome()).isEqualTo(FAILED);
                    assertThat(item.violations()).extracting(Violation::code).containsExactly(ErrorCode.RECORD_CLAIMED);
                }
            }
        }
        assertThat(winners.keySet()).isEqualTo(asked);
        winners.forEach((id, winner) -> {
            assertThat(ada.records(Sales.COMPANY).get(id).state().owner()).isEqualTo(winner);
            assertThat(ada.records(Sales.COMPANY).get(id).version()).isEqualTo(2);
        });
    }

    /** A storage that asks for another try gets it. */
    private static BulkResult retried(Callable<BulkResult> work) throws Exception {
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

    @Test
    @SpecRule({"REC-5", "REC-7"})
    @DisplayName("An old id stands for the survivor, and beside the survivor's own id it is the same record")
    void oldIds() {
        Crm ada = staffed();
        UUID a = company(ada, "A", null, "tech", false);
        UUID old = company(ada, "B", null, "tech", false);
        ada.merges().merge(a, List.of(old));
        BulkRecords bulk = ada.records(Sales.COMPANY).bulk();
        BulkTargets both = BulkTargets.of(List.of(old, a));
        BulkResult patched = bulk.patch(both, Map.of("about", "x"), ATOMIC);
        assertThat(patched.items()).extracting(BulkResult.Item::id).containsExactly(a, a);
        assertThat(patched.count(UPDATED)).isEqualTo(2);
        long version = ada.records(Sales.COMPANY).get(a).version();
        assertThat(patched.items())
                .allSatisfy(item -> assertThat(item.version()).isEqualTo(version));
        assertThat(bulk.claim(both, ATOMIC).count(UPDATED)).isEqualTo(2);
        assertThat(bulk.tag(both, List.of("hot"), ATOMIC).count(UPDATED)).isEqualTo(2);
        assertThat(ada.tags().of(a)).containsExactly("hot");
        assertThat(bulk.archive(both, ATOMIC).count(BulkResult.Outcome.ARCHIVED))
                .isEqualTo(2);
        assertThat(bulk.restore(both, ATOMIC).count(BulkResult.Outcome.RESTORED))
                .isEqualTo(2);
        BulkResult twice = bulk.patch(
                List.of(BulkPatch.of(old, Map.of("about", "y")), BulkPatch.of(a, Map.of("about", "z"))), PER_ITEM);
        assertThat(twice.items()).extracting(BulkResult.Item::outcome).containsExactly(UPDATED, FAILED);
        assertThat(ada.records(Sales.COMPANY).get(a).value("about")).isEqualTo("y");
    }

    private static List<CrmEvent> events(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().limit(1000)).items();
    }
}
