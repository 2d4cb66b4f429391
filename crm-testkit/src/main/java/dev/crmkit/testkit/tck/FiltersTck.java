package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Filter.Conjunction;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Operator;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of conditions (FLT), through the engine over a storage. Not thread-safe. */
public abstract class FiltersTck extends EngineTck {
    private static final Map<Operator, Operator> COMPLEMENTS = Map.of(
            Operator.EQ, Operator.NEQ,
            Operator.IN, Operator.NOT_IN,
            Operator.CONTAINS, Operator.NOT_CONTAINS,
            Operator.WITHIN, Operator.NOT_WITHIN,
            Operator.CONTAINS_ANY, Operator.CONTAINS_NONE,
            Operator.IS_EMPTY, Operator.IS_NOT_EMPTY);

    /** For subclasses. */
    protected FiltersTck() {}

    /** The numbers ({@code n}) of the records that a filter finds. */
    private static Set<Integer> found(RecordStore records, Filter filter) {
        return found(records, where(filter).limit(ListQuery.MAX_LIMIT));
    }

    private static Set<Integer> found(RecordStore records, ListQuery query) {
        return records.list(query).items().stream().map(FiltersTck::n).collect(Collectors.toCollection(TreeSet::new));
    }

    private static int n(CrmRecord record) {
        BigDecimal n = record.number("n");
        return n == null ? -1 : n.intValueExact();
    }

    private static Filter compare(String path, Operator operator, List<@Nullable Object> operands) {
        return new Filter.Comparison(path, operator, operands);
    }

    private static Set<Integer> numbers(int last) {
        return IntStream.rangeClosed(1, last).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> without(Set<Integer> all, Set<Integer> some) {
        Set<Integer> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    /** Objects {@code v_…} with the table's values, and {@code h_…} whose records refer to one of them each. */
    private static void define(Crm crm, OperatorTable table) {
        String object = "v_" + table.name();
        String holder = "h_" + table.name();
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(object)
                                .attribute("n", number())
                                .attribute("v", table.spec())
                                .build(),
                        ObjectSchema.named(holder)
                                .attribute("n", number())
                                .attribute("to", reference(object))
                                .attribute("many", references(object))
                                .build()));
        List<Map<String, @Nullable Object>> values = new ArrayList<>();
        for (Object value : table.values()) {
            Map<String, @Nullable Object> record = new HashMap<>();
            record.put("n", values.size() + 1);
            record.put("v", value);
            values.add(record);
        }
        List<CrmRecord> records = crm.records(object).createAll(values);
        crm.records(holder)
                .createAll(records.stream()
                        .map(r -> Map.of("n", n(r), "to", r.id(), "many", List.of(r.id())))
                        .toList());
    }

    private List<OperatorTable> tables(Crm crm) {
        crm.schema()
                .define(ObjectSchema.named("target").attribute("name", text()).build());
        List<UUID> targets = crm
                .records("target")
                .createAll(List.of(Map.of("name", "1"), Map.of("name", "2"), Map.of("name", "3")))
                .stream()
                .map(CrmRecord::id)
                .toList();
        return OperatorTable.all(targets.get(0), targets.get(1), targets.get(2));
    }

    @TestFactory
    @SpecRule({"FLT-1", "FLT-3", "FLT-4", "FLT-5"})
    @DisplayName("Every operator of every type finds what the contract says, and its complement finds the rest")
    Stream<DynamicTest> operators() {
        Crm crm = crm();
        return tables(crm).stream()
                .map(table -> DynamicTest.dynamicTest(table.name(), () -> {
                    define(crm, table);
                    RecordStore records = crm.records("v_" + table.name());
                    Set<Integer> all = numbers(table.values().size());
                    for (OperatorTable.Case each : table.cases()) {
                        Filter filter = compare("v", each.operator(), each.operands());
                        assertThat(found(records, filter)).as("%s", filter).isEqualTo(each.found());
                        Set<Integer> rest = without(all, each.found());
                        assertThat(found(records, filter.negate()))
                                .as("not %s", filter)
                                .isEqualTo(rest);
                        Operator complement = COMPLEMENTS.get(each.operator());
                        if (complement != null) {
                            Filter other = compare("v", complement, each.operands());
                            assertThat(found(records, other)).as("%s", other).isEqualTo(rest);
                        }
                        assertThat(records.count(where(filter)).value())
                                .isEqualTo(each.found().size());
                    }
                }));
    }

