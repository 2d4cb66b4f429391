package dev.crmkit.internal.query;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.Violation;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.PredicateEvaluator;
import dev.crmkit.type.EvaluationContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RelativeDateTest {
    /** A Thursday, 12:00 in Berlin. */
    private static final EvaluationContext NOON = context("2024-10-10T10:00:00Z", "Europe/Berlin");

    @Test
    @DisplayName("FLT-4 today runs from local midnight to local midnight")
    void flt_4_today() {
        assertSpan(RelativeDate.today(), NOON, "2024-10-09T22:00:00Z", "2024-10-10T21:59:59.999999Z");
        assertSpan(RelativeDate.yesterday(), NOON, "2024-10-08T22:00:00Z", "2024-10-09T21:59:59.999999Z");
        assertSpan(RelativeDate.tomorrow(), NOON, "2024-10-10T22:00:00Z", "2024-10-11T21:59:59.999999Z");
    }

    @Test
    @DisplayName("FLT-4 weeks run from Monday to Sunday; months, quarters and years by the calendar")
    void flt_4_calendar_units() {
        assertSpan(RelativeDate.thisWeek(), NOON, "2024-10-06T22:00:00Z", "2024-10-13T21:59:59.999999Z");
        // Summer time ends within the month: its end lies an hour later in UTC than its begin.
        assertSpan(RelativeDate.thisMonth(), NOON, "2024-09-30T22:00:00Z", "2024-10-31T22:59:59.999999Z");
        assertSpan(RelativeDate.thisQuarter(), NOON, "2024-09-30T22:00:00Z", "2024-12-31T22:59:59.999999Z");
        assertSpan(RelativeDate.thisYear(), NOON, "2023-12-31T23:00:00Z", "2024-12-31T22:59:59.999999Z");
    }

    @Test
    @DisplayName("FLT-4 last N days run to now, next N days from now to the end of the Nth day")
    void flt_4_days() {
        assertSpan(RelativeDate.lastDays(7), NOON, "2024-10-02T22:00:00Z", "2024-10-10T10:00:00Z");
        assertSpan(RelativeDate.lastDays(0), NOON, "2024-10-09T22:00:00Z", "2024-10-10T10:00:00Z");
        assertSpan(RelativeDate.nextDays(7), NOON, "2024-10-10T10:00:00Z", "2024-10-17T21:59:59.999999Z");
        assertThat(isWithin(RelativeDate.moreThanDaysAgo(7), NOON, "2024-10-02T21:59:59.999999Z"))
                .isTrue();
        assertThat(isWithin(RelativeDate.moreThanDaysAgo(7), NOON, "2024-10-02T22:00:00Z"))
                .isFalse();
        assertThat(isWithin(RelativeDate.moreThanDaysAhead(7), NOON, "2024-10-17T22:00:00Z"))
                .isTrue();
        assertThat(isWithin(RelativeDate.moreThanDaysAhead(7), NOON, "2024-10-17T21:59:59.999999Z"))
                .isFalse();
    }

    @Test
    @DisplayName("FLT-4 now counts to the nanosecond although values have microseconds")
    void flt_4_nanoseconds() {
        EvaluationContext now = context("2024-10-10T10:00:00.000001500Z", "Europe/Berlin");
        assertSpan(RelativeDate.lastDays(0), now, "2024-10-09T22:00:00Z", "2024-10-10T10:00:00.000001Z");
        assertSpan(RelativeDate.nextDays(0), now, "2024-10-10T10:00:00.000002Z", "2024-10-10T21:59:59.999999Z");
    }

    @Test
    @DisplayName("FLT-4 DATE values go by whole days")
    void flt_4_whole_days() {
        assertDays(RelativeDate.today(), "2024-10-10", "2024-10-10");
        assertDays(RelativeDate.lastDays(7), "2024-10-03", "2024-10-10");
        assertDays(RelativeDate.nextDays(7), "2024-10-10", "2024-10-17");
        assertDays(RelativeDate.thisMonth(), "2024-10-01", "2024-10-31");
        assertThat(isDayWithin(RelativeDate.moreThanDaysAgo(7), NOON, "2024-10-02"))
                .isTrue();
        assertThat(isDayWithin(RelativeDate.moreThanDaysAgo(7), NOON, "2024-10-03"))
                .isFalse();
        assertThat(isDayWithin(RelativeDate.moreThanDaysAhead(7), NOON, "2024-10-18"))
                .isTrue();
        assertThat(isDayWithin(RelativeDate.moreThanDaysAhead(7), NOON, "2024-10-17"))
                .isFalse();
        // After midnight in Berlin it is still yesterday in UTC; the workspace's day counts.
        assertThat(isDayWithin(RelativeDate.today(), context("2024-10-09T22:30:00Z", "Europe/Berlin"), "2024-10-10"))
                .isTrue();
    }

    @Test
    @DisplayName("TIM-2 a day whose midnight is skipped begins at its first instant")
    void tim_2_gap() {
        // In São Paulo 2018-11-04 began at 01:00.
        EvaluationContext context = context("2018-11-04T12:00:00Z", "America/Sao_Paulo");
        assertSpan(RelativeDate.today(), context, "2018-11-04T03:00:00Z", "2018-11-05T01:59:59.999999Z");
        assertSpan(RelativeDate.yesterday(), context, "2018-11-03T03:00:00Z", "2018-11-04T02:59:59.999999Z");
    }

    @Test
    @DisplayName("TIM-2 a day whose midnight comes twice begins at the first one")
    void tim_2_overlap() {
        // In Havana the clocks went back from 01:00 to 00:00 on 2023-11-05.
        EvaluationContext context = context("2023-11-05T12:00:00Z", "America/Havana");
        assertSpan(RelativeDate.today(), context, "2023-11-05T04:00:00Z", "2023-11-06T04:59:59.999999Z");
    }

    @Test
    @DisplayName("TIM-2 a day that the calendar skipped has no instants")
    void tim_2_skipped_day() {
        // Samoa went from 2011-12-29 to 2011-12-31.
        EvaluationContext before = context("2011-12-30T09:00:00Z", "Pacific/Apia");
        assertSpan(RelativeDate.today(), before, "2011-12-29T10:00:00Z", "2011-12-30T09:59:59.999999Z");
        assertThat(isWithin(RelativeDate.tomorrow(), before, "2011-12-30T10:00:00Z"))
                .isFalse();
        EvaluationContext after = context("2011-12-30T11:00:00Z", "Pacific/Apia");
        assertSpan(RelativeDate.today(), after, "2011-12-30T10:00:00Z", "2011-12-31T09:59:59.999999Z");
        assertThat(isWithin(RelativeDate.yesterday(), after, "2011-12-30T09:59:59.999999Z"))
                .isFalse();
    }

    @Test
    @DisplayName("FLT-4 spans that leave the years of values are cut, not errors")
    void flt_4_edges() {
        EvaluationContext early = context("0050-01-01T00:00:00Z", "UTC");
        assertThat(isWithin(RelativeDate.lastDays(36_500), early, "0001-01-01T00:00:00Z"))
                .isTrue();
        assertThat(isWithin(RelativeDate.moreThanDaysAgo(36_500), early, "0001-01-01T00:00:00Z"))
                .isFalse();
        EvaluationContext late = context("9990-01-01T00:00:00Z", "UTC");
        assertThat(isWithin(RelativeDate.nextDays(36_500), late, "9999-12-31T23:59:59.999999Z"))
                .isTrue();
        assertThat(isWithin(RelativeDate.moreThanDaysAhead(36_500), late, "9999-12-31T23:59:59.999999Z"))
                .isFalse();
    }

    private static EvaluationContext context(String now, String zone) {
        return new EvaluationContext(Instant.parse(now), ZoneId.of(zone));
    }

    private static void assertSpan(RelativeDate span, EvaluationContext context, String first, String last) {
        Instant from = Instant.parse(first);
        Instant to = Instant.parse(last);
        assertThat(isWithin(span, context, first)).as(span + " has " + first).isTrue();
        assertThat(isWithin(span, context, from.minusNanos(1000).toString()))
                .as(span + " before " + first)
                .isFalse();
        assertThat(isWithin(span, context, last)).as(span + " has " + last).isTrue();
        assertThat(isWithin(span, context, to.plusNanos(1000).toString()))
                .as(span + " after " + last)
                .isFalse();
    }

    private static void assertDays(RelativeDate span, String first, String last) {
        assertThat(isDayWithin(span, NOON, first)).isTrue();
        assertThat(isDayWithin(span, NOON, LocalDate.parse(first).minusDays(1).toString()))
                .isFalse();
        assertThat(isDayWithin(span, NOON, last)).isTrue();
        assertThat(isDayWithin(span, NOON, LocalDate.parse(last).plusDays(1).toString()))
                .isFalse();
    }

    private static boolean isWithin(RelativeDate span, EvaluationContext context, String value) {
        return test("seen", span, context, value);
    }

    private static boolean isDayWithin(RelativeDate span, EvaluationContext context, String value) {
        return test("due", span, context, value);
    }

    private static boolean test(String slug, RelativeDate span, EvaluationContext context, String value) {
        List<Violation> faults = new ArrayList<>();
        Predicate predicate = SampleWorkspace.compile(attr(slug).within(span), context, faults);
        assertThat(faults).isEmpty();
        return PredicateEvaluator.test(predicate, SampleWorkspace.deal(Map.of(slug, value)));
    }
}
