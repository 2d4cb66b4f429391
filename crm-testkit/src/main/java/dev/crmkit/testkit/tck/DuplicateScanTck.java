package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.duplicate.DuplicateMatch;
import dev.crmkit.duplicate.DuplicatePair;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.duplicate.DuplicateScan;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.event.EventTypes;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Scans of old records for duplicates: what they find, in what order it is shown, and that no crash costs or doubles anything. Extend it, say how to get an
 * empty storage, and run it with JUnit.
 */
public abstract class DuplicateScanTck extends EngineTck {
    private static final String PERSON = "person";
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final DuplicateRule EMAIL = DuplicateRule.email("email");
    private static final DuplicateRule NAME = DuplicateRule.name("name");
    private static final DuplicateRule[] ALL = {
        NAME.similarity(0.85),
        EMAIL,
        DuplicateRule.email("second_email"),
        DuplicateRule.phone("phone"),
        DuplicateRule.domain("second_email"),
        NAME.similarity(0.8).within("employer")
    };

    private @Nullable CrashingStorage storage;
    private @Nullable ManualScheduler scheduler;
    private @Nullable CrmEngine engine;

    /** For subclasses. */
    protected DuplicateScanTck() {}

    @BeforeEach
    final void build() {
        if (engine == null) {
            storage = new CrashingStorage(fresh());
            scheduler = ManualScheduler.on(clock());
            engine = closedAtTheEnd(CrmEngine.builder()
                    .storage(storage)
                    .clock(clock())
                    .scheduler(scheduler)
                    .workers(WorkerOptions.standard().lease(LEASE).jobsPerRound(1))
                    .build());
            engine.start();
        }
    }

    private CrashingStorage crashing() {
        return Objects.requireNonNull(storage);
    }

    private ManualScheduler workers() {
        return Objects.requireNonNull(scheduler);
    }

    private Crm people() {
        Crm crm = as(Actor.user("ada"));
        crm.schema()
                .define(List.of(ObjectSchema.named(PERSON)
                        .attribute("name", text())
                        .attribute("email", email())
                        .attribute("second_email", email())
                        .attribute("phone", phone())
                        .attribute("employer", reference(PERSON))
                        .build()));
        return crm;
    }

    private Crm as(Actor actor) {
        return Objects.requireNonNull(engine).workspace(workspace()).as(actor);
    }