    @TestFactory
    @SpecRule("FLT-5")
    @DisplayName("A path over a reference to one record finds what the same comparison finds on that record")
    Stream<DynamicTest> pathsToOne() {
        Crm crm = crm();
        return tables(crm).stream()
                .map(table -> DynamicTest.dynamicTest(table.name(), () -> {
                    define(crm, table);
                    RecordStore holders = crm.records("h_" + table.name());
                    for (OperatorTable.Case each : table.cases()) {
                        for (String path : List.of("to.v", "many.v")) {
                            Filter filter = compare(path, each.operator(), each.operands());
                            assertThat(found(holders, filter)).as("%s", filter).isEqualTo(each.found());
                        }
                    }
                }));
    }

    @TestFactory
    @SpecRule("FLT-7")
    @DisplayName("An operator that the type lacks is refused with the choices, and the table above has every other one")
    Stream<DynamicTest> unknownOperators() {
        Crm crm = crm();
        return tables(crm).stream()
                .map(table -> DynamicTest.dynamicTest(table.name(), () -> {
                    define(crm, table);
                    Set<Operator> known = new TreeSet<>();
                    table.cases().forEach(each -> known.add(each.operator()));
                    for (Operator operator : Operator.values()) {
                        if (!known.contains(operator)) {
                            Violation fault = Refusals.fault(
                                    table.name() + " " + operator,
                                    () -> crm.records("v_" + table.name())
                                            .list(where(compare("v", operator, List.of("x")))));
                            assertThat(fault.code()).isEqualTo(ErrorCode.QUERY_UNKNOWN_OPERATOR);
                            assertThat(fault.message()).contains(operator.name(), "IS_EMPTY");
                        }
                    }
                }));
    }

