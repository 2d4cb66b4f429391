package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.ConfigurationException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Role;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.IndexState;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.QueryPlan;
import dev.crmkit.query.Sort;
import dev.crmkit.schema.AttributeIndex;
import dev.crmkit.schema.IndexReport;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.InMemoryStorage;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The contract tests of indexes that come and go (QRY-6, REC-1). A storage without indexes says so of all of them and gives the same answers. Not thread-safe.
 */
public abstract class IndexesTck extends EngineTck {
    private static final String THING = "thing";
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int NUMBERS = 11;
    private static final Duration LONG_IDLE = Duration.ofDays(40);

    private @Nullable CrashingStorage crashing;
    private @Nullable ManualScheduler scheduler;
    private @Nullable CrmEngine engine;

    /** For subclasses. */
    protected IndexesTck() {}

    @BeforeEach
    final void build() {
        if (engine == null) {
            crashing = new CrashingStorage(fresh());
            scheduler = ManualScheduler.on(clock());
            engine = closedAtTheEnd(CrmEngine.builder()
                    .storage(crashing)
                    .clock(clock())
                    .scheduler(scheduler)
                    .workers(WorkerOptions.standard().lease(LEASE).jobsPerRound(1))
                    .build());
            engine.start();
        }
    }

    private CrashingStorage storageThatDies() {
        return Objects.requireNonNull(crashing);
    }

    private ManualScheduler workers() {
        return Objects.requireNonNull(scheduler);
    }

    private Crm as(Actor actor) {
        return Objects.requireNonNull(engine).workspace(workspace()).as(actor);
    }

