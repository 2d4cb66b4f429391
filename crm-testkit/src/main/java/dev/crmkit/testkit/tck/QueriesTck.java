package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.file;
import static dev.crmkit.model.Attributes.location;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.QueryPlan;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of lists, pages, counts, search and plans (QRY-1 to QRY-3, QRY-5, QRY-6), through the engine over a storage. Not thread-safe. */
public abstract class QueriesTck extends EngineTck {
    /** For subclasses. */
    protected QueriesTck() {}

    private static int n(CrmRecord record) {
        BigDecimal n = record.number("n");
        return n == null ? -1 : n.intValueExact();
    }

    private static List<Integer> ns(Iterable<CrmRecord> records) {
        List<Integer> numbers = new ArrayList<>();
        records.forEach(record -> numbers.add(n(record)));
        return numbers;
    }

    /** The whole list, page by page. */
    private static List<Integer> paged(RecordStore records, ListQuery query, int size) {
        List<Integer> numbers = new ArrayList<>();
        String cursor = null;
        do {
            Page<CrmRecord> page = records.list(query.limit(size).after(cursor));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            numbers.addAll(ns(page));
            cursor = page.nextCursor();
            assertThat(page.hasNext()).isEqualTo(cursor != null);
        } while (cursor != null);
        return numbers;
    }

