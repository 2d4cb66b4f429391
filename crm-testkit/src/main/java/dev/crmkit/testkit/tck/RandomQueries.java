package dev.crmkit.testkit.tck;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.CrmException;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.record.RecordStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The differential test: gives several engines the same random objects and records, asks them the same random questions and compares what they
 * say, page by page. Not instantiable.
 *
 * <p>Half of the questions are plain enough to be answered from the contract alone, without any of the engine's code; there the engines must
 * give that answer too.
 */
public final class RandomQueries {
    private static final List<String> ZONES =
            List.of("UTC", "Europe/Berlin", "America/Havana", "Asia/Beirut", "Australia/Lord_Howe", "Pacific/Apia");
    private static final List<String> GROUPS = List.of("check", "pick", "state", "stars", "user", "@owner", "@source");
    private static final List<DateUnit> UNITS = List.of(DateUnit.values());
    private static final int PORTION = 500;

    private final List<Side> sides = new ArrayList<>();
    private final PlainAnswers plain = new PlainAnswers();
    private final long seed;
    private final Instant now;
    private final ZoneId zone;

    private RandomQueries(List<Crm> crms, long seed) {
        this.seed = seed;
        Random random = new Random(seed);
        this.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        for (Crm crm : crms) {
            crm.configure(new WorkspaceSettings(zone));
            crm.schema().define(RandomValues.schemas(new Random(seed)));
            sides.add(new Side(crm));
        }
        this.now = sides.get(0).now();
        for (Side side : sides) {
            if (!side.now().equals(now)) {
                throw new AssertionError(
                        "Give all engines one clock that stands still: one shows " + now + ", another " + side.now());
            }
        }
    }

    /**
     * Compares engines. Each gets a workspace in which nothing is defined yet; the clocks of all engines stand still at the same time.
     *
     * @param crms one or more; one alone is compared with the contract only
     * @param seed where the random numbers begin; one seed always makes the same records and questions
     * @param records how many records are asked about, at least 1
     * @param queries how many questions are asked
     * @throws AssertionError with the seed, the question and the first difference, if two engines say different things, or one says what
     *     the contract does not
     */
    public static void compare(List<Crm> crms, long seed, int records, int queries) {
        answered(crms, seed, records, queries);
    }

    /** As {@link #compare}; how many of the questions found something, but not everything. */
    static int answered(List<Crm> crms, long seed, int records, int queries) {
        if (crms.isEmpty() || records < 1) {
            throw new IllegalArgumentException(
                    "Compare at least one engine over at least one record, not " + crms.size() + " over " + records);
        }
        RandomQueries run = new RandomQueries(crms, seed);
        run.fill(records);
        int telling = 0;
        for (int query = 0; query < queries; query++) {
            int found = run.ask(query);
            telling += found > 0 && found < records ? 1 : 0;
        }
        return telling;
    }

    /** One engine, with the ids that it gave. */
    private static final class Side {
        private final Crm crm;
        private final List<UUID> targets = new ArrayList<>();
        private final List<UUID> things = new ArrayList<>();
        private final Instant now;

        Side(Crm crm) {
            this.crm = crm;
            // A record that no reference names tells the engine's time.
            this.now = crm.records(RandomValues.TARGET)
                    .create(Map.of("n", -1))
                    .state()
                    .createdAt();
        }

        Instant now() {
            return now;
        }

        RecordStore things() {
            return crm.records(RandomValues.THING);
        }

        void create(String object, List<Map<String, @Nullable Object>> values, List<UUID> ids) {
            for (int from = 0; from < values.size(); from += PORTION) {
                List<Map<String, @Nullable Object>> bound =
                        values.subList(from, Math.min(from + PORTION, values.size())).stream()
                                .map(this::bound)
                                .toList();
                crm.records(object).createAll(bound).forEach(record -> ids.add(record.id()));
            }
        }

