package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.rating;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.status;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.model.Attributes.user;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.OptionState;
import dev.crmkit.money.RateTable;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.Measure;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules of groups and sums (QRY-4), through the engine over a storage. Not thread-safe. */
public abstract class AggregatesTck extends EngineTck {
    /** For subclasses. */
    protected AggregatesTck() {}

    private Crm deals() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("company").attribute("name", text()).build(),
                        ObjectSchema.named("deal")
                                .attribute("name", text().searchable())
                                .attribute("stage", select("won", "new", "lost"))
                                .attribute(
                                        "progress",
                                        status().option(AttributeOption.of("open", OptionState.NOT_STARTED))
                                                .option(AttributeOption.of("done", OptionState.DONE_SUCCESS)))
                                .attribute("hot", checkbox())
                                .attribute("score", rating(10))
                                .attribute("size", number())
                                .attribute("amount", currency("EUR"))
                                .attribute("company", reference("company"))
                                .attribute("partners", references("company"))
                                .attribute("tags", multiSelect("a", "b"))
                                .attribute("buyer", user())
                                .attribute("due", date())
                                .attribute("called", timestamp())
                                .build()));
        return crm;
    }

    private static BigDecimal exactly(String number) {
        return new BigDecimal(number);
    }

    /** Groups as rows of keys and values. */
    private static List<List<@Nullable Object>> rows(Crm crm, AggregateQuery query) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        crm.records("deal").aggregate(query).groups().forEach(group -> {
            List<@Nullable Object> row = new ArrayList<>(group.keys());
            row.addAll(group.values());
            rows.add(row);
        });
        return rows;
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }

    private static Crm fill(Crm crm) {
        CrmRecord a = crm.records("company").create(Map.of("name", "A"));
        crm.records("deal")
                .createAll(List.of(
                        Map.of(
                                "name",
                                "one",
                                "stage",
                                "new",
                                "hot",
                                true,
                                "score",
                                10,
                                "size",
                                1.5,
                                "company",
                                a.id(),
                                "@owner",
                                "ada",
                                "progress",
                                "done"),
                        Map.of("name", "two", "stage", "won", "hot", false, "score", 2, "size", exactly("0.25")),
                        Map.of("stage", "won", "size", 10, "@owner", "bob", "buyer", "zoe", "progress", "open"),
                        Map.of("score", 10, "size", -4, "company", a.id(), "@owner", "ada", "@source", "web"),
                        Map.of("stage", "won", "hot", true)));
        return crm;
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Without a key all records are one group, also where there are none")
    void oneGroup() {
        Crm crm = deals();
        AggregateQuery query = AggregateQuery.of(
                Measure.count(),
                Measure.count("score"),
                Measure.sum("size"),
                Measure.avg("size"),
                Measure.min("size"),
                Measure.max("score"),
                Measure.sum("amount"));
        assertThat(rows(crm, query)).isEqualTo(List.of(row(0L, 0L, null, null, null, null, null)));
        fill(crm);
        assertThat(rows(crm, query))
                .isEqualTo(
                        List.of(row(5L, 3L, exactly("7.75"), exactly("1.9375"), exactly("-4"), exactly("10"), null)));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Groups by select come in the order of its options, with empties last")
    void bySelect() {
        Crm crm = fill(deals());
        assertThat(rows(
                        crm,
                        AggregateQuery.of(Measure.count(), Measure.sum("size"), Measure.avg("size"))
                                .groupBy(GroupKey.of("stage"))))
                .isEqualTo(List.of(
                        row("won", 3L, exactly("10.25"), exactly("5.125")),
                        row("new", 1L, exactly("1.5"), exactly("1.5")),
                        row(null, 1L, exactly("-4"), exactly("-4"))));
        assertThat(rows(
                        crm,
                        AggregateQuery.of(Measure.count())
                                .groupBy(GroupKey.of("stage"))
                                .where(attr("size").gt(1))
                                .search("one")))
                .isEqualTo(List.of(row("new", 1L)));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Status, checkbox, rating, owner, source, user and reference group too")
    void byOtherKeys() {
        Crm crm = fill(deals());
        CrmRecord company =
                crm.records("company").list(where(attr("name").eq("A"))).items().get(0);
        Map<String, List<List<@Nullable Object>>> expected = new HashMap<>();
        expected.put("progress", List.of(row("open", 1L), row("done", 1L), row(null, 3L)));
        expected.put("hot", List.of(row(false, 1L), row(true, 2L), row(null, 2L)));
        expected.put("score", List.of(row(exactly("2"), 1L), row(exactly("10"), 2L), row(null, 2L)));
        expected.put("@owner", List.of(row("ada", 2L), row("bob", 1L), row(null, 2L)));
        expected.put("@source", List.of(row("web", 1L), row(null, 4L)));
        expected.put("buyer", List.of(row("zoe", 1L), row(null, 4L)));
        expected.put("company", List.of(row(company.id(), 2L), row(null, 3L)));
        expected.forEach((path, groups) -> assertThat(
                        rows(crm, AggregateQuery.of(Measure.count()).groupBy(GroupKey.of(path))))
                .as(path)
                .isEqualTo(groups));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Two keys make a group of each pair that there is, in the order of the first and then of the second")
    void twoKeys() {
        Crm crm = fill(deals());
        assertThat(rows(
                        crm,
                        AggregateQuery.of(Measure.count(), Measure.max("size"))
                                .groupBy(GroupKey.of("hot"), GroupKey.of("stage"))))
                .isEqualTo(List.of(
                        row(false, "won", 1L, exactly("0.25")),
                        row(true, "won", 1L, null),
                        row(true, "new", 1L, exactly("1.5")),
                        row(null, "won", 1L, exactly("10")),
                        row(null, null, 1L, exactly("-4"))));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Archived records take part only where the caller says so")
    void archived() {
        Crm crm = fill(deals());
        CrmRecord two =
                crm.records("deal").list(where(attr("name").eq("two"))).items().get(0);
        crm.records("deal").archive(two.id());
        AggregateQuery query = AggregateQuery.of(Measure.count());
        assertThat(rows(crm, query)).isEqualTo(List.of(row(4L)));
        assertThat(rows(crm, query.archived(ArchivedFilter.ARCHIVED))).isEqualTo(List.of(row(1L)));
        assertThat(rows(crm, query.archived(ArchivedFilter.ALL))).isEqualTo(List.of(row(5L)));
    }

    private static Map<String, Object> money(String amount, String currency) {
        return Map.of("amount", exactly(amount), "currency", currency);
    }

    private static Map<String, Object> perCurrency(Object... pairs) {
        Map<String, Object> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private Crm dealsWithMoney() {
        Crm crm = deals();
        crm.records("deal")
                .createAll(List.of(
                        Map.of("stage", "won", "amount", money("10.10", "EUR")),
                        Map.of("stage", "won", "amount", money("0.20", "EUR")),
                        Map.of("stage", "won", "amount", money("100", "JPY")),
                        Map.of("stage", "new", "amount", money("-5.00", "USD")),
                        Map.of("stage", "lost")));
        return crm;
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Money stays apart by currency: unlike currencies never add up silently")
    void moneyPerCurrency() {
        Crm crm = dealsWithMoney();
        assertThat(rows(
                        crm,
                        AggregateQuery.of(
                                        Measure.sum("amount"),
                                        Measure.avg("amount"),
                                        Measure.min("amount"),
                                        Measure.max("amount"),
                                        Measure.count("amount"),
                                        Measure.count())
                                .groupBy(GroupKey.of("stage"))))
                .isEqualTo(List.of(
                        row(
                                "won",
                                perCurrency("EUR", exactly("10.3"), "JPY", exactly("100")),
                                perCurrency("EUR", exactly("5.15"), "JPY", exactly("100")),
                                perCurrency("EUR", exactly("0.2"), "JPY", exactly("100")),
                                perCurrency("EUR", exactly("10.1"), "JPY", exactly("100")),
                                3L,
                                3L),
                        row(
                                "new",
                                perCurrency("USD", exactly("-5")),
                                perCurrency("USD", exactly("-5")),
                                perCurrency("USD", exactly("-5")),
                                perCurrency("USD", exactly("-5")),
                                1L,
                                1L),
                        row("lost", null, null, null, null, 0L, 1L)));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName(
            "A named rate table converts money into its base; a table or rate that is missing is an error, not a zero")
    void moneyConverted() {
        Crm crm = dealsWithMoney();
        crm.rates().put("budget", new RateTable("EUR", Map.of("USD", exactly("0.9"), "JPY", exactly("0.006"))));
        crm.rates().put("partial", new RateTable("EUR", Map.of("USD", exactly("0.9"))));
        AggregateQuery query = AggregateQuery.of(
                Measure.sum("amount"),
                Measure.avg("amount"),
                Measure.min("amount"),
                Measure.max("amount"),
                Measure.count());
        assertThat(rows(crm, query.convertedBy("budget")))
                .isEqualTo(List.of(row(exactly("6.4"), exactly("1.6"), exactly("-4.5"), exactly("10.1"), 5L)));
        assertThat(rows(crm, query.groupBy(GroupKey.of("stage")).convertedBy("budget")))
                .isEqualTo(List.of(
                        row("won", exactly("10.9"), exactly("3.6333333333"), exactly("0.2"), exactly("10.1"), 3L),
                        row("new", exactly("-4.5"), exactly("-4.5"), exactly("-4.5"), exactly("-4.5"), 1L),
                        row("lost", null, null, null, null, 1L)));
        assertThat(Refusals.fault("partial", () -> rows(crm, query.convertedBy("partial"))))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.QUERY_INVALID_OPERAND);
                    assertThat(fault.message()).contains("JPY", "EUR", "USD");
                });
        assertThat(rows(crm, query.where(attr("stage").eq("new")).convertedBy("partial")))
                .hasSize(1);
        assertThat(Refusals.fault("unknown", () -> rows(crm, query.convertedBy("none"))))
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND);
                    assertThat(fault.message()).contains("none", "budget", "partial");
                });
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Dates have a first and a last")
    void datesMinAndMax() {
        Crm crm = deals();
        crm.records("deal")
                .createAll(List.of(
                        Map.of("due", "2026-03-29", "called", "2026-03-01T09:00:00Z"),
                        Map.of("due", "2024-02-29", "called", "2026-03-01T09:00:00.000001Z"),
                        Map.of()));
        assertThat(rows(
                        crm,
                        AggregateQuery.of(
                                Measure.min("due"), Measure.max("due"), Measure.min("called"), Measure.max("called"))))
                .isEqualTo(List.of(row(
                        LocalDate.of(2024, 2, 29),
                        LocalDate.of(2026, 3, 29),
                        Instant.parse("2026-03-01T09:00:00Z"),
                        Instant.parse("2026-03-01T09:00:00.000001Z"))));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Date buckets are calendar units of the workspace's zone, also over days that are longer or shorter")
    void dateBuckets() {
        for (String zone : List.of("Europe/Berlin", "Asia/Beirut", "America/Havana", "Pacific/Apia", "UTC")) {
            moveToAFreshWorkspace();
            Crm crm = deals();
            ZoneId id = ZoneId.of(zone);
            crm.configure(new WorkspaceSettings(id));
            List<Instant> instants = new ArrayList<>();
            List<Map<String, @Nullable Object>> values = new ArrayList<>();
            for (String day :
                    List.of("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01", "2027-01-01", "2028-02-29")) {
                Instant midnight = LocalDate.parse(day).atStartOfDay(id).toInstant();
                for (int hours : new int[] {-25, -24, -1, 0, 1, 23, 24, 25}) {
                    instants.add(midnight.plus(hours, ChronoUnit.HOURS));
                    instants.add(midnight.plus(hours, ChronoUnit.HOURS).minus(1, ChronoUnit.MICROS));
                }
            }
            instants.forEach(instant -> values.add(Map.of("called", instant, "due", LocalDate.ofInstant(instant, id))));
            values.add(Map.of());
            crm.records("deal").createAll(values);
            for (DateUnit unit : DateUnit.values()) {
                Map<LocalDate, Long> byUnit = new TreeMap<>();
                instants.forEach(instant -> byUnit.merge(begin(unit, LocalDate.ofInstant(instant, id)), 1L, Long::sum));
                List<List<@Nullable Object>> expected = new ArrayList<>();
                byUnit.forEach((begin, count) -> expected.add(row(begin, count)));
                expected.add(row(null, 1L));
                for (String path : List.of("called", "due")) {
                    assertThat(rows(crm, AggregateQuery.of(Measure.count()).groupBy(GroupKey.of(path, unit))))
                            .as("%s by %s in %s", path, unit, zone)
                            .isEqualTo(expected);
                }
            }
        }
    }

    /** Counted back day by day, so that it shares no arithmetic with the engine. */
    private static LocalDate begin(DateUnit unit, LocalDate day) {
        LocalDate begin = day;
        while (!isBegin(unit, begin)) {
            begin = begin.minusDays(1);
        }
        return begin;
    }

    private static boolean isBegin(DateUnit unit, LocalDate day) {
        return switch (unit) {
            case DAY -> true;
            case WEEK -> day.getDayOfWeek().getValue() == 1;
            case MONTH -> day.getDayOfMonth() == 1;
            case QUARTER -> day.getDayOfMonth() == 1 && day.getMonthValue() % 3 == 1;
            case YEAR -> day.getDayOfYear() == 1;
        };
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("A date bucket and a select make a table: months by stage")
    void bucketsByStage() {
        Crm crm = deals();
        crm.configure(new WorkspaceSettings(ZoneId.of("Asia/Tokyo")));
        crm.records("deal")
                .createAll(List.of(
                        Map.of("called", "2026-01-31T14:59:59Z", "stage", "won", "amount", 1),
                        Map.of("called", "2026-01-31T15:00:00Z", "stage", "won", "amount", 2),
                        Map.of("called", "2026-02-28T15:00:00Z", "stage", "new", "amount", 4),
                        Map.of("called", "2026-02-01T00:00:00Z", "amount", 8)));
        assertThat(rows(
                        crm,
                        AggregateQuery.of(Measure.sum("amount"))
                                .groupBy(GroupKey.of("called", DateUnit.MONTH), GroupKey.of("stage"))))
                .isEqualTo(List.of(
                        row(LocalDate.of(2026, 1, 1), "won", Map.of("EUR", exactly("1"))),
                        row(LocalDate.of(2026, 2, 1), "won", Map.of("EUR", exactly("2"))),
                        row(LocalDate.of(2026, 2, 1), null, Map.of("EUR", exactly("8"))),
                        row(LocalDate.of(2026, 3, 1), "new", Map.of("EUR", exactly("4")))));
        LocalDate today = LocalDate.ofInstant(clock().instant(), ZoneId.of("Asia/Tokyo"));
        assertThat(rows(crm, AggregateQuery.of(Measure.count()).groupBy(GroupKey.of("@created_at", DateUnit.DAY))))
                .isEqualTo(List.of(row(today, 4L)));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("What cannot be grouped or computed is refused, all faults at once")
    void refusals() {
        Crm crm = fill(deals());
        Map<AggregateQuery, ErrorCode> refused = new LinkedHashMap<>();
        AggregateQuery count = AggregateQuery.of(Measure.count());
        ErrorCode notSupported = ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE;
        refused.put(count.groupBy(GroupKey.of("tags")), notSupported);
        refused.put(count.groupBy(GroupKey.of("partners")), notSupported);
        refused.put(count.groupBy(GroupKey.of("due")), notSupported);
        refused.put(count.groupBy(GroupKey.of("stage", DateUnit.DAY)), notSupported);
        refused.put(count.groupBy(GroupKey.of("nothing")), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.put(
                count.groupBy(GroupKey.of("stage"), GroupKey.of("hot"), GroupKey.of("@owner")), ErrorCode.QUERY_LIMIT);
        refused.put(AggregateQuery.of(), ErrorCode.QUERY_LIMIT);
        refused.put(AggregateQuery.of(Measure.sum("stage")), notSupported);
        refused.put(AggregateQuery.of(Measure.sum("due")), notSupported);
        refused.put(AggregateQuery.of(Measure.avg("name")), notSupported);
        refused.put(AggregateQuery.of(Measure.max("name")), notSupported);
        refused.put(AggregateQuery.of(Measure.sum("nothing")), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.put(count.where(attr("nothing").eq(1)), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.forEach((query, code) -> assertThat(
                        Refusals.codes(query.groupBy() + " " + query.measures(), () -> rows(crm, query)))
                .containsExactly(code));
        assertThat(Refusals.codes(
                        "three faults",
                        () -> rows(
                                crm,
                                AggregateQuery.of(Measure.sum("stage"))
                                        .groupBy(GroupKey.of("tags"))
                                        .where(attr("nothing").eq(1)))))
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE, notSupported, notSupported);
    }
}
