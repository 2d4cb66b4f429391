package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.query.Filter.and;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.Filter.not;
import static dev.crmkit.query.Filter.or;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.StorageException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.ListEntry;
import dev.crmkit.list.ListState;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * That dynamic lists are what their conditions say, after random work of every sort and at any time, also where writers and workers are at it together.
 * Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class DynamicListsTck extends EngineTck {
    private static final String FIRM = "firm";
    private static final String DEAL = "deal";
    private static final int MOST_RECORDS = 60;

    private boolean started;

    /** For subclasses. */
    protected DynamicListsTck() {}

    /** How many random writes are made; 10,000 where not said. */
    protected int writes() {
        return 10_000;
    }

    /** Where the random work begins; the same number means the same work. */
    protected long seed() {
        return 20260301;
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    @Test
    @SpecRule({"EVT-2", "EVT-11", "FLT-4", "FLT-6", "REC-7"})
    @DisplayName("After random writes, merges, hours and changes of conditions, each list has the records that its"
            + " condition is true of, and each record joins and leaves in turn")
    void randomWork() {
        World world = new World(crm(), new Random(seed()));
        int sinceCheck = 0;
        while (world.writes < writes()) {
            world.step();
            if (world.random.nextInt(6) == 0) {
                scheduler().runOnce();
            }
            if (++sinceCheck > 20 + world.random.nextInt(100)) {
                sinceCheck = 0;
                world.check();
            }
        }
        world.check();
        world.checkEvents();
        assertThat(world.moves).as("records that came and went").hasValueGreaterThan(writes() / 10);
        world.conditions.keySet().forEach(list -> {
            if (!world.archived.contains(list)) {
                assertThat(crm().lists().reconcile(list).isNone()).as(list).isTrue();
            }
        });
    }

    @Test
    @SpecRule({"EVT-2", "EVT-9"})
    @DisplayName(
            "Writers of the same records and the workers race, and when all is quiet each list is what its condition"
                    + " says")
    void races() {
        World world = new World(crm(), new Random(seed() + 1));
        for (int i = 0; i < 8; i++) {
            world.create(FIRM);
            world.create(DEAL);
        }
        work();
        List<UUID> firms = List.copyOf(world.firms);
        List<UUID> deals = List.copyOf(world.deals);
        AtomicInteger running = new AtomicInteger(3);
        try (Race race = new Race()) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int runner = 0; runner < 3; runner++) {
                Random own = new Random(seed() + 100 + runner);
                writers.add(race.start(() -> {
                    try {
                        for (int i = 0; i < 40; i++) {
                            UUID firm = firms.get(own.nextInt(firms.size()));
                            UUID deal = deals.get(own.nextInt(deals.size()));
                            int what = own.nextInt(4);
                            String industry = World.INDUSTRIES.get(own.nextInt(3));
                            int amount = own.nextInt(10);
                            patiently(() -> {
                                switch (what) {
                                    case 0 -> world.crm.records(FIRM).patch(firm, Map.of("industry", industry));
                                    case 1 -> world.crm.records(DEAL).patch(deal, Map.of("amount", amount));
                                    case 2 -> world.crm.records(DEAL).patch(deal, Map.of("firm", firm));
                                    default -> world.crm.tags().add(firm, "t" + amount % 2);
                                }
                            });
                        }
                        return 1;
                    } finally {
                        running.decrementAndGet();
                    }
                }));
            }
            while (running.get() > 0) {
                scheduler().runOnce();
            }
            writers.forEach(Race::result);
        }
        scheduler().advance(Duration.ofMinutes(10));
        world.check();
        world.checkEvents();
    }

    private static void patiently(Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (StorageException e) {
                if (!e.isRetryable() || attempt == 50) {
                    throw e;
                }
            }
        }
    }

    /** A workspace with lists of every sort, and what can happen in it. */
    private final class World {
        private static final List<String> INDUSTRIES = List.of("retail", "tech", "bank");

        private final Crm crm;
        private final Random random;
        private final List<UUID> firms = new ArrayList<>();
        private final List<UUID> deals = new ArrayList<>();
        private final Set<UUID> archivedRecords = new HashSet<>();
        private final List<UUID> merges = new ArrayList<>();
        private final Map<String, Filter> conditions = new LinkedHashMap<>();
        private final Map<String, String> objects = new LinkedHashMap<>();
        private final Set<String> archived = new HashSet<>();
        private final AtomicInteger moves = new AtomicInteger();
        private int writes;
        private int names;

        World(Crm crm, Random random) {
            this.crm = crm;
            this.random = random;
            crm.schema()
                    .define(List.of(
                            ObjectSchema.named(FIRM)
                                    .attribute("name", text())
                                    .attribute("industry", select("retail", "tech", "bank"))
                                    .attribute("employees", number())
                                    .attribute("seen", timestamp())
                                    .attribute("founded", date())
                                    .attribute("parent", parent(FIRM))
                                    .build(),
                            ObjectSchema.named(DEAL)
                                    .attribute("name", text())
                                    .attribute("amount", number())
                                    .attribute("due", timestamp())
                                    .attribute("firm", reference(FIRM))
                                    .attribute("rivals", references(FIRM))
                                    .build()));
            crm.pipelines()
                    .define(Pipeline.of(DEAL, "sales")
                            .stage(Stage.open("new"))
                            .stage(Stage.open("offer"))
                            .stage(Stage.won("won")));
            crm.lists().define(CrmList.of(FIRM, "chosen"));
            define(FIRM, "retail", attr("industry").eq("retail"));
            define(FIRM, "unlike", attr("industry").neq("retail"));
            define(
                    FIRM,
                    "large",
                    and(List.of(attr("employees").gte(5), not(attr("@tag").containsAny(List.of("t0"))))));
            define(FIRM, "met", attr("seen").within(RelativeDate.lastDays(1)));
            define(FIRM, "upcoming", attr("seen").within(RelativeDate.nextDays(1)));
            define(FIRM, "young", attr("founded").within(RelativeDate.lastDays(3)));
            define(FIRM, "lively", attr("@last_activity_at").within(RelativeDate.today()));
            define(FIRM, "daughters", attr("parent.industry").eq("tech"));
            define(FIRM, "best", attr("@list").containsAll(List.of("chosen", "large")));
            define(FIRM, "rest", attr("@list").notIn("chosen", "retail"));
            define(DEAL, "open", attr("@stage").in("new", "offer"));
            define(DEAL, "of_retail", attr("firm.industry").eq("retail"));
            define(DEAL, "of_none", attr("firm.industry").isEmpty());
            define(DEAL, "rivalled", attr("rivals.employees").gte(5));
            define(
                    DEAL,
                    "of_best",
                    or(List.of(attr("firm.@list").in("best"), attr("amount").gte(9))));
            define(DEAL, "of_met", attr("firm.seen").within(RelativeDate.lastDays(1)));
            define(DEAL, "changed", attr("@updated_at").within(RelativeDate.today()));
        }

        private void define(String object, String key, Filter condition) {
            crm.lists().define(CrmList.of(object, key).dynamic(condition));
            conditions.put(key, condition);
            objects.put(key, object);
        }

        private List<UUID> ids(String object) {
            return object.equals(FIRM) ? firms : deals;
        }

        private UUID one(String object) {
            List<UUID> ids = ids(object);
            if (ids.isEmpty()) {
                create(object);
            }
            return ids.get(random.nextInt(ids.size()));
        }

        private List<UUID> some(String object) {
            Set<UUID> some = new HashSet<>();
            for (int i = 0; i <= random.nextInt(12); i++) {
                some.add(one(object));
            }
            some.removeAll(archivedRecords);
            return List.copyOf(some);
        }

        private String object() {
            return random.nextBoolean() ? FIRM : DEAL;
        }

        private void create(String object) {
            if (ids(object).size() < MOST_RECORDS) {
                Map<String, Object> values = values(object);
                values.put("name", object + " " + names++);
                ids(object).add(crm.records(object).create(values).id());
                writes++;
            }
        }

        /** Some values of a record; an empty text takes one away. */
        private Map<String, Object> values(String object) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                if (object.equals(FIRM)) {
                    switch (random.nextInt(5)) {
                        case 0 ->
                            values.put("industry", random.nextInt(4) == 0 ? "" : INDUSTRIES.get(random.nextInt(3)));
                        case 1 -> values.put("employees", random.nextInt(10));
                        case 2 -> values.put("seen", moment());
                        case 3 ->
                            values.put(
                                    "founded",
                                    LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC)
                                            .plusDays(random.nextInt(9) - 5));
                        default -> values.put("name", "firm " + names++);
                    }
                } else {
                    switch (random.nextInt(4)) {
                        case 0 -> values.put("amount", random.nextInt(11));
                        case 1 -> values.put("due", moment());
                        case 2 -> values.put("firm", firms.isEmpty() ? "" : (Object) one(FIRM));
                        default -> values.put("rivals", firms.isEmpty() ? List.of() : List.of(one(FIRM), one(FIRM)));
                    }
                }
            }
            return values;
        }

        private Instant moment() {
            return clock().instant().plus(Duration.ofMinutes(random.nextInt(6_000) - 3_000));
        }

        /** Does something; what is refused, as writing what is archived, changes nothing. */
        void step() {
            try {
                act();
                writes++;
            } catch (CrmException e) {
                assertThat(e).isNotInstanceOf(StorageException.class);
            }
        }

        private void act() {
            String object = object();
            switch (random.nextInt(24)) {
                case 0, 1, 2 -> create(object);
                case 3, 4, 5, 6, 7 -> crm.records(object).patch(one(object), values(object));
                case 8, 9 -> {
                    List<UUID> some = some(object);
                    crm.records(object).bulk().patch(BulkTargets.of(some), values(object), BulkOptions.perItem());
                    writes += some.size();
                }
                case 10 -> crm.tags().add(some(FIRM), List.of("t" + random.nextInt(2)));
                case 11 -> crm.tags().remove(some(FIRM), List.of("t0", "t1"));
                case 12 ->
                    crm.pipelines()
                            .move(one(DEAL), List.of("new", "offer", "won").get(random.nextInt(3)));
                case 13 -> archiveOrRestore(object, one(object));
                case 14 -> crm.records(FIRM).patch(one(FIRM), Map.of("parent", one(FIRM)));
                case 15 -> merge(object);
                case 16 -> unmerge();
                case 17 -> crm.lists().add("chosen", some(FIRM));
                case 18 -> crm.lists().remove("chosen", some(FIRM));
                case 19 -> crm.timeline().report(HostEvent.of("call.made", one(FIRM)));
                case 20 -> clock().advance(Duration.ofMinutes(random.nextInt(600)));
                case 21 -> alter();
                case 22 -> archiveOrRestoreList();
                default -> several(object);
            }
        }

        private void archiveOrRestore(String object, UUID id) {
            if (archivedRecords.contains(id)) {
                crm.records(object).restore(id);
                archivedRecords.remove(id);
            } else {
                crm.records(object).archive(id);
                archivedRecords.add(id);
            }
        }

        private void merge(String object) {
            UUID primary = one(object);
            UUID other = one(object);
            merges.add(crm.merges().merge(primary, List.of(other)).mergeId());
            ids(object).remove(other);
        }

        private void unmerge() {
            if (!merges.isEmpty()) {
                UUID merge = merges.remove(merges.size() - 1);
                for (CrmRecord record : crm.merges().unmerge(merge)) {
                    List<UUID> ids = ids(record.object());
                    if (!ids.contains(record.id())) {
                        ids.add(record.id());
                    }
                }
            }
        }

        private void alter() {
            String key = List.of("retail", "large", "of_retail", "met").get(random.nextInt(4));
            Filter condition = switch (key) {
                case "retail" -> attr("industry").in(INDUSTRIES.subList(0, 1 + random.nextInt(3)));
                case "large" -> attr("employees").gte(random.nextInt(10));
                case "of_retail" -> attr("firm.industry").eq(INDUSTRIES.get(random.nextInt(3)));
                default ->
                    attr("seen")
                            .within(
                                    random.nextBoolean()
                                            ? RelativeDate.lastDays(random.nextInt(3))
                                            : RelativeDate.tomorrow());
            };
            crm.lists().alter(crm.lists().get(key).dynamic(condition));
            conditions.put(key, condition);
        }

        private void archiveOrRestoreList() {
            String key = List.of("daughters", "of_none", "upcoming").get(random.nextInt(3));
            if (archived.contains(key)) {
                crm.lists().restore(key);
                archived.remove(key);
            } else {
                crm.lists().archive(key);
                archived.add(key);
            }
        }

        /** Several writes in one transaction, a failed one among them; at times all of it is undone. */
        private void several(String object) {
            boolean undone = random.nextInt(3) == 0;
            List<UUID> created = new ArrayList<>();
            try {
                crm.useTransaction(within -> {
                    created.add(within.records(object)
                            .create(Map.of("name", object + " " + names++))
                            .id());
                    for (int i = 0; i < 3; i++) {
                        try {
                            within.records(object).patch(one(object), values(object));
                        } catch (CrmException e) {
                            assertThat(e).isNotInstanceOf(StorageException.class);
                        }
                    }
                    if (undone) {
                        throw new IllegalStateException("undone");
                    }
                });
                ids(object).addAll(created);
                writes += 3;
            } catch (IllegalStateException e) {
                assertThat(undone).isTrue();
            }
        }

        /** Lets the workers finish and compares every list with its condition. */
        void check() {
            work();
            conditions.forEach((key, condition) -> {
                if (!archived.contains(key)) {
                    assertThat(crm.lists().state(key)).as(key).isEqualTo(ListState.CURRENT);
                    assertThat(members(key))
                            .as("%s: %s", key, condition)
                            .isEqualTo(matching(Objects.requireNonNull(objects.get(key)), condition));
                }
            });
        }

        private Set<UUID> matching(String object, Filter condition) {
            Set<UUID> found = new HashSet<>();
            ListQuery query = where(condition).limit(1000);
            Page<CrmRecord> page = crm.records(object).list(query);
            page.items().forEach(record -> found.add(record.id()));
            assertThat(page.hasNext()).isFalse();
            return found;
        }

        private Set<UUID> members(String key) {
            Set<UUID> found = new HashSet<>();
            Page<ListEntry> page = crm.lists().entries(key, 1000, null);
            page.items().forEach(entry -> found.add(entry.record()));
            assertThat(page.hasNext()).isFalse();
            return found;
        }

        /** Each record joins a list before it leaves it, and leaves it before it joins it again; and the last word of the log is how it is. */
        void checkEvents() {
            Map<String, List<String>> told = new TreeMap<>();
            List<CrmEvent> all = new ArrayList<>();
            TimelineQuery query = TimelineQuery.all()
                    .types(EventTypes.LIST_JOINED, EventTypes.LIST_LEFT)
                    .limit(1000);
            Page<CrmEvent> page = crm.timeline().list(query);
            all.addAll(page.items());
            while (page.hasNext()) {
                page = crm.timeline().list(query.after(page.nextCursor()));
                all.addAll(page.items());
            }
            Collections.reverse(all);
            all.forEach(event -> told.computeIfAbsent(
                            event.details().get("list") + " " + event.recordId(), any -> new ArrayList<>())
                    .add(event.type()));
            moves.set(all.size());
            told.forEach((pair, types) -> assertThat(types)
                    .as(pair)
                    .isEqualTo(IntStream.range(0, types.size())
                            .mapToObj(i -> i % 2 == 0 ? EventTypes.LIST_JOINED : EventTypes.LIST_LEFT)
                            .toList()));
            conditions.keySet().stream()
                    .filter(list -> !archived.contains(list))
                    .forEach(list -> {
                        Set<UUID> in = new HashSet<>();
                        told.forEach((pair, types) -> {
                            if (pair.startsWith(list + " ")
                                    && types.get(types.size() - 1).equals(EventTypes.LIST_JOINED)) {
                                in.add(UUID.fromString(pair.substring(list.length() + 1)));
                            }
                        });
                        assertThat(in).as("what the log says of %s", list).isEqualTo(members(list));
                    });
        }
    }
}