        /** With the ids of targets in the place of their numbers. */
        Map<String, @Nullable Object> bound(Map<String, @Nullable Object> values) {
            Map<String, @Nullable Object> bound = new HashMap<>(values);
            for (String slug : List.of("one", "many")) {
                if (values.get(slug) instanceof List<?> numbers) {
                    bound.put(
                            slug,
                            numbers.stream().map(n -> targets.get((Integer) n)).toList());
                }
            }
            return bound;
        }
    }

    private void fill(int records) {
        Random random = new Random(seed + 1);
        RandomValues values = new RandomValues(random, now, zone);
        List<Map<String, @Nullable Object>> targets = new ArrayList<>();
        for (int n = 0; n < Math.max(3, records / 5); n++) {
            targets.add(values.record(n, RandomValues.TARGET));
        }
        List<Integer> numbers = new ArrayList<>();
        for (int n = 0; n < targets.size(); n++) {
            numbers.add(n);
        }
        List<Map<String, @Nullable Object>> things = new ArrayList<>();
        for (int n = 0; n < records; n++) {
            Map<String, @Nullable Object> thing = values.record(n, RandomValues.THING);
            refer(thing, values, numbers);
            things.add(thing);
        }
        things.forEach(plain::create);
        for (Side side : sides) {
            side.create(RandomValues.TARGET, targets, side.targets);
            side.create(RandomValues.THING, things, side.things);
        }
        tag(new Random(seed + 2));
        for (int changes = records / 4; changes > 0; changes--) {
            int place = random.nextInt(records);
            Map<String, @Nullable Object> change = values.changes(RandomValues.THING);
            refer(change, values, numbers);
            plain.patch(place, change);
            sides.forEach(side -> side.things().patch(side.things.get(place), side.bound(change)));
        }
        for (int n = 0; n < targets.size(); n += 7) {
            int place = n;
            sides.forEach(side -> side.crm.records(RandomValues.TARGET).archive(side.targets.get(place)));
        }
        for (int n = 3; n < records; n += 8) {
            int place = n;
            plain.archive(place);
            sides.forEach(side -> side.things().archive(side.things.get(place)));
        }
    }

    /** Gives some of the records some of the tags. */
    private void tag(Random random) {
        for (String tag : List.of("vip", "strasse", "\uFFFD", "😀")) {
            long chosen = random.nextLong();
            for (Side side : sides) {
                List<UUID> tagged = new ArrayList<>();
                for (int place = 0; place < side.things.size(); place++) {
                    if (((chosen >> (place % 64)) & 1) == 1) {
                        tagged.add(side.things.get(place));
                    }
                }
                tagged.addAll(side.targets.subList(0, 1 + Math.floorMod(chosen, side.targets.size())));
                side.crm.tags().add(tagged, List.of(tag));
            }
        }
    }

    private static void refer(Map<String, @Nullable Object> thing, RandomValues values, List<Integer> numbers) {
        thing.put("one", values.some(numbers).stream().limit(1).toList());
        thing.put("many", values.some(numbers));
    }

    /** How many records the question found. */
    private int ask(int number) {
        boolean isPlain = number % 2 == 0;
        int size = 1 + new Random(seed + number).nextInt(20);
        List<Integer> first = null;
        List<Object> groups = null;
        for (int i = 0; i < sides.size(); i++) {
            Side side = sides.get(i);
            ListQuery query = query(side, number, isPlain);
            String asked = describe(number, query, size);
            try {
                List<Integer> numbers = pages(side, query, size, asked);
                if (first == null) {
                    first = numbers;
                } else {
                    same(asked + ": engine 0 and engine " + i, first, numbers);
                }
                if (isPlain) {
                    same(asked + ": the contract and engine " + i, plain.places(query), numbers);
                }
                count(side, query, numbers.size(), asked);
                List<Object> found = groups(side, query, number);
                if (groups == null) {
                    groups = found;
                } else {
                    same(asked + ": groups of engine 0 and engine " + i, groups, found);
                }
            } catch (CrmException e) {
                throw new AssertionError(asked + ": engine " + i + " refused", e);
            }
        }
        return first == null ? 0 : first.size();
    }

