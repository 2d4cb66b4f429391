package dev.crmkit.internal.query;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.SampleTypes;
import dev.crmkit.internal.type.SampleTypes.Sample;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Operator;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** FLT-1: an operator and its negation part the records, whatever the type, the operands and the path. */
class FilterLawsProperties {
    private static final Map<Operator, Operator> NEGATIONS = Map.of(
            Operator.EQ, Operator.NEQ,
            Operator.IN, Operator.NOT_IN,
            Operator.CONTAINS, Operator.NOT_CONTAINS,
            Operator.WITHIN, Operator.NOT_WITHIN,
            Operator.CONTAINS_ANY, Operator.CONTAINS_NONE,
            Operator.IS_EMPTY, Operator.IS_NOT_EMPTY);
    private static final Set<Operator> ORDERS =
            Set.of(Operator.LT, Operator.LTE, Operator.GT, Operator.GTE, Operator.BETWEEN);

    /**
     * A question and the records it is asked of.
     *
     * @param own the value of the record itself, or null
     * @param targets the values of the records it refers to
     */
    record Question(Sample sample, Operator operator, List<Object> operands, Object own, List<Object> targets) {
        Filter.Comparison on(String prefix, Operator asked) {
            return new Filter.Comparison(prefix + sample.slug(), asked, operands);
        }

        SampleRecord record() {
            SampleRecord record = SampleWorkspace.deal(values(sample.slug(), own));
            List<UUID> ids = new ArrayList<>();
            for (Object target : targets) {
                UUID id = new UUID(7, ids.size() + 1);
                ids.add(id);
                record.targets.put(
                        id, SampleWorkspace.record(SampleWorkspace.COMPANY, id, values(sample.slug(), target)));
            }
            record.values.putAll(SampleWorkspace.deal(Map.of("friends", ids)).values);
            return record;
        }

        private static Map<String, Object> values(String slug, Object value) {
            return value == null ? Map.of() : Map.of(slug, value);
        }
    }

    @Provide
    Arbitrary<Question> questions() {
        return Arbitraries.of(SampleTypes.all()).flatMap(sample -> {
            List<Operator> operators = SampleWorkspace.TYPES.get(sample.spec().type()).operators(sample.spec()).stream()
                    .sorted()
                    .toList();
            return Arbitraries.of(operators)
                    .flatMap(operator -> Combinators.combine(
                                    operands(sample, operator),
                                    sample.values().injectNull(0.2),
                                    sample.values().injectNull(0.3).list().ofMaxSize(3))
                            .as((operands, own, targets) -> new Question(sample, operator, operands, own, targets)));
        });
    }

    private static Arbitrary<List<Object>> operands(Sample sample, Operator operator) {
        return switch (operator) {
            case IS_EMPTY, IS_NOT_EMPTY -> Arbitraries.just(List.of());
            case WITHIN, NOT_WITHIN ->
                Arbitraries.of(RelativeDate.Form.values()).map(form -> List.<Object>of(new RelativeDate(form, 3)));
            case CONTAINS, NOT_CONTAINS, STARTS_WITH, ENDS_WITH ->
                Arbitraries.of("a", "%", "_", "ss", "İ", "e\u0301", "example").map(List::of);
            case EQ, NEQ -> sample.values().injectNull(0.1).map(value -> Arrays.asList(value));
            case IN, NOT_IN -> sample.values().injectNull(0.1).list().ofMaxSize(3);
            case BETWEEN -> values(sample).list().ofSize(2);
            case LT, LTE, GT, GTE -> values(sample).map(value -> List.<Object>of(value));
            case CONTAINS_ANY, CONTAINS_ALL, CONTAINS_NONE ->
                sample.values().filter(v -> !v.equals(List.of())).list().ofMaxSize(3);
        };
    }

    /** Amounts of one currency, because an order compares no others. */
    private static Arbitrary<Object> values(Sample sample) {
        return sample.values().filter(value -> !(value instanceof Map));
    }