    private Crm things(int count) {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("n", number())
                        .attribute("name", text())
                        .attribute("stage", select("new", "won"))
                        .attribute("notes", textArea())
                        .attribute("place", location())
                        .attribute("files", file())
                        .build());
        crm.records("thing")
                .createAll(IntStream.rangeClosed(1, count)
                        .mapToObj(n -> Map.of("n", n, "name", "Thing " + n))
                        .toList());
        return crm;
    }

    /** Each value twice and two records without, shuffled. The number of a record is the rank of its value; none has 1000. */
    private static List<Integer> shuffled(Crm crm, SortTable table) {
        List<Integer> ranks = new ArrayList<>(List.of(1000, 1000));
        for (int rank = 0; rank < table.ascending().size(); rank++) {
            ranks.add(rank);
            ranks.add(rank);
        }
        Collections.shuffle(ranks, new Random(7));
        String object = "s_" + table.name();
        crm.schema()
                .define(ObjectSchema.named(object)
                        .attribute("n", number())
                        .attribute("v", table.spec())
                        .build());
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        for (int i = 0; i < ranks.size(); i++) {
            int rank = ranks.get(i);
            Map<String, @Nullable Object> value = new HashMap<>();
            value.put("n", i);
            value.put("v", rank == 1000 ? null : table.ascending().get(rank));
            values.add(value);
        }
        crm.records(object).createAll(values);
        return ranks;
    }

    private static List<Integer> expected(List<Integer> ranks, boolean descending) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, ranks.size()).boxed().toList());
        int sign = descending ? -1 : 1;
        order.sort((a, b) -> {
            boolean anEmpty = (ranks.get(a) == 1000) != (ranks.get(b) == 1000);
            if (anEmpty) {
                return ranks.get(a) == 1000 ? 1 : -1;
            }
            int byValue = sign * Integer.compare(ranks.get(a), ranks.get(b));
            return byValue != 0 ? byValue : sign * Integer.compare(a, b);
        });
        return order;
    }

    @TestFactory
    @SpecRule({"QRY-1", "QRY-2"})
    @DisplayName(
            "Every type sorts in the engine's order, both ways, with empties last and ties by id, whole and page by page")
    Stream<DynamicTest> sorts() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("target").attribute("name", text()).build());
        List<CrmRecord> targets = crm.records("target").createAll(List.of(Map.of(), Map.of()));
        return SortTable.all(targets.get(0).id(), targets.get(1).id()).stream()
                .map(table -> DynamicTest.dynamicTest(table.name(), () -> {
                    List<Integer> ranks = shuffled(crm, table);
                    RecordStore records = crm.records("s_" + table.name());
                    for (boolean descending : new boolean[] {false, true}) {
                        ListQuery query = ListQuery.all().orderBy(new Sort("v", descending));
                        List<Integer> expected = expected(ranks, descending);
                        assertThat(ns(records.list(query.limit(ListQuery.MAX_LIMIT))))
                                .as("%s %s", table.name(), descending ? "descending" : "ascending")
                                .isEqualTo(expected);
                        for (int size : new int[] {1, 3, 7}) {
                            assertThat(paged(records, query, size)).isEqualTo(expected);
                        }
                    }
                }));
    }

    @Test
    @SpecRule("QRY-1")
    @DisplayName(
            "Without an order the newest come first; system fields sort too; several keys, each in its own direction")
    void orders() {
        Crm crm = things(0);
        RecordStore things = crm.records("thing");
        things.create(Map.of("n", 1, "name", "b", "@owner", "x", "stage", "won"));
        clock().advance(Duration.ofSeconds(1));
        things.create(Map.of("n", 2, "name", "a", "@owner", "y", "stage", "new"));
        things.create(Map.of("n", 3, "name", "B", "@owner", "x"));
        clock().advance(Duration.ofSeconds(1));
        things.create(Map.of("n", 4, "stage", "new"));
        Map<List<Sort>, List<Integer>> expected = new HashMap<>();
        expected.put(List.of(), List.of(4, 3, 2, 1));
        expected.put(List.of(Sort.asc(SystemFields.ID)), List.of(1, 2, 3, 4));
        expected.put(List.of(Sort.desc(SystemFields.ID)), List.of(4, 3, 2, 1));
        expected.put(List.of(Sort.asc(SystemFields.DISPLAY_NAME)), List.of(2, 3, 1, 4));
        expected.put(List.of(Sort.desc(SystemFields.DISPLAY_NAME)), List.of(1, 3, 2, 4));
        expected.put(List.of(Sort.asc(SystemFields.OWNER)), List.of(1, 3, 2, 4));
        expected.put(List.of(Sort.desc(SystemFields.OWNER)), List.of(2, 3, 1, 4));
        expected.put(List.of(Sort.desc(SystemFields.CREATED_AT)), List.of(4, 3, 2, 1));
        expected.put(List.of(Sort.asc(SystemFields.CREATED_AT), Sort.desc("name")), List.of(1, 3, 2, 4));
        expected.put(List.of(Sort.asc("stage"), Sort.desc("n")), List.of(4, 2, 1, 3));
        expected.put(List.of(Sort.desc("stage"), Sort.asc("@owner"), Sort.desc("name")), List.of(1, 2, 4, 3));
        expected.put(List.of(Sort.asc("@owner"), Sort.asc("@source"), Sort.desc("@assignee")), List.of(3, 1, 2, 4));
        expected.forEach((sorts, numbers) -> {
            ListQuery query = ListQuery.all().orderBy(sorts);
            assertThat(ns(things.list(query))).as("%s", sorts).isEqualTo(numbers);
            assertThat(paged(things, query, 1)).as("%s", sorts).isEqualTo(numbers);
        });
    }

    @Test
    @SpecRule("QRY-1")
    @DisplayName("What does not sort is refused with the attributes that do")
    void unsortable() {
        Crm crm = things(1);
        RecordStore things = crm.records("thing");
        for (String path : List.of("notes", "place", "files")) {
            assertThat(Refusals.fault(path, () -> things.list(ListQuery.all().orderBy(Sort.asc(path)))))
                    .satisfies(fault -> {
                        assertThat(fault.code()).isEqualTo(ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
                        assertThat(fault.message()).contains("name", "stage");
                    });
        }
        assertThat(Refusals.codes("nothing", () -> things.list(ListQuery.all().orderBy(Sort.asc("nothing")))))
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        crm.schema().addAttribute("thing", "score", SortTable.computed());
        assertThat(ns(things.list(ListQuery.all().orderBy(Sort.asc("score"))))).isEqualTo(List.of(1));
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName(
            "A cursor serves its own list only: changed, or of another workspace, filter, order or search, it is refused")
    void foreignCursors() {
        Crm crm = things(5);
        RecordStore things = crm.records("thing");
        ListQuery query = where(attr("n").gt(0)).orderBy(Sort.asc("name")).limit(2);
        String cursor = String.valueOf(things.list(query).nextCursor());
        assertThat(ns(things.list(query.after(cursor)))).isEqualTo(List.of(3, 4));
        assertThat(ns(things.list(query.limit(1).after(cursor)))).isEqualTo(List.of(3));
        List<ListQuery> others = List.of(
                where(attr("n").gt(1)).orderBy(Sort.asc("name")),
                where(attr("n").gte(0)).orderBy(Sort.asc("name")),
                ListQuery.all().orderBy(Sort.asc("name")),
                query.orderBy(Sort.desc("name")),
                query.orderBy(Sort.asc("n")),
                query.orderBy(),
                query.search("thing"),
                query.archived(ArchivedFilter.ALL));
        for (ListQuery other : others) {
            refusesCursor(things, other, cursor);
        }
        for (int i = 0; i < cursor.length(); i++) {
            char changed = cursor.charAt(i) == 'A' ? 'B' : 'A';
            refusesCursor(things, query, cursor.substring(0, i) + changed + cursor.substring(i + 1));
        }
        for (String forged : List.of("", "x", cursor + "A", cursor.substring(1), cursor + "=", "%%%", " " + cursor)) {
            refusesCursor(things, query, forged);
        }
        Crm stranger = engine().workspace(newWorkspace()).as(Actor.user("ada"));
        stranger.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("n", number())
                        .attribute("name", text())
                        .build());
        stranger.records("thing").createAll(List.of(Map.of("n", 1), Map.of("n", 2), Map.of("n", 3)));
        refusesCursor(stranger.records("thing"), query, cursor);
    }

    private static void refusesCursor(RecordStore records, ListQuery query, String cursor) {
        assertThatThrownBy(() -> records.list(query.after(cursor)))
                .as(cursor)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
    }

    @TestFactory
    @SpecRule("QRY-2")
    @DisplayName("While others insert, change and archive, no record that stayed in place is skipped or repeated")
    Stream<DynamicTest> stablePages() {
        return Stream.of(
                        List.<Sort>of(),
                        List.of(Sort.asc("name")),
                        List.of(Sort.desc("stage"), Sort.asc("n")),
                        List.of(Sort.asc("@owner"), Sort.desc("name")))
                .map(sorts -> DynamicTest.dynamicTest(sorts.toString(), () -> {
                    Crm crm = engine().workspace(newWorkspace()).as(Actor.user("ada"));
                    crm.schema()
                            .define(ObjectSchema.named("thing")
                                    .attribute("n", number())
                                    .attribute("name", text())
                                    .attribute("stage", select("new", "won"))
                                    .build());
                    RecordStore things = crm.records("thing");
                    Random random = new Random(11);
                    List<CrmRecord> stay = things.createAll(IntStream.range(0, 40)
                            .mapToObj(n -> some(random, n))
                            .toList());
                    List<CrmRecord> go = new ArrayList<>(things.createAll(IntStream.range(40, 60)
                            .mapToObj(n -> some(random, n))
                            .toList()));
                    ListQuery query = ListQuery.all().orderBy(sorts).limit(6);
                    List<UUID> seen = new ArrayList<>();
                    String cursor = null;
                    do {
                        Page<CrmRecord> page = things.list(query.after(cursor));
                        page.forEach(record -> seen.add(record.id()));
                        cursor = page.nextCursor();
                        things.create(some(random, 1000 + seen.size()));
                        if (!go.isEmpty()) {
                            things.archive(go.remove(go.size() / 2).id());
                        }
                        if (!go.isEmpty()) {
                            things.patch(go.remove(0).id(), Map.of("name", "moved", "n", 5000, "stage", "won"));
                        }
                    } while (cursor != null && seen.size() < 1000);
                    Set<UUID> stayed = new HashSet<>();
                    stay.forEach(record -> stayed.add(record.id()));
                    List<UUID> seenThatStayed =
                            seen.stream().filter(stayed::contains).toList();
                    assertThat(seenThatStayed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(stayed);
                }));
    }

    private static Map<String, Object> some(Random random, int n) {
        Map<String, Object> values = new HashMap<>(Map.of("n", n, "stage", random.nextBoolean() ? "new" : "won"));
        if (random.nextInt(3) > 0) {
            values.put("name", String.valueOf((char) ('a' + random.nextInt(5))));
        }
        if (random.nextInt(3) > 0) {
            values.put("@owner", String.valueOf((char) ('a' + random.nextInt(3))));
        }
        return values;
    }

    @Test
    @SpecRule("QRY-3")
    @DisplayName("A page has 1 to 1000 records, 50 where nothing is said, and no count unless asked")
    void pageSizes() {
        Crm crm = things(1001);
        RecordStore things = crm.records("thing");
        assertThat(things.list(ListQuery.all()).items()).hasSize(50);
        assertThat(things.list(ListQuery.all()).total()).isNull();
        assertThat(things.list(ListQuery.all().limit(1)).items()).hasSize(1);
        Page<CrmRecord> most = things.list(ListQuery.all().limit(1000));
        assertThat(most.items()).hasSize(1000);
        Page<CrmRecord> rest = things.list(ListQuery.all().limit(1000).after(most.nextCursor()));
        assertThat(ns(rest)).isEqualTo(List.of(1));
        assertThat(rest.hasNext()).isFalse();
        for (int limit : new int[] {0, -1, 1001, Integer.MIN_VALUE}) {
            assertThat(Refusals.codes(
                            "limit " + limit, () -> things.list(ListQuery.all().limit(limit))))
                    .containsExactly(ErrorCode.QUERY_LIMIT);
        }
    }

    @Test
    @SpecRule("QRY-3")
    @DisplayName("A count is exact up to the cap that the caller gives, and says \"at least\" past it")
    void counts() {
        Crm crm = things(12);
        RecordStore things = crm.records("thing");
        assertThat(things.list(ListQuery.all().limit(2).counted()).total()).isEqualTo(new Count(12, true));
        assertThat(things.list(ListQuery.all().limit(2).counted(12)).total()).isEqualTo(new Count(12, true));
        assertThat(things.list(ListQuery.all().limit(2).counted(11)).total()).isEqualTo(new Count(11, false));
        assertThat(things.count(where(attr("n").lte(5)))).isEqualTo(new Count(5, true));
        assertThat(things.count(where(attr("n").lte(5)).counted(1))).isEqualTo(new Count(1, false));
        assertThat(things.count(where(attr("n").gt(99)).counted(1))).isEqualTo(new Count(0, true));
        String cursor = things.list(ListQuery.all().limit(5)).nextCursor();
        assertThat(things.list(ListQuery.all().limit(5).after(cursor).counted()).total())
                .isEqualTo(new Count(12, true));
        for (int cap : new int[] {0, -1, 1_000_000_001}) {
            assertThat(Refusals.codes(
                            "cap " + cap, () -> things.count(ListQuery.all().counted(cap))))
                    .containsExactly(ErrorCode.QUERY_LIMIT);
        }
    }

    private static void defineCompanies(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("company").attribute("name", text()).build(),
                        ObjectSchema.named("deal")
                                .attribute("n", number())
                                .attribute("company", reference("company"))
                                .attribute("partners", references("company"))
                                .build()));
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("A page shows the names of what its records refer to, in order, archived ones marked")
    void names() {
        Crm crm = crm();
        defineCompanies(crm);
        CrmRecord a = crm.records("company").create(Map.of("name", "A"));
        CrmRecord b = crm.records("company").create(Map.of("name", "B"));
        CrmRecord nameless = crm.records("company").create(Map.of());
        crm.records("deal")
                .create(Map.of("n", 1, "company", a.id(), "partners", List.of(nameless.id(), b.id(), a.id())));
        crm.records("company").archive(b.id());
        CrmRecord deal = crm.records("deal").list(ListQuery.all()).items().get(0);
        assertThat(deal.references("company")).containsExactly(new RecordRef(a.id(), "company", "A", false));
        assertThat(deal.references("partners"))
                .containsExactly(
                        new RecordRef(nameless.id(), "company", "", false),
                        new RecordRef(b.id(), "company", "B", true),
                        new RecordRef(a.id(), "company", "A", false));
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("A page of a hundred records with references costs as many calls of the storage as a page of one")
    void fixedCost() {
        CountingStorage counting = new CountingStorage(fresh());
        CrmEngine engine = closedAtTheEnd(
                CrmEngine.builder().storage(counting.storage()).clock(clock()).build());
        Crm crm = engine.workspace("counted").as(Actor.user("ada"));
        defineCompanies(crm);
        List<CrmRecord> companies = crm.records("company")
                .createAll(IntStream.range(0, 150)
                        .mapToObj(n -> Map.of("name", "Company " + n))
                        .toList());
        crm.records("deal")
                .createAll(IntStream.range(0, 120)
                        .mapToObj(n -> Map.of(
                                "n",
                                n,
                                "company",
                                companies.get(n).id(),
                                "partners",
                                List.of(
                                        companies.get(n + 1).id(),
                                        companies.get(n + 20).id())))
                        .toList());
        ListQuery query = where(attr("company.name").startsWith("company"))
                .orderBy(Sort.asc("n"))
                .counted();
        RecordStore deals = crm.records("deal");
        deals.list(query.limit(1));
        List<String> forOne = counting.during(() -> deals.list(query.limit(1)));
        List<String> forMany =
                counting.during(() -> assertThat(deals.list(query.limit(100)).items())
                        .hasSize(100)
                        .allMatch(deal -> deal.references("partners").size() == 2));
        assertThat(forOne).isNotEmpty();
        assertThat(forMany).isEqualTo(forOne);
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName(
            "A search finds records by every word in the display name or a searchable attribute, without case, literally")
    void search() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("person")
                        .attribute("name", text())
                        .attribute("n", number())
                        .attribute("city", text().searchable())
                        .attribute("secret", text())
                        .attribute("notes", textArea().searchable())
                        .build());
        RecordStore people = crm.records("person");
        people.create(Map.of("n", 1, "name", "Ada Lovelace", "city", "\u0130stanbul", "secret", "hidden"));
        people.create(Map.of("n", 2, "name", "Bob 100%_x", "city", "Stra\u00DFe", "notes", "Likes ada\nand caf\u00E9"));
        people.create(Map.of("n", 3, "city", "Love"));
        Map<String, Set<Integer>> expected = new HashMap<>();
        expected.put("ada", Set.of(1, 2));
        expected.put("ADA love", Set.of(1));
        expected.put("love", Set.of(1, 3));
        expected.put("ISTANBUL lace", Set.of(1));
        expected.put("hidden", Set.of());
        expected.put("%", Set.of(2));
        expected.put("_x 100", Set.of(2));
        expected.put("cafe\u0301", Set.of(2));
        expected.put("stra\u00DFe", Set.of(2));
        expected.put("strasse", Set.of());
        expected.put(" \u2003 ", Set.of(1, 2, 3));
        expected.forEach((text, numbers) -> {
            assertThat(ns(people.list(ListQuery.all().search(text))))
                    .as(text)
                    .containsExactlyInAnyOrderElementsOf(numbers);
            assertThat(people.count(ListQuery.all().search(text)).value()).isEqualTo(numbers.size());
        });
        UUID third = people.list(where(attr("n").eq(3))).items().get(0).id();
        people.patch(third, Map.of("city", "Paris", "name", "Zoe"));
        assertThat(ns(people.list(ListQuery.all().search("zoe paris")))).isEqualTo(List.of(3));
        assertThat(ns(people.list(where(attr("n").gt(1)).search("love")))).isEmpty();
        assertThat(Refusals.codes(
                        "eleven words", () -> people.list(ListQuery.all().search("a b c d e f g h i j k"))))
                .containsExactly(ErrorCode.QUERY_LIMIT);
    }

    @Test
    @SpecRule("QRY-6")
    @DisplayName("Explain says of each field that a query names whether an index serves it, as the schema catalog does")
    void explain() {
        Crm crm = things(3);
        crm.schema().addAttribute("thing", "plain", text().notIndexed());
        Map<String, Boolean> indexed = crm.schema().indexed("thing");
        assertThat(indexed.keySet()).containsExactly("n", "name", "stage", "notes", "place", "files", "plain");
        assertThat(indexed.get("plain")).isFalse();
        QueryPlan plan = crm.records("thing")
                .explain(where(attr("n")
                                .gt(1)
                                .and(attr("plain").eq("x"))
                                .and(attr("stage").eq("new")))
                        .orderBy(Sort.asc("name"), Sort.desc("n")));
        assertThat(plan.fields().keySet()).containsExactlyInAnyOrder("n", "plain", "stage", "name");
        plan.fields().forEach((field, served) -> assertThat(served).as(field).isEqualTo(indexed.get(field)));
        assertThat(plan.notes()).anySatisfy(note -> assertThat(note).contains("plain"));
        crm.schema().addAttribute("thing", "price", currency("EUR"));
        assertThat(crm.records("thing")
                        .explain(where(attr("price").gt(Map.of("amount", 1, "currency", "EUR"))))
                        .fields()
                        .keySet())
                .contains("price (currency)")
                .noneMatch(name -> name.contains("#"));
        assertThat(Refusals.codes(
                        "explain",
                        () -> crm.records("thing").explain(where(attr("x").eq(1)))))
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
    }
}
