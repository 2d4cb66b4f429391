package dev.crmkit.internal.query;

import static dev.crmkit.internal.query.SampleWorkspace.faults;
import static dev.crmkit.internal.query.SampleWorkspace.matches;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Filter.Conjunction;
import dev.crmkit.query.Filter.FlatCondition;
import dev.crmkit.query.Operator;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.IndexValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FilterCompilerTest {
    private static final Map<String, Object> NOTHING = Map.of();

    @Test
    @DisplayName("FLT-1 neq and not_in include records without a value; eq null asks for emptiness")
    void flt_1_empty() {
        assertThat(matches(attr("stage").neq("won"), NOTHING)).isTrue();
        assertThat(matches(attr("stage").notIn("won", "lost"), NOTHING)).isTrue();
        assertThat(matches(attr("name").notContains("x"), NOTHING)).isTrue();
        assertThat(matches(attr("name").eq(null), NOTHING)).isTrue();
        assertThat(matches(attr("name").eq(" \u00A0"), NOTHING)).isTrue();
        assertThat(matches(attr("tags").eq(List.of()), NOTHING)).isTrue();
        assertThat(matches(attr("stage").in("won", null), NOTHING)).isTrue();
        assertThat(matches(attr("stage").in("won", null), Map.of("stage", "lost")))
                .isFalse();
    }

    @Test
    @DisplayName("FLT-1 CHECKBOX: empty counts as false for eq, neq and in; is_empty tells it apart")
    void flt_1_checkbox() {
        assertThat(matches(attr("active").eq(false), NOTHING)).isTrue();
        assertThat(matches(attr("active").neq(true), NOTHING)).isTrue();
        assertThat(matches(attr("active").neq(false), NOTHING)).isFalse();
        assertThat(matches(attr("active").in(false), NOTHING)).isTrue();
        assertThat(matches(attr("active").notIn(false), NOTHING)).isFalse();
        assertThat(matches(attr("active").isEmpty(), NOTHING)).isTrue();
        assertThat(matches(attr("active").isEmpty(), Map.of("active", false))).isFalse();
    }

    @Test
    @DisplayName("FLT-2 AND binds tighter than OR in the flat form")
    void flt_2_flat() {
        Filter.Comparison small = attr("kind").compare(Operator.EQ, "small");
        Filter.Comparison big = attr("kind").compare(Operator.EQ, "big");
        Filter.Comparison won = attr("stage").compare(Operator.EQ, "won");
        Filter flat = Filter.flat(List.of(
                new FlatCondition(Conjunction.AND, small),
                new FlatCondition(Conjunction.OR, big),
                new FlatCondition(Conjunction.AND, won)));
        assertThat(matches(flat, Map.of("kind", "small"))).isTrue();
        assertThat(matches(flat, Map.of("kind", "big"))).isFalse();
        assertThat(matches(flat, Map.of("kind", "big", "stage", "won"))).isTrue();
    }

    @Test
    @DisplayName("FLT-3 literals mean themselves, after NFC, without case")
    void flt_3_text() {
        assertThat(matches(attr("name").contains("50%"), Map.of("name", "50% off")))
                .isTrue();
        assertThat(matches(attr("name").contains("5_%"), Map.of("name", "50% off")))
                .isFalse();
        assertThat(matches(attr("name").contains("\\"), Map.of("name", "a\\b"))).isTrue();
        assertThat(matches(attr("name").startsWith("CAFE\u0301"), Map.of("name", "café x")))
                .isTrue();
        assertThat(matches(attr("name").endsWith("X"), Map.of("name", "café x")))
                .isTrue();
        assertThat(matches(attr("name").eq(" Acme "), Map.of("name", "ACME"))).isTrue();
        assertThat(matches(attr("name").eq("a".repeat(300)), Map.of("name", "a")))
                .isFalse();
        assertThat(matches(attr("email").eq("ADA@example.com"), Map.of("email", "ada@Example.com")))
                .isTrue();
        assertThat(matches(attr("phone").eq("030 901820"), Map.of("phone", "+49 30 901820")))
                .isTrue();
        assertThat(matches(attr("place").contains("BERLIN"), Map.of("place", Map.of("city", "Berlin"))))
                .isTrue();
        assertThat(faults(attr("name").contains(" ")))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_INVALID_OPERAND);
    }

    @Test
    @DisplayName("FLT-4 numbers compare as numbers, money within its currency")
    void flt_4_numbers() {
        assertThat(matches(attr("size").eq(new BigDecimal("1.10")), Map.of("size", 1.1)))
                .isTrue();
        assertThat(matches(attr("size").between(1, 2), Map.of("size", 2))).isTrue();
        assertThat(matches(attr("amount").gte(10), Map.of("amount", 10))).isTrue();
        Map<String, Object> dollars = Map.of("amount", Map.of("amount", 10, "currency", "USD"));
        assertThat(matches(attr("amount").gte(10), dollars)).isFalse();
        assertThat(matches(attr("amount").lt(10), dollars)).isFalse();
        assertThat(matches(attr("amount").eq(10), dollars)).isFalse();
        assertThat(matches(attr("amount").neq(10), dollars)).isTrue();
        assertThat(matches(attr("amount").in(10, Map.of("amount", 10, "currency", "USD")), dollars))
                .isTrue();
        assertThat(faults(attr("amount").between(1, Map.of("amount", 2, "currency", "USD"))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("EUR and USD"));
        assertThat(faults(attr("size").gte("10")))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_INVALID_OPERAND);
    }

    @Test
    @DisplayName("FLT-5 sets compare as sets and by their members")
    void flt_5_sets() {
        Map<String, Object> ab = Map.of("tags", List.of("a", "b"));
        assertThat(matches(attr("tags").eq(List.of("b", "a")), ab)).isTrue();
        assertThat(matches(attr("tags").eq(List.of("a")), ab)).isFalse();
        assertThat(matches(attr("tags").containsAny(List.of("b", "c")), ab)).isTrue();
        assertThat(matches(attr("tags").containsAll(List.of("b", "c")), ab)).isFalse();
        assertThat(matches(attr("tags").containsNone(List.of("c")), ab)).isTrue();
        assertThat(matches(attr("tags").containsAny(List.of()), ab)).isFalse();
        assertThat(matches(attr("tags").containsAll(List.of()), NOTHING)).isTrue();
        UUID one = new UUID(0, 1);
        UUID two = new UUID(0, 2);
        assertThat(matches(attr("friends").eq(List.of(two, one)), Map.of("friends", List.of(one, two))))
                .isTrue();
        assertThat(matches(attr("company").eq(one), Map.of("company", one))).isTrue();
        assertThat(matches(attr("company").in(one, two), Map.of("company", two)))
                .isTrue();
        assertThat(matches(attr("company").eq(List.of(one, two)), Map.of("company", one)))
                .isFalse();
        assertThat(matches(attr("helper").containsAny(List.of("ada")), Map.of("helper", "ada")))
                .isTrue();
        assertThat(matches(attr("team").containsAll(List.of("ada", "Bob")), Map.of("team", List.of("Bob", "ada"))))
                .isTrue();
    }

    @Test
    @DisplayName("FLT-5 a path crosses one reference and means any of the records")
    void flt_5_path() {
        SampleRecord record = SampleWorkspace.deal(Map.of("friends", List.of(new UUID(7, 1), new UUID(7, 2))));
        record.targets.put(
                new UUID(7, 1),
                SampleWorkspace.record(SampleWorkspace.COMPANY, new UUID(7, 1), Map.of("kind", "small")));
        record.targets.put(new UUID(7, 2), SampleWorkspace.record(SampleWorkspace.COMPANY, new UUID(7, 2), Map.of()));
        assertThat(matches(attr("friends.kind").eq("small"), record)).isTrue();
        assertThat(matches(attr("friends.kind").neq("small"), record)).isFalse();
        assertThat(matches(attr("friends.kind").neq("big"), record)).isTrue();
        assertThat(matches(attr("friends.kind").isEmpty(), record)).isFalse();
        assertThat(matches(attr("friends.kind").isEmpty(), NOTHING)).isTrue();
        assertThat(matches(attr("friends.kind").eq(null), NOTHING)).isTrue();
        assertThat(matches(attr("friends.active").eq(false), NOTHING)).isTrue();
        assertThat(matches(attr("friends.@id").eq(new UUID(7, 2)), record)).isTrue();
        String id =
                SampleWorkspace.COMPANY.findAttribute("kind").orElseThrow().id().toString();
        assertThat(matches(attr("friends." + id).eq("small"), record)).isTrue();
        assertThat(faults(attr("friends.company.kind").eq("small")))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
        assertThat(faults(attr("kind.name").eq("small")))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("company, friends"));
        assertThat(faults(attr("friends.knid").in("small", null)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("Did you mean 'kind'?")
                        .contains("company"));
    }

    @Test
    @DisplayName("FLT-6 system fields filter like attributes")
    void flt_6_system_fields() {
        SampleRecord record = SampleWorkspace.deal(NOTHING);
        record.values.put(SystemField.OWNER, new IndexValue.Token("ada"));
        record.values.put(SystemField.DISPLAY_NAME, IndexValue.Text.of("Renewal"));
        record.values.put(SystemField.CREATED_AT, new IndexValue.Moment(Instant.parse("2024-10-09T22:00:00Z")));
        assertThat(matches(attr("@id").eq(record.id), record)).isTrue();
        assertThat(matches(attr("@id").notIn(record.id.toString()), record)).isFalse();
        assertThat(matches(attr("@owner").in("ada", "bob"), record)).isTrue();
        assertThat(matches(attr("@assignee").isEmpty(), record)).isTrue();
        assertThat(matches(attr("@display_name").contains("NEW"), record)).isTrue();
        assertThat(matches(attr("@created_at").within(RelativeDate.today()), record))
                .isTrue();
        assertThat(matches(attr("@created_at").lt("2024-10-10T00:00:00+02:00"), record))
                .isFalse();
        assertThat(matches(attr("@archived_at").isNotEmpty(), record)).isFalse();
        assertThat(faults(attr("@ower").eq("ada")))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("Did you mean '@owner'?")
                        .contains("@created_at"));
        assertThat(faults(attr("@owner").lt("ada")))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_UNKNOWN_OPERATOR);
    }

    @Test
    @DisplayName("FLT-7 every fault is told at once, with the choices, and nothing counts as true")
    void flt_7_faults() {
        Filter filter = Filter.or(List.of(
                attr("amuont").gte(1),
                attr("kind").eq("smal"),
                attr("kind").lt("small"),
                attr("place").eq("x"),
                attr("due").eq("tomorrow"),
                attr("size").compare(Operator.BETWEEN, 1)));
        List<Violation> faults = faults(filter);
        assertThat(faults)
                .extracting(Violation::code)
                .containsExactly(
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                        ErrorCode.VALUE_UNKNOWN_OPTION,
                        ErrorCode.QUERY_UNKNOWN_OPERATOR,
                        ErrorCode.QUERY_UNKNOWN_OPERATOR,
                        ErrorCode.QUERY_INVALID_OPERAND,
                        ErrorCode.QUERY_INVALID_OPERAND);
        assertThat(faults.get(0).message()).contains("Did you mean 'amount'?").contains("name, notes, size");
        assertThat(faults.get(1).message()).contains("Did you mean 'small'?").contains("small, big, huge");
        assertThat(faults.get(2).message()).contains("EQ, NEQ, IN, NOT_IN, IS_EMPTY, IS_NOT_EMPTY");
        UUID foreign = SampleWorkspace.COMPANY.attributes().get(0).id();
        assertThat(faults(attr(foreign.toString()).eq("x")))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
    }

    @Test
    @DisplayName("FLT-8 depth 20 and 500 comparisons; past them a fault")
    void flt_8_limits() {
        Filter leaf = attr("name").eq("x");
        Filter deep = leaf;
        for (int i = 0; i < 20; i++) {
            deep = i % 2 == 0 ? Filter.or(List.of(deep, leaf)) : Filter.and(List.of(deep, leaf));
        }
        assertThat(faults(deep)).isEmpty();
        assertThat(faults(Filter.not(deep))).extracting(Violation::code).containsExactly(ErrorCode.QUERY_TOO_COMPLEX);
        Filter chain = leaf;
        for (int i = 1; i < 500; i++) {
            chain = chain.and(leaf);
        }
        assertThat(faults(chain)).isEmpty();
        assertThat(faults(chain.and(leaf))).extracting(Violation::code).containsExactly(ErrorCode.QUERY_TOO_COMPLEX);
        Filter bottomless = leaf;
        for (int i = 0; i < 100_000; i++) {
            bottomless = Filter.not(bottomless);
        }
        assertThat(faults(bottomless)).extracting(Violation::code).containsExactly(ErrorCode.QUERY_TOO_COMPLEX);
        assertThat(faults(attr("size").in(Collections.nCopies(10_001, 1))))
                .extracting(Violation::code)
                .containsExactly(ErrorCode.QUERY_INVALID_OPERAND);
    }

    @Test
    @DisplayName("FLT-9 an empty condition is true; in [] matches nothing, not_in [] everything")
    void flt_9_empty() {
        assertThat(matches(Filter.all(), NOTHING)).isTrue();
        assertThat(matches(Filter.flat(List.of()), NOTHING)).isTrue();
        assertThat(matches(Filter.or(List.of()), NOTHING)).isFalse();
        for (String slug : List.of(
                "name", "size", "amount", "active", "kind", "company", "helper", "@owner", "@id", "friends.kind")) {
            assertThat(matches(attr(slug).in(), NOTHING)).as(slug).isFalse();
            assertThat(matches(attr(slug).notIn(), NOTHING)).as(slug).isTrue();
        }
    }
}