    private ListQuery query(Side side, int number, boolean isPlain) {
        Random random = new Random(seed * 31 + number);
        RandomFilters filters =
                new RandomFilters(random, new RandomValues(random, now, zone), side.targets, side.things);
        return isPlain ? filters.plainQuery() : filters.query();
    }

    private String describe(int number, ListQuery query, int size) {
        return "seed " + seed + ", query " + number + ", zone " + zone + ", now " + now + ", where " + query.filter()
                + " order " + query.sorts() + " search '" + query.search() + "' archived " + query.archived()
                + " in pages of " + size;
    }

    private static List<Integer> pages(Side side, ListQuery query, int size, String asked) {
        List<Integer> numbers = new ArrayList<>();
        String cursor = null;
        do {
            Page<CrmRecord> page = side.things().list(query.limit(size).after(cursor));
            if (page.items().size() > size || (page.hasNext() && page.items().size() < size)) {
                throw new AssertionError(asked + ": a page has " + page.items().size() + " records");
            }
            page.forEach(record -> {
                BigDecimal n = record.number("n");
                numbers.add(Objects.requireNonNull(n, "n").intValueExact());
            });
            cursor = page.nextCursor();
        } while (cursor != null && numbers.size() <= side.things.size());
        return numbers;
    }

    /** A condition and its complement share the records out between them, whatever else is asked. */
    private static void count(Side side, ListQuery query, int found, String asked) {
        RecordStore things = side.things();
        ListQuery all = ListQuery.all().archived(query.archived()).search(query.search());
        long total = things.count(all).value();
        same(
                asked + ": the list and its count",
                (long) found,
                things.count(query).value());
        same(
                asked + ": the records and those of the complement",
                total - found,
                things.count(all.and(Filter.not(query.filter()))).value());
    }

    private List<Object> groups(Side side, ListQuery query, int number) {
        Random random = new Random(seed * 17 + number);
        GroupKey key = switch (random.nextInt(3)) {
            case 0 -> GroupKey.of("at", UNITS.get(random.nextInt(UNITS.size())));
            case 1 -> GroupKey.of("@created_at", DateUnit.DAY);
            default -> GroupKey.of(GROUPS.get(random.nextInt(GROUPS.size())));
        };
        AggregateQuery groups = AggregateQuery.of(
                        Measure.count(),
                        Measure.count("text"),
                        Measure.sum("num"),
                        Measure.avg("num"),
                        Measure.min("stars"),
                        Measure.max("at"),
                        Measure.min("day"),
                        Measure.sum("money"),
                        Measure.max("money"))
                .where(key.path().equals("at") ? query.filter().and(aroundNow()) : query.filter())
                .search(query.search())
                .archived(query.archived());
        return List.copyOf(side.things()
                .aggregate(random.nextInt(4) == 0 ? groups : groups.groupBy(key))
                .groups());
    }

    /** Buckets of days are limited in number, and some of the instants are thousands of years away. */
    private Filter aroundNow() {
        return Filter.attr("at").between(now.minus(Duration.ofDays(500)), now.plus(Duration.ofDays(500)));
    }

    private static void same(String what, Object expected, Object actual) {
        if (expected.equals(actual)) {
            return;
        }
        if (expected instanceof List<?> wanted && actual instanceof List<?> found) {
            int at = 0;
            while (at < wanted.size() && at < found.size() && wanted.get(at).equals(found.get(at))) {
                at++;
            }
            throw new AssertionError(what + " differ at place " + at + ": " + shown(wanted, at) + " and "
                    + shown(found, at) + ". In full: " + wanted + " and " + found);
        }
        throw new AssertionError(what + " differ: " + expected + " and " + actual);
    }

    private static Object shown(List<?> list, int at) {
        return at < list.size() ? list.get(at) : "nothing";
    }
}