    /** Things with a name and more numbers than any storage has room for; all are full but for some. */
    private Crm things(int records) {
        Crm crm = as(Actor.user("ada"));
        ObjectSchema.Builder schema = ObjectSchema.named(THING).attribute("name", text());
        for (int i = 1; i <= NUMBERS; i++) {
            schema.attribute("n" + i, number());
        }
        crm.schema().define(schema.attribute("kind", select("a", "b")).build());
        Random random = new Random(records);
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("name", "Thing " + i);
            values.put("kind", i % 3 == 0 ? "a" : "b");
            for (int n = 1; n <= NUMBERS; n++) {
                if (random.nextInt(5) > 0) {
                    values.put("n" + n, random.nextInt(20));
                }
            }
            all.add(values);
        }
        crm.records(THING).createAll(all);
        return crm;
    }

    private static Map<String, AttributeIndex> indexes(Crm crm) {
        return crm.schema().indexes(THING).stream()
                .collect(Collectors.toMap(
                        index -> index.attribute() + (index.component().isEmpty() ? "" : "." + index.component()),
                        index -> index,
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    private static IndexState state(Crm crm, String attribute) {
        return Objects.requireNonNull(indexes(crm).get(attribute), attribute).state();
    }

    /** Whether the storage keeps indexes at all. */
    private static boolean keepsIndexes(Crm crm) {
        return state(crm, "name") == IndexState.READY;
    }

    /** What only indexes may change about. */
    private static List<Object> everything(Crm crm) {
        List<Object> seen = new ArrayList<>();
        crm.records(THING)
                .list(ListQuery.all().archived(ArchivedFilter.ALL).limit(1_000))
                .items()
                .forEach(record -> seen.add(List.of(record.id(), record.version(), record.values(), record.state())));
        crm.timeline().list(TimelineQuery.all().limit(1_000)).items().forEach(event -> seen.add(event.id()));
        return seen;
    }

    /** Asks about every number in several ways and compares with the records themselves. */
    private static void assertAnswers(Crm crm) {
        assertAnswers(crm, IntStream.rangeClosed(1, NUMBERS));
    }

    private static void assertAnswers(Crm crm, IntStream numbers) {
        List<CrmRecord> all =
                crm.records(THING).list(ListQuery.all().limit(1_000)).items();
        numbers.forEach(n -> {
            String slug = "n" + n;
            List<UUID> large = all.stream()
                    .filter(record ->
                            record.value(slug) instanceof BigDecimal value && value.compareTo(BigDecimal.TEN) >= 0)
                    .map(CrmRecord::id)
                    .toList();
            assertThat(ids(crm, where(attr(slug).gte(10)))).as(slug).containsExactlyInAnyOrderElementsOf(large);
            assertThat(crm.records(THING).count(where(attr(slug).isEmpty())).value())
                    .as(slug)
                    .isEqualTo(all.stream()
                            .filter(record -> record.value(slug) == null)
                            .count());
            List<BigDecimal> sorted = crm
                    .records(THING)
                    .list(where(attr(slug).isNotEmpty())
                            .orderBy(Sort.desc(slug))
                            .limit(1_000))
                    .items()
                    .stream()
                    .map(record -> (BigDecimal) Objects.requireNonNull(record.value(slug)))
                    .toList();
            assertThat(sorted).as(slug).isSortedAccordingTo((a, b) -> b.compareTo(a));
        });
    }

    private static List<UUID> ids(Crm crm, ListQuery query) {
        return crm.records(THING).list(query.limit(1_000)).items().stream()
                .map(CrmRecord::id)
                .toList();
    }

    /** Lets the workers do what there is to do, and what becomes due soon. */
    private void work() {
        pass(Duration.ofMinutes(30));
    }

    /** In one jump: nothing here cares for the minutes between. */
    private void pass(Duration time) {
        clock().advance(time);
        workers().runUntilIdle();
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName(
            "The catalog names every form of every attribute with its place, and says the same as `indexed` and `explain`")
    void catalog() {
        Crm crm = things(3);
        crm.schema().addAttribute(THING, "price", currency("EUR").notIndexed());
        crm.schema().addAttribute(THING, "pinned", text().indexed());
        Map<String, AttributeIndex> indexes = indexes(crm);
        assertThat(indexes.keySet())
                .contains("name", "n1", "n11", "kind", "price", "price.currency", "pinned")
                .hasSize(NUMBERS + 5);
        Map<String, Boolean> indexed = crm.schema().indexed(THING);
        indexes.forEach((name, index) -> {
            if (index.component().isEmpty()) {
                assertThat(indexed.get(index.attribute())).as(name).isEqualTo(index.state() == IndexState.READY);
            }
            assertThat(index.place() != null).as(name).isEqualTo(index.state() == IndexState.READY);
            assertThat(index.lastUsed()).isNull();
            assertThat(index.always()).as(name).isEqualTo(name.equals("pinned"));
        });
        QueryPlan plan = crm.records(THING)
                .explain(where(attr("n1")
                                .gt(1)
                                .and(attr("n11").gt(1))
                                .and(attr("price").isEmpty()))
                        .orderBy(Sort.asc("name")));
        boolean keeps = keepsIndexes(crm);
        assertThat(plan.fields()).containsEntry("n1", keeps).containsEntry("n11", false);
        assertThat(state(crm, "n11")).isEqualTo(keeps ? IndexState.NO_ROOM : IndexState.UNSUPPORTED);
        assertThat(state(crm, "price")).isEqualTo(keeps ? IndexState.UNWANTED : IndexState.UNSUPPORTED);
        assertThat(plan.notes())
                .anySatisfy(note -> assertThat(note).contains("'n11'").contains(keeps ? "is taken" : "would serve"))
                .anySatisfy(
                        note -> assertThat(note).contains("'price'").contains(keeps ? "definition" : "would serve"));
        assertThatThrownBy(() -> crm.schema().indexes("nothing")).isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule({"QRY-6", "REC-1"})
    @DisplayName(
            "An attribute that questions name gets the place of one that none named for long; versions, times and history stay, answers too")
    void placesFollowUse() {
        Crm crm = things(60);
        boolean keeps = keepsIndexes(crm);
        work();
        clock().advance(LONG_IDLE);
        for (int n = 2; n <= 8; n++) {
            ids(crm, where(attr("n" + n).gt(5)));
        }
        crm.records(THING).list(where(attr("name").contains("Thing")).orderBy(Sort.asc("n10")));
        List<Object> before = everything(crm);
        assertThat(state(crm, "n1")).isEqualTo(keeps ? IndexState.READY : IndexState.UNSUPPORTED);
        List<IndexState> given = new ArrayList<>();
        List<IndexState> taken = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            pass(Duration.ofMinutes(20));
            given.add(state(crm, "n10"));
            taken.add(state(crm, "n1"));
            // Not about the others, or they would be used too.
            assertAnswers(crm, IntStream.of(2, 3, 4, 5, 6, 7, 8, 10));
            assertThat(crm.schema().checkIndexes(THING)).isEqualTo(new IndexReport(60, 0, List.of()));
        }
        assertThat(everything(crm)).isEqualTo(before);
        if (keeps) {
            assertThat(given).endsWith(IndexState.READY).contains(IndexState.NO_ROOM);
            assertThat(taken).contains(IndexState.RELEASING).endsWith(IndexState.NO_ROOM);
            assertThat(crm.records(THING).explain(where(attr("n10").gt(1))).fields())
                    .containsEntry("n10", true);
            assertThat(Objects.requireNonNull(indexes(crm).get("n10")).lastUsed())
                    .isNotNull();
            assertThat(IntStream.rangeClosed(2, 8).mapToObj(n -> state(crm, "n" + n)))
                    .as("those that were used keep their places")
                    .containsOnly(IndexState.READY);
        } else {
            assertThat(given).containsOnly(IndexState.UNSUPPORTED);
        }
        assertThat(crm.jobs().counts().dead()).isZero();
    }

    @Test
    @SpecRule({"QRY-6", "REC-1"})
    @DisplayName(
            "An attribute that was not indexed is filled once it shall be, also from archived records, and given back again")
    void wishesChange() {
        Crm crm = things(30);
        crm.schema().addAttribute(THING, "note", text().notIndexed());
        List<UUID> all = ids(crm, ListQuery.all());
        for (UUID id : all) {
            crm.records(THING).patch(id, Map.of("note", "Note " + all.indexOf(id) % 4));
        }
        crm.records(THING).archive(all.get(0));
        boolean keeps = keepsIndexes(crm);
        int events =
                crm.timeline().list(TimelineQuery.all().limit(1_000)).items().size();
        crm.schema().alterAttribute(THING, "note", text().indexed());
        assertThat(state(crm, "note")).isEqualTo(keeps ? IndexState.FILLING : IndexState.UNSUPPORTED);
        assertThat(crm.records(THING).explain(where(attr("note").eq("Note 1"))).notes())
                .anySatisfy(note -> assertThat(note).contains(keeps ? "being filled" : "would serve"));
        UUID later = crm.records(THING)
                .create(Map.of("name", "Later", "note", "Note 1"))
                .id();
        assertNotes(crm, later, 8);
        workers().runUntilIdle();
        assertThat(state(crm, "note")).isEqualTo(keeps ? IndexState.READY : IndexState.UNSUPPORTED);
        assertNotes(crm, later, 8);
        crm.records(THING).restore(all.get(0));
        crm.records(THING).archive(all.get(0));
        crm.schema().alterAttribute(THING, "note", text().notIndexed());
        for (int i = 0; i < 5; i++) {
            work();
            assertNotes(crm, later, 8);
            assertThat(crm.schema().checkIndexes(THING).isSound()).isTrue();
        }
        assertThat(state(crm, "note")).isEqualTo(keeps ? IndexState.UNWANTED : IndexState.UNSUPPORTED);
        // Two changes of the schema, one new record, one record back and away again.
        assertThat(crm.timeline().list(TimelineQuery.all().limit(1_000)).items())
                .hasSize(events + 5);
    }

    private static void assertNotes(Crm crm, UUID later, int count) {
        assertThat(ids(crm, where(attr("note").eq("note 1"))))
                .hasSize(count + 1)
                .contains(later);
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName("Places that are always wanted are never given away, and take others at once")
    void alwaysWanted() {
        Crm crm = things(20);
        boolean keeps = keepsIndexes(crm);
        crm.schema().alterAttribute(THING, "n11", number().indexed());
        for (int i = 0; i < 6; i++) {
            work();
        }
        assertThat(state(crm, "n11")).isEqualTo(keeps ? IndexState.READY : IndexState.UNSUPPORTED);
        for (int n = 1; n <= 8; n++) {
            crm.schema().alterAttribute(THING, "n" + n, number().indexed());
        }
        for (int i = 0; i < 10; i++) {
            work();
            clock().advance(LONG_IDLE);
            ids(crm, where(attr("n9").gt(1)));
        }
        assertThat(state(crm, "n11")).isEqualTo(keeps ? IndexState.READY : IndexState.UNSUPPORTED);
        assertThat(state(crm, "n9")).isEqualTo(keeps ? IndexState.NO_ROOM : IndexState.UNSUPPORTED);
        assertAnswers(crm);
        assertThat(crm.schema().get(THING).findAttribute("n11").orElseThrow().spec())
                .matches(AttributeSpec::isAlwaysIndexed)
                .isEqualTo(number().indexed());
    }

    @Test
    @SpecRule({"EVT-9", "REC-1"})
    @DisplayName("Whichever transaction of the work dies, the index is filled and given back whole")
    void crashesCostNothing() {
        for (int death = 1; death <= 12; death++) {
            build();
            Crm crm = things(20);
            boolean keeps = keepsIndexes(crm);
            crm.schema().alterAttribute(THING, "n11", number().indexed());
            int crashes = storageThatDies().crashes();
            storageThatDies().crashAt(death);
            for (int i = 0; i < 8; i++) {
                work();
            }
            if (keeps) {
                // Without indexes there is hardly any work that could die.
                assertThat(storageThatDies().crashes()).isEqualTo(crashes + 1);
            }
            storageThatDies().crashAt(0);
            assertThat(crm.schema().checkIndexes(THING)).isEqualTo(new IndexReport(20, 0, List.of()));
            assertThat(state(crm, "n11")).isEqualTo(keeps ? IndexState.READY : IndexState.UNSUPPORTED);
            assertAnswers(crm);
            assertThat(crm.jobs().counts().dead()).isZero();
            moveToAFreshWorkspace();
        }
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "Whatever becomes of attributes, every index value is what the values make it, before and after the workers")
    void changesOfTheSchema() {
        Crm crm = things(25);
        crm.schema().addAttribute(THING, "more", number());
        crm.schema().deleteAttribute(THING, "n3");
        assertThat(crm.schema().checkIndexes(THING).isSound()).isTrue();
        crm.schema().retypeAttribute(THING, "n4", text(), UnconvertibleValues.REFUSE);
        crm.schema().retypeAttribute(THING, "name", select("Thing 1", "Thing 2"), UnconvertibleValues.EMPTY);
        assertThat(crm.schema().checkIndexes(THING).isSound()).isTrue();
        crm.schema().deleteAttribute(THING, "kind");
        crm.schema().addAttribute(THING, "n3", number().indexed());
        UUID id = ids(crm, ListQuery.all()).get(0);
        crm.records(THING).patch(id, Map.of("n3", 7, "n4", "seven"));
        for (int i = 0; i < 8; i++) {
            assertThat(crm.schema().checkIndexes(THING)).isEqualTo(new IndexReport(25, 0, List.of()));
            assertThat(ids(crm, where(attr("n3").eq(7)))).containsExactly(id);
            assertThat(ids(crm, where(attr("n4").eq("SEVEN")))).containsExactly(id);
            work();
        }
        assertThat(state(crm, "n3"))
                .isEqualTo(state(crm, "n4") == IndexState.READY ? IndexState.READY : IndexState.UNSUPPORTED);
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Building anew changes nothing that is right, reaches archived records, and may be asked for twice")
    void rebuild() {
        Crm crm = things(40);
        crm.records(THING).archive(ids(crm, ListQuery.all()).get(3));
        List<Object> before = everything(crm);
        crm.schema().rebuildIndexes(THING);
        crm.schema().rebuildIndexes(THING);
        workers().runUntilIdle();
        assertThat(everything(crm)).isEqualTo(before);
        assertThat(crm.schema().checkIndexes(THING)).isEqualTo(new IndexReport(40, 0, List.of()));
        assertAnswers(crm);
        assertThat(crm.jobs().counts().dead()).isZero();
        assertThatThrownBy(() -> crm.schema().rebuildIndexes("nothing")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> crm.schema().checkIndexes("nothing")).isInstanceOf(NotFoundException.class);
        IndexReport seen = crm.inTransaction(inside -> {
            inside.records(THING).create(Map.of("name", "Inside", "n1", 3));
            return inside.schema().checkIndexes(THING);
        });
        assertThat(seen).isEqualTo(new IndexReport(41, 0, List.of()));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Checking and building anew needs MANAGE_SCHEMA; hidden attributes are not named")
    void permissions() {
        Crm ada = things(3);
        ada.members().put(Member.of(ada.actor(), Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("reader")
                        .everywhere(ObjectRules.all())
                        .on(THING, ObjectRules.all().hide("n1")));
        ada.members()
                .roles()
                .put(Role.named("builder").everywhere(ObjectRules.all()).grant(Power.MANAGE_SCHEMA));
        ada.members().put(Member.of(Actor.user("eve"), "reader"));
        ada.members().put(Member.of(Actor.user("bob"), "builder"));
        Crm eve = as(Actor.user("eve"));
        assertThat(indexes(eve)).containsKey("n2").doesNotContainKey("n1");
        assertThatThrownBy(() -> eve.schema().checkIndexes(THING))
                .isInstanceOfSatisfying(
                        ForbiddenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThatThrownBy(() -> eve.schema().rebuildIndexes(THING)).isInstanceOf(ForbiddenException.class);
        Crm bob = as(Actor.user("bob"));
        assertThat(bob.schema().checkIndexes(THING)).isEqualTo(new IndexReport(3, 0, List.of()));
        bob.schema().rebuildIndexes(THING);
        assertThat(indexes(bob)).containsKey("n1");
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName("How long an index rests before it makes room is two days to ten years")
    void idleTime() {
        for (Duration time : List.of(Duration.ofHours(47), Duration.ofDays(3_651))) {
            assertThatThrownBy(() -> CrmEngine.builder()
                            .storage(InMemoryStorage.create())
                            .indexIdle(time)
                            .build())
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("indexIdle");
        }
    }
}