    /** Records of which many are alike in one way or another. */
    private static List<UUID> fill(Crm crm, int count, long seed) {
        Random random = new Random(seed);
        List<UUID> employers = crm
                .records(PERSON)
                .createAll(List.of(Map.of("name", "First Employer"), Map.of("name", "Second House")))
                .stream()
                .map(CrmRecord::id)
                .toList();
        List<String> first = List.of("Ada", "Adah", "Grace", "Greyce", "Linus", "Edsger", "Barbara", "Barbra");
        List<String> last = List.of("Lovelace", "Lovelase", "Hopper", "Torvalds", "Dijkstra", "Liskov", "Lisko");
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> person = new HashMap<>();
            if (random.nextInt(4) > 0) {
                person.put("name", pick(random, first) + " " + pick(random, last) + i % 7);
            }
            if (random.nextInt(3) > 0) {
                person.put("email", "p" + random.nextInt(count) + "@example.com");
            }
            if (random.nextInt(3) == 0) {
                person.put("second_email", "s@company" + random.nextInt(count) + ".example");
            }
            if (random.nextInt(3) == 0) {
                person.put("phone", "+4930" + (12_345_000 + random.nextInt(count)));
            }
            if (random.nextInt(3) == 0) {
                person.put("employer", pick(random, employers));
            }
            values.add(person);
        }
        return crm.records(PERSON).createAll(values).stream().map(CrmRecord::id).toList();
    }

    private static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static List<DuplicatePair> pairs(Crm crm, int limit) {
        List<DuplicatePair> pairs = new ArrayList<>();
        @Nullable String after = null;
        do {
            Page<DuplicatePair> page = crm.duplicates().list(PERSON, limit, after);
            pairs.addAll(page.items());
            after = page.nextCursor();
        } while (after != null);
        return pairs;
    }

    private static Set<String> names(List<DuplicatePair> pairs) {
        Set<String> names = pairs.stream()
                .map(pair -> name(pair.first().id(), pair.second().id()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).as("each pair is shown once").hasSameSizeAs(pairs);
        return names;
    }

    private static String name(UUID one, UUID other) {
        return one.toString().compareTo(other.toString()) < 0 ? one + " " + other : other + " " + one;
    }

    /** What the records themselves say, one by one. */
    private static Set<String> expected(Crm crm, List<UUID> records) {
        Set<String> pairs = new TreeSet<>();
        for (UUID record : records) {
            for (DuplicateMatch match : crm.duplicates().of(record)) {
                pairs.add(name(record, match.record().id()));
            }
        }
        return pairs;
    }

    private static DuplicateScan scan(Crm crm) {
        return crm.duplicates().findScan(PERSON).orElseThrow();
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "A scan finds each pair that a record by record search finds, once, most alike first, and says so in the log")
    void findsWhatThereIs() {
        Crm crm = people();
        assertThat(crm.duplicates().findScan(PERSON)).isEmpty();
        assertRefused(() -> crm.duplicates().scan(PERSON), ErrorCode.INVALID_INPUT);
        crm.duplicates().define(PERSON, ALL);
        List<UUID> records = fill(crm, 150, 7);

        DuplicateScan begun = crm.duplicates().scan(PERSON);
        assertThat(begun.state()).isEqualTo(DuplicateScan.State.RUNNING);
        assertThat(crm.duplicates().scan(PERSON).id()).isEqualTo(begun.id());
        workers().runUntilIdle();

        List<DuplicatePair> found = pairs(crm, 7);
        assertThat(names(found)).isNotEmpty().isEqualTo(expected(crm, records));
        assertThat(found).extracting(DuplicatePair::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(scan(crm)).satisfies(done -> {
            assertThat(done.state()).isEqualTo(DuplicateScan.State.DONE);
            assertThat(done.pairs()).isEqualTo(found.size());
            assertThat(done.keys()).isGreaterThan(150);
            assertThat(done.large()).isEmpty();
            assertThat(done.finishedAt()).isEqualTo(clock().instant());
        });
        assertThat(crm.timeline().list(TimelineQuery.all()).items())
                .extracting(event -> event.type())
                .contains(EventTypes.DUPLICATE_SCAN_STARTED, EventTypes.DUPLICATE_SCAN_FINISHED);
        assertThat(pairs(crm, 100)).isEqualTo(found);
        assertThat(crm.jobs().counts().dead()).isZero();
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName(
            "Whichever transaction of the work dies, the keys of old records and the pairs of the scan are what they would have been")
    void crashesCostNothing() {
        Crm crm = people();
        List<UUID> records = fill(crm, 60, 11);
        int crashes = 0;
        for (int at = 1; at < 100; at++) {
            crm.duplicates().define(PERSON);
            workers().runUntilIdle();
            crm.duplicates().define(PERSON, ALL);
            assertThat(crm.duplicates().scan(PERSON).state()).isEqualTo(DuplicateScan.State.WAITING);
            int before = crashing().crashes();
            crashing().crashAt(at);
            workers().advance(Duration.ofMinutes(1));
            crashing().crashAt(0);

            assertThat(scan(crm).state()).as("crash at %d", at).isEqualTo(DuplicateScan.State.DONE);
            assertThat(names(pairs(crm, 100))).as("crash at %d", at).isEqualTo(expected(crm, records));
            assertThat(scan(crm).pairs())
                    .as("crash at %d", at)
                    .isEqualTo(pairs(crm, 100).size());
            if (crashing().crashes() == before) {
                break;
            }
            crashes++;
        }
        assertThat(crashes).as("each transaction died once").isGreaterThan(10);
        assertThat(crm.jobs().counts().dead()).isZero();
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName("A scan whose worker was killed half-way goes on where it was, once the lease has run out")
    void aKilledWorkerIsReplaced() {
        Crm crm = people();
        crm.duplicates().define(PERSON, ALL);
        List<UUID> records = fill(crm, 80, 13);
        crm.duplicates().scan(PERSON);
        workers().runOnce();
        long looked = scan(crm).keys();
        assertThat(scan(crm).state()).isEqualTo(DuplicateScan.State.RUNNING);
        assertThat(looked).isPositive();

        List<ClaimedJob> claimed = crashing().workQueue().claim("killed", Set.of("crm.duplicate.scan"), 1, LEASE);
        assertThat(claimed).hasSize(1);
        workers().runUntilIdle();
        assertThat(scan(crm).keys()).isEqualTo(looked);
        workers().advance(LEASE.plusSeconds(30));

        assertThat(scan(crm).state()).isEqualTo(DuplicateScan.State.DONE);
        assertThat(names(pairs(crm, 100))).isEqualTo(expected(crm, records));
    }

    @Test
    @SpecRule({"REC-7", "QRY-2"})
    @DisplayName(
            "A list shows pairs as they are now: dismissed, merged, archived, changed and erased ones are gone from it")
    void theListIsOfNow() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            for (int twin = 0; twin < 2; twin++) {
                ids.add(crm.records(PERSON)
                        .create(Map.of("name", "P" + i, "email", "p" + i + "@example.com"))
                        .id());
            }
        }
        crm.duplicates().scan(PERSON);
        workers().runUntilIdle();
        assertThat(pairs(crm, 4)).hasSize(6);
        String cursor =
                Objects.requireNonNull(crm.duplicates().list(PERSON, 2, null).nextCursor());

        crm.duplicates().dismiss(ids.get(0), ids.get(1));
        crm.merges().merge(ids.get(2), List.of(ids.get(3)));
        crm.records(PERSON).archive(ids.get(4));
        crm.records(PERSON).patch(ids.get(6), Map.of("email", "other@example.com"));
        crm.records(PERSON).erase(ids.get(8), "P4");

        assertThat(pairs(crm, 4)).singleElement().satisfies(pair -> {
            assertThat(List.of(pair.first().id(), pair.second().id()))
                    .containsExactlyInAnyOrder(ids.get(10), ids.get(11));
            assertThat(pair.reasons()).extracting(reason -> reason.rule()).containsExactly(EMAIL);
        });
        crm.records(PERSON).restore(ids.get(4));
        assertThat(pairs(crm, 4)).hasSize(2);

        crm.duplicates().scan(PERSON);
        workers().runUntilIdle();
        assertThat(scan(crm).pairs()).isEqualTo(2);
        assertThat(pairs(crm, 1)).hasSize(2);
        assertRefused(() -> crm.duplicates().list(PERSON, 2, cursor), ErrorCode.INVALID_CURSOR);
        assertRefused(() -> crm.duplicates().list(PERSON, 0, null), ErrorCode.QUERY_LIMIT);
        assertRefused(() -> crm.duplicates().list(PERSON, 101, null), ErrorCode.QUERY_LIMIT);
        assertRefused(() -> crm.duplicates().list("nope", 10, null), ErrorCode.SCHEMA_UNKNOWN_OBJECT);
        crm.duplicates().define(PERSON);
        assertThat(pairs(crm, 10)).isEmpty();
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("Groups that are too large are compared in portions and reported, not left out")
    void largeGroups() {
        Crm crm = people();
        DuplicateRule within = NAME.within("employer");
        crm.duplicates().define(PERSON, EMAIL, within);
        UUID boss = crm.records(PERSON).create(Map.of("name", "Boss")).id();
        crm.records(PERSON)
                .createAll(IntStream.range(0, 120)
                        .mapToObj(i -> Map.of("email", "info@example.com"))
                        .toList());
        crm.records(PERSON)
                .createAll(IntStream.range(0, 501)
                        .mapToObj(i -> Map.of(
                                "name", i % 250 == 0 ? "Ada Lovelace" : word(i) + " " + word(i * 31), "employer", boss))
                        .toList());
        crm.records(PERSON).createAll(List.of(Map.of("email", "z@example.com"), Map.of("email", "Z@example.com")));

        crm.duplicates().scan(PERSON);
        workers().runUntilIdle();

        DuplicateScan done = scan(crm);
        assertThat(done.state()).isEqualTo(DuplicateScan.State.DONE);
        assertThat(done.largeGroups()).isEqualTo(2);
        assertThat(done.large())
                .containsExactly(
                        new DuplicateScan.LargeGroup(EMAIL, 120, 50), new DuplicateScan.LargeGroup(within, 501, 500));
        List<DuplicatePair> found = pairs(crm, 100);
        assertThat(found.stream().filter(pair -> pair.reasons().get(0).rule().equals(EMAIL)))
                .hasSize(2 * 50 * 49 / 2 + 20 * 19 / 2 + 1);
        assertThat(found.stream().filter(pair -> pair.first().displayName().equals("Ada Lovelace")))
                .isNotEmpty();
    }

    /** Letters that are like those of no near number. */
    private static String word(int number) {
        StringBuilder word = new StringBuilder();
        Random random = new Random(number);
        for (int i = 0; i < 9; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("A list shows an actor the pairs of records that it reads, by rules about what it sees, and no others")
    void permissions() {
        Crm owner = people();
        owner.duplicates().define(PERSON, EMAIL, DuplicateRule.phone("phone"));
        for (String name : List.of("bob", "bob", "eve")) {
            owner.records(PERSON)
                    .create(Map.of("name", name, "email", "x@example.com", "phone", "+493012345678", "@owner", name));
        }
        for (int i = 0; i < 2; i++) {
            owner.records(PERSON).create(Map.of("name", "secret", "phone", "+493012345679", "@owner", "bob"));
        }
        owner.duplicates().scan(PERSON);
        workers().runUntilIdle();
        assertThat(pairs(owner, 10)).hasSize(4);
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("own")
                        .on(
                                PERSON,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.own())
                                        .hide("phone")));
        owner.members().put(Member.of(Actor.user("bob"), "own"));

        assertThat(pairs(as(Actor.user("bob")), 10)).singleElement().satisfies(pair -> {
            assertThat(pair.first().displayName()).isEqualTo("bob");
            assertThat(pair.second().displayName()).isEqualTo("bob");
            assertThat(pair.reasons()).extracting(reason -> reason.rule()).containsExactly(EMAIL);
        });
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }
}