    @Property(tries = 4000)
    void FLT_1_negations_are_exact_complements(@ForAll("questions") Question question) {
        Operator negation = NEGATIONS.get(question.operator());
        if (negation != null) {
            SampleRecord record = question.record();
            for (String prefix : List.of("", "friends.")) {
                assertThat(SampleWorkspace.matches(question.on(prefix, question.operator()), record))
                        .isNotEqualTo(SampleWorkspace.matches(question.on(prefix, negation), record));
            }
        }
    }

    @Property(tries = 4000)
    void FLT_1_orders_are_false_on_empty(@ForAll("questions") Question question) {
        if (ORDERS.contains(question.operator())) {
            Filter filter = question.on("", question.operator());
            assertThat(SampleWorkspace.matches(filter, Map.of())).isFalse();
            assertThat(SampleWorkspace.matches(filter.negate(), Map.of())).isTrue();
        }
    }

    @Property(tries = 4000)
    void FLT_5_a_path_asks_any_target_or_an_empty_one(@ForAll("questions") Question question) {
        if (NEGATIONS.containsValue(question.operator())
                || question.operator() == Operator.IS_EMPTY
                || question.operands().stream().anyMatch(Emptiness::isEmpty)) {
            return;
        }
        List<Object> targets = question.targets().isEmpty() ? Collections.singletonList(null) : question.targets();
        boolean any = targets.stream()
                .anyMatch(target -> SampleWorkspace.matches(
                        question.on("", question.operator()),
                        SampleWorkspace.deal(Question.values(question.sample().slug(), target))));
        assertThat(SampleWorkspace.matches(question.on("friends.", question.operator()), question.record()))
                .isEqualTo(any);
    }

    @Property(tries = 2000)
    void FLT_1_a_canonical_value_equals_itself(@ForAll("questions") Question question) {
        Sample sample = question.sample();
        AttributeType type = SampleWorkspace.TYPES.get(sample.spec().type());
        if (!Emptiness.isEmpty(question.own()) && type.operators(sample.spec()).contains(Operator.EQ)) {
            Object canonical = type.normalise(sample.spec(), question.own());
            Map<String, Object> values = Question.values(sample.slug(), canonical);
            assertThat(SampleWorkspace.matches(attr(sample.slug()).eq(canonical), values))
                    .isTrue();
            assertThat(SampleWorkspace.matches(attr(sample.slug()).neq(canonical), values))
                    .isFalse();
        }
    }

    @Property(tries = 2000)
    void QRY_1_the_order_agrees_with_the_comparisons(@ForAll("questions") Question question) {
        String slug = question.sample().slug();
        Set<Operator> operators = SampleWorkspace.TYPES
                .get(question.sample().spec().type())
                .operators(question.sample().spec());
        if (question.own() == null || question.own() instanceof Map || !operators.contains(Operator.LT)) {
            return;
        }
        for (Object other : question.targets()) {
            if (other != null && !(other instanceof Map)) {
                assertThat(SampleWorkspace.matches(attr(slug).lt(other), Map.of(slug, question.own())))
                        .isEqualTo(compare(slug, question.own(), other) < 0);
            }
        }
    }

    private static int compare(String slug, Object a, Object b) {
        List<Violation> faults = new ArrayList<>();
        List<SortKey> keys =
                new SortCompiler(SampleWorkspace.TYPES).compile(SampleWorkspace.DEAL, List.of(Sort.asc(slug)), faults);
        assertThat(faults).isEmpty();
        SampleRecord x = SampleWorkspace.deal(new HashMap<>(Map.of(slug, a)));
        SampleRecord y = SampleWorkspace.deal(new HashMap<>(Map.of(slug, b)));
        for (SortKey key : keys) {
            int order = IndexOrder.compare(x.value(key.field()), y.value(key.field()), false, List.of());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