    /** Companies A (retail, big), B (tech), C (retail, archived), D (without values) and deals that name them. */
    private Crm dealsWithCompanies() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("company")
                                .attribute("name", text())
                                .attribute("industry", select("retail", "tech"))
                                .attribute("big", checkbox())
                                .build(),
                        ObjectSchema.named("deal")
                                .attribute("n", number())
                                .attribute("company", reference("company"))
                                .attribute("partners", references("company"))
                                .build()));
        RecordStore companies = crm.records("company");
        UUID a = companies
                .create(Map.of("name", "A", "industry", "retail", "big", true))
                .id();
        UUID b = companies.create(Map.of("name", "B", "industry", "tech")).id();
        UUID c = companies.create(Map.of("name", "C", "industry", "retail")).id();
        UUID d = companies.create(Map.of()).id();
        crm.records("deal")
                .createAll(List.of(
                        Map.of("n", 1, "company", a, "partners", List.of(a, b)),
                        Map.of("n", 2, "company", b, "partners", List.of(b)),
                        Map.of("n", 3, "company", c, "partners", List.of(c)),
                        Map.of("n", 4, "company", d, "partners", List.of(d, c)),
                        Map.of("n", 5),
                        Map.of("n", 6, "company", a, "partners", List.of(c, b))));
        companies.archive(c);
        return crm;
    }

    @Test
    @SpecRule({"FLT-1", "FLT-5"})
    @DisplayName(
            "A path to several records means any of them, does not see archived ones, and its negation is the complement")
    void paths() {
        Crm crm = dealsWithCompanies();
        RecordStore deals = crm.records("deal");
        Set<Integer> all = numbers(6);
        Map<Filter, Set<Integer>> expected = new HashMap<>();
        expected.put(attr("company.industry").eq("retail"), Set.of(1, 6));
        expected.put(attr("company.industry").neq("retail"), Set.of(2, 3, 4, 5));
        expected.put(attr("partners.industry").eq("retail"), Set.of(1));
        expected.put(attr("partners.industry").in("retail", "tech"), Set.of(1, 2, 6));
        expected.put(attr("partners.industry").notIn("retail"), Set.of(2, 3, 4, 5, 6));
        expected.put(attr("company.industry").isEmpty(), Set.of(3, 4, 5));
        expected.put(attr("partners.industry").isNotEmpty(), Set.of(1, 2, 6));
        expected.put(attr("company.big").eq(true), Set.of(1, 6));
        expected.put(attr("company.big").eq(false), Set.of(2, 3, 4, 5));
        expected.put(attr("partners.name").startsWith("c"), Set.of());
        expected.put(attr("partners.name").notContains("b"), Set.of(3, 4, 5));
        expected.put(attr("company.@display_name").eq("a"), Set.of(1, 6));
        expected.put(
                attr("partners.industry")
                        .eq("tech")
                        .and(attr("partners.industry").eq("retail")),
                Set.of(1));
        expected.forEach((filter, numbers) -> {
            assertThat(found(deals, filter)).as("%s", filter).isEqualTo(numbers);
            assertThat(found(deals, filter.negate())).as("not %s", filter).isEqualTo(without(all, numbers));
        });
    }

    @Test
    @SpecRule("FLT-2")
    @DisplayName("In the flat form AND binds tighter than OR, and groups nest")
    void flatForm() {
        Crm crm = numbered(8);
        RecordStore things = crm.records("thing");
        Filter.Comparison one = attr("n").compare(Operator.EQ, 1);
        Filter.Comparison low = attr("n").compare(Operator.LTE, 4);
        Filter.Comparison high = attr("n").compare(Operator.GTE, 3);
        Filter flat = Filter.flat(List.of(
                new Filter.FlatCondition(Conjunction.OR, one),
                new Filter.FlatCondition(Conjunction.OR, low),
                new Filter.FlatCondition(Conjunction.AND, high)));
        assertThat(found(things, flat)).isEqualTo(Set.of(1, 3, 4));
        assertThat(found(things, one.or(low).and(high))).isEqualTo(Set.of(3, 4));
        assertThat(found(things, Filter.not(one.or(low.and(high))))).isEqualTo(Set.of(2, 5, 6, 7, 8));
        assertThat(found(things, Filter.flat(List.of()))).isEqualTo(numbers(8));
        assertThat(found(things, Filter.flat(List.of(new Filter.FlatCondition(Conjunction.OR, one)))))
                .isEqualTo(Set.of(1));
    }

    private Crm numbered(int last) {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("n", number())
                        .attribute("name", text())
                        .attribute("stage", select("new", "won"))
                        .build());
        crm.records("thing")
                .createAll(IntStream.rangeClosed(1, last)
                        .mapToObj(n -> Map.of("n", n, "name", "Thing " + n))
                        .toList());
        return crm;
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName("Numbers compare as numbers and exactly, also where a double could not tell them apart")
    void exactNumbers() {
        Crm crm = numbered(0);
        RecordStore things = crm.records("thing");
        BigDecimal big = new BigDecimal("9007199254740992");
        things.create(Map.of("n", big.add(BigDecimal.ONE)));
        assertThat(things.count(where(attr("n").eq(big))).value()).isZero();
        assertThat(things.count(where(attr("n").gt(big))).value()).isEqualTo(1);
        assertThat(things.count(where(attr("n").eq(new BigDecimal("9007199254740993.00"))))
                        .value())
                .isEqualTo(1);
    }

    @Test
    @SpecRule("FLT-6")
    @DisplayName("System fields filter like attributes")
    void systemFields() {
        Crm crm = numbered(0);
        RecordStore things = crm.records("thing");
        Instant begin = clock().instant();
        CrmRecord one = things.create(
                Map.of("n", 1, "name", "First", "@owner", "ada", "@assignee", "bob", "@source", "import"));
        clock().advance(Duration.ofMinutes(1));
        CrmRecord two = things.create(Map.of("n", 2, "name", "Second", "@owner", "bob"));
        clock().advance(Duration.ofMinutes(1));
        things.create(Map.of("n", 3));
        Instant end = clock().instant();
        things.patch(one.id(), Map.of("stage", "won"));
        things.archive(two.id());
        Map<Filter, Set<Integer>> expected = new HashMap<>();
        expected.put(attr(SystemFields.ID).eq(one.id()), Set.of(1));
        expected.put(attr(SystemFields.ID).in(one, two.id().toString()), Set.of(1, 2));
        expected.put(attr(SystemFields.ID).neq(one.id()), Set.of(2, 3));
        expected.put(attr(SystemFields.ID).isEmpty(), Set.of());
        expected.put(attr(SystemFields.DISPLAY_NAME).startsWith("FIR"), Set.of(1));
        expected.put(attr(SystemFields.DISPLAY_NAME).isEmpty(), Set.of(3));
        expected.put(attr(SystemFields.OWNER).eq("ada"), Set.of(1));
        expected.put(attr(SystemFields.OWNER).neq("ada"), Set.of(2, 3));
        expected.put(attr(SystemFields.OWNER).compare(Operator.IN, "bob", null), Set.of(2, 3));
        expected.put(attr(SystemFields.ASSIGNEE).isNotEmpty(), Set.of(1));
        expected.put(attr(SystemFields.SOURCE).notIn("import"), Set.of(2, 3));
        expected.put(attr(SystemFields.CREATED_AT).eq(begin), Set.of(1));
        expected.put(attr(SystemFields.CREATED_AT).gt(begin), Set.of(2, 3));
        expected.put(attr(SystemFields.CREATED_AT).between(begin, begin.plusSeconds(60)), Set.of(1, 2));
        expected.put(attr(SystemFields.UPDATED_AT).gte(end), Set.of(1, 2, 3));
        expected.put(attr(SystemFields.UPDATED_AT).lt(end), Set.of());
        expected.put(attr(SystemFields.ARCHIVED_AT).isEmpty(), Set.of(1, 3));
        expected.put(attr(SystemFields.ARCHIVED_AT).eq(end), Set.of(2));
        expected.put(attr(SystemFields.LAST_ACTIVITY_AT).lte(end), Set.of(1, 2, 3));
        expected.put(attr(SystemFields.CREATED_AT).within(RelativeDate.today()), Set.of(1, 2, 3));
        expected.put(attr(SystemFields.ARCHIVED_AT).notWithin(RelativeDate.today()), Set.of(1, 3));
        expected.forEach((filter, numbers) -> {
            ListQuery query = where(filter).archived(ArchivedFilter.ALL);
            assertThat(found(things, query)).as("%s", filter).isEqualTo(numbers);
            ListQuery rest = where(filter.negate()).archived(ArchivedFilter.ALL);
            assertThat(found(things, rest)).as("not %s", filter).isEqualTo(without(numbers(3), numbers));
        });
        assertThat(found(things, ListQuery.all())).isEqualTo(Set.of(1, 3));
        assertThat(found(things, ListQuery.all().archived(ArchivedFilter.ARCHIVED)))
                .isEqualTo(Set.of(2));
    }

    @Test
    @SpecRule("FLT-7")
    @DisplayName("What a filter names must exist: otherwise an error that names the choices, never true")
    void unknownNames() {
        Crm crm = dealsWithCompanies();
        RecordStore deals = crm.records("deal");
        Map<Filter, ErrorCode> refused = new HashMap<>();
        refused.put(attr("amonut").eq(1), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.put(attr("industry").eq("retail"), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.put(attr("@ownr").eq("ada"), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.put(attr("company.partners").isEmpty(), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.put(attr("company.industry").eq("space"), ErrorCode.VALUE_UNKNOWN_OPTION);
        refused.put(attr("company.industry").in("retail", "space"), ErrorCode.VALUE_UNKNOWN_OPTION);
        refused.put(attr("company.industry").gt("retail"), ErrorCode.QUERY_UNKNOWN_OPERATOR);
        refused.put(attr("n.industry").eq("retail"), ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
        refused.put(attr("company.industry.name").eq("x"), ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
        refused.put(attr("n").gt(""), ErrorCode.QUERY_INVALID_OPERAND);
        refused.put(attr("company.name").contains(" "), ErrorCode.QUERY_INVALID_OPERAND);
        refused.put(attr("n").compare(Operator.BETWEEN, 1), ErrorCode.QUERY_INVALID_OPERAND);
        refused.put(attr("n").compare(Operator.EQ), ErrorCode.QUERY_INVALID_OPERAND);
        refused.put(attr("@created_at").compare(Operator.WITHIN, "today"), ErrorCode.QUERY_INVALID_OPERAND);
        String foreign = crm.schema()
                .get("company")
                .findAttribute("industry")
                .orElseThrow()
                .id()
                .toString();
        refused.put(attr(foreign).eq("retail"), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        refused.forEach((filter, code) -> {
            for (Filter hidden :
                    List.of(filter, Filter.all().or(filter), attr("n").eq(1).and(filter.negate()))) {
                assertThat(Refusals.fault(hidden.toString(), () -> deals.list(where(hidden)))
                                .code())
                        .as("%s", hidden)
                        .isEqualTo(code);
                assertThat(Refusals.fault(hidden.toString(), () -> deals.count(where(hidden)))
                                .code())
                        .isEqualTo(code);
            }
        });
        assertThat(Refusals.fault(
                                "amonut", () -> deals.list(where(attr("partnrs").isEmpty())))
                        .message())
                .contains("partnrs", "n, company, partners", "partners");
        assertThat(Refusals.fault(
                                "space",
                                () -> deals.list(where(attr("company.industry").eq("space"))))
                        .message())
                .contains("space", "retail", "tech");
        assertThat(Refusals.codes(
                        "two faults",
                        () -> deals.list(where(attr("x").eq(1).and(attr("y").eq(2))))))
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE, ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
    }

    @Test
    @SpecRule("FLT-8")
    @DisplayName("A condition nests up to 20 levels and compares up to 500 times; past that it is refused")
    void limits() {
        Crm crm = numbered(3);
        RecordStore things = crm.records("thing");
        Filter deep = attr("n").eq(2);
        for (int i = 0; i < 20; i++) {
            deep = i % 2 == 0
                    ? deep.negate()
                    : Filter.or(List.of(deep, attr("n").eq(99)));
        }
        assertThat(found(things, deep)).isEqualTo(Set.of(2));
        Filter deeper = deep.negate();
        assertThat(Refusals.codes("21 levels", () -> things.list(where(deeper))))
                .containsExactly(ErrorCode.QUERY_TOO_COMPLEX);
        List<Filter> many = new ArrayList<>(Collections.nCopies(499, attr("n").gt(1)));
        many.add(attr("n").lt(3));
        assertThat(found(things, Filter.and(many))).isEqualTo(Set.of(2));
        Filter chain = Filter.all();
        for (Filter part : many) {
            chain = chain.and(part);
        }
        assertThat(found(things, chain)).isEqualTo(Set.of(2));
        many.add(attr("n").isNotEmpty());
        assertThat(Refusals.codes("501 comparisons", () -> things.list(where(Filter.or(many)))))
                .containsExactly(ErrorCode.QUERY_TOO_COMPLEX);
        List<Object> operands = new ArrayList<>();
        IntStream.rangeClosed(1, 10_000).forEach(n -> operands.add(n * 3));
        assertThat(found(things, attr("n").in(operands))).isEqualTo(Set.of(3));
        operands.add(0);
        assertThat(Refusals.codes(
                        "10,001 operands", () -> things.list(where(attr("n").in(operands)))))
                .containsExactly(ErrorCode.QUERY_INVALID_OPERAND);
    }

    @Test
    @SpecRule("FLT-9")
    @DisplayName(
            "An empty condition is true, no alternative is false; in nothing matches nothing, not in nothing everything")
    void emptyConditions() {
        Crm crm = numbered(3);
        RecordStore things = crm.records("thing");
        Set<Integer> all = numbers(3);
        assertThat(found(things, Filter.all())).isEqualTo(all);
        assertThat(found(things, Filter.and(List.of()))).isEqualTo(all);
        assertThat(found(things, Filter.or(List.of()))).isEmpty();
        assertThat(found(things, Filter.not(Filter.or(List.of())))).isEqualTo(all);
        for (String path : List.of("n", "name", "stage", "@owner", "@id", "@created_at")) {
            assertThat(found(things, attr(path).in(List.of()))).isEmpty();
            assertThat(found(things, attr(path).notIn(List.of()))).isEqualTo(all);
        }
        assertThat(found(things, attr("n").eq(1).or(Filter.all()))).isEqualTo(all);
        assertThat(found(things, attr("n").eq(1).and(Filter.all()))).isEqualTo(Set.of(1));
    }
}
