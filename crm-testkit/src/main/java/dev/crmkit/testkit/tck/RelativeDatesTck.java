package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Relative dates (FLT-4) in the workspace's zone, around the days on which clocks change. Each span is compared with the calendar, one
 * instant at a time. Not thread-safe.
 */
public abstract class RelativeDatesTck extends EngineTck {
    private static final Duration MICROSECOND = Duration.ofNanos(1000);

    /** For subclasses. */
    protected RelativeDatesTck() {}

    /**
     * Where and when it is.
     *
     * @param zone of the workspace
     * @param now of the engine
     */
    private record Moment(ZoneId zone, Instant now) {
        static Moment of(String zone, String now) {
            return new Moment(ZoneId.of(zone), Instant.parse(now));
        }

        LocalDate today() {
            return LocalDate.ofInstant(now, zone);
        }

        /** Instants at and around every local midnight near now, near month ends, and now itself. */
        Set<Instant> instants() {
            Set<Instant> instants = new TreeSet<>();
            around(instants, now);
            LocalDate today = today();
            for (int days = -8; days <= 8; days++) {
                around(instants, today.plusDays(days).atStartOfDay(zone).toInstant());
                instants.add(now.plus(Duration.ofDays(days)));
                instants.add(now.plus(Duration.ofHours(days)));
            }
            YearMonth month = YearMonth.from(today);
            for (int months : new int[] {-12, -3, 0, 1, 3, 12}) {
                around(
                        instants,
                        month.plusMonths(months).atDay(1).atStartOfDay(zone).toInstant());
            }
            around(instants, today.withDayOfYear(1).atStartOfDay(zone).toInstant());
            around(
                    instants,
                    today.withDayOfYear(1).plusYears(1).atStartOfDay(zone).toInstant());
            return instants;
        }

        private static void around(Set<Instant> instants, Instant instant) {
            instants.add(instant.minus(MICROSECOND));
            instants.add(instant);
            instants.add(instant.plus(MICROSECOND));
        }

        /** Whether the instant is in the span, by what a calendar and a clock on the wall say. */
        boolean holds(RelativeDate span, Instant instant) {
            LocalDate day = LocalDate.ofInstant(instant, zone);
            return switch (span.form()) {
                case LAST_DAYS -> !day.isBefore(today().minusDays(span.days())) && !instant.isAfter(now);
                case NEXT_DAYS -> !instant.isBefore(now) && !day.isAfter(today().plusDays(span.days()));
                default -> holds(span, day);
            };
        }

        /** Whether the day is in the span. */
        boolean holds(RelativeDate span, LocalDate day) {
            LocalDate today = today();
            return switch (span.form()) {
                case TODAY -> day.equals(today);
                case YESTERDAY -> day.equals(today.minusDays(1));
                case TOMORROW -> day.equals(today.plusDays(1));
                case THIS_WEEK -> monday(day).equals(monday(today));
                case THIS_MONTH -> YearMonth.from(day).equals(YearMonth.from(today));
                case THIS_QUARTER ->
                    day.getYear() == today.getYear()
                            && (day.getMonthValue() - 1) / 3 == (today.getMonthValue() - 1) / 3;
                case THIS_YEAR -> day.getYear() == today.getYear();
                case LAST_DAYS -> !day.isBefore(today.minusDays(span.days())) && !day.isAfter(today);
                case NEXT_DAYS -> !day.isBefore(today) && !day.isAfter(today.plusDays(span.days()));
                case MORE_THAN_DAYS_AGO -> day.isBefore(today.minusDays(span.days()));
                case MORE_THAN_DAYS_AHEAD -> day.isAfter(today.plusDays(span.days()));
            };
        }

        private static LocalDate monday(LocalDate day) {
            LocalDate monday = day;
            while (monday.getDayOfWeek() != DayOfWeek.MONDAY) {
                monday = monday.minusDays(1);
            }
            return monday;
        }

        @Override
        public String toString() {
            return zone + " at " + now;
        }
    }

    /** In the order of time, because the engine's clock goes forward only. */
    private static List<Moment> moments() {
        return Stream.of(
                        // Clocks go forward at night, at midnight (the day begins at one o'clock), and back.
                        Moment.of("America/New_York", "2026-03-08T16:00:00Z"),
                        Moment.of("America/Havana", "2026-03-08T05:30:00Z"),
                        Moment.of("Asia/Beirut", "2026-03-29T10:00:00Z"),
                        Moment.of("Europe/Berlin", "2026-03-29T00:59:59.999999Z"),
                        Moment.of("Africa/Cairo", "2026-04-24T12:00:00Z"),
                        Moment.of("Australia/Lord_Howe", "2026-10-03T16:00:00Z"),
                        Moment.of("Asia/Beirut", "2026-10-24T21:30:00Z"),
                        Moment.of("America/Havana", "2026-11-01T05:30:00Z"),
                        // Ends of months and years, at the edges of the day line.
                        Moment.of("Pacific/Kiritimati", "2026-12-31T10:00:00Z"),
                        Moment.of("Pacific/Pago_Pago", "2027-01-01T10:59:59Z"),
                        Moment.of("UTC", "2028-02-29T00:00:00Z"))
                .sorted(Comparator.comparing(Moment::now))
                .toList();
    }

    private static List<RelativeDate> spans() {
        List<RelativeDate> spans = new ArrayList<>(List.of(
                RelativeDate.today(),
                RelativeDate.yesterday(),
                RelativeDate.tomorrow(),
                RelativeDate.thisWeek(),
                RelativeDate.thisMonth(),
                RelativeDate.thisQuarter(),
                RelativeDate.thisYear(),
                RelativeDate.lastDays(36_500),
                RelativeDate.moreThanDaysAhead(36_500)));
        for (int days : new int[] {0, 1, 7}) {
            spans.add(RelativeDate.lastDays(days));
            spans.add(RelativeDate.nextDays(days));
            spans.add(RelativeDate.moreThanDaysAgo(days));
            spans.add(RelativeDate.moreThanDaysAhead(days));
        }
        return spans;
    }

    private Crm workspace(ZoneId zone) {
        Crm crm = engine().workspace(newWorkspace()).as(Actor.user("ada"));
        crm.configure(new WorkspaceSettings(zone));
        crm.schema()
                .define(ObjectSchema.named("visit")
                        .attribute("n", number())
                        .attribute("at", timestamp())
                        .attribute("day", date())
                        .build());
        return crm;
    }

    @TestFactory
    @SpecRule("FLT-4")
    @DisplayName("Spans of days begin and end at the workspace's midnights, also on days of 23, 24.5 and 25 hours")
    Stream<DynamicTest> spansInZones() {
        return moments().stream()
                .map(moment -> DynamicTest.dynamicTest(moment.toString(), () -> {
                    clock().advanceTo(moment.now());
                    RecordStore visits = workspace(moment.zone()).records("visit");
                    List<Instant> instants = List.copyOf(moment.instants());
                    List<Map<String, Object>> values = new ArrayList<>();
                    for (Instant instant : instants) {
                        values.add(Map.of(
                                "n", values.size(), "at", instant, "day", LocalDate.ofInstant(instant, moment.zone())));
                    }
                    visits.createAll(values);
                    visits.create(Map.of("n", instants.size()));
                    for (RelativeDate span : spans()) {
                        Set<Integer> within = new TreeSet<>();
                        Set<Integer> days = new TreeSet<>();
                        for (int i = 0; i < instants.size(); i++) {
                            if (moment.holds(span, instants.get(i))) {
                                within.add(i);
                            }
                            if (moment.holds(span, LocalDate.ofInstant(instants.get(i), moment.zone()))) {
                                days.add(i);
                            }
                        }
                        check(visits, attr("at").within(span), within, instants.size());
                        check(visits, attr("day").within(span), days, instants.size());
                        assertThat(visits.count(where(attr("at").notWithin(span)))
                                        .value())
                                .isEqualTo(instants.size() + 1L - within.size());
                    }
                }));
    }

    private static void check(RecordStore visits, Filter filter, Set<Integer> expected, int last) {
        assertThat(found(visits, filter)).as("%s", filter).isEqualTo(expected);
        assertThat(found(visits, filter.negate()))
                .as("not %s", filter)
                .contains(last)
                .doesNotContainAnyElementsOf(expected.isEmpty() ? Set.of(-1) : expected);
    }

    private static Set<Integer> found(RecordStore visits, Filter filter) {
        return visits.list(where(filter).limit(ListQuery.MAX_LIMIT)).items().stream()
                .map(CrmRecord::values)
                .map(values -> ((Number) values.getOrDefault("n", -1)).intValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @SpecRule({"FLT-4", "FLT-6"})
    @DisplayName("The same instant is today in one workspace and tomorrow in another")
    void perWorkspace() {
        Instant now = clock().instant();
        for (String zone : List.of("Pacific/Kiritimati", "Pacific/Pago_Pago")) {
            RecordStore visits = workspace(ZoneId.of(zone)).records("visit");
            LocalDate today = LocalDate.ofInstant(now, ZoneId.of(zone));
            visits.create(Map.of("n", 1, "day", today));
            visits.create(Map.of("n", 2, "day", today.plusDays(1)));
            assertThat(found(visits, attr("day").within(RelativeDate.today()))).isEqualTo(Set.of(1));
            assertThat(found(visits, attr("day").within(RelativeDate.tomorrow())))
                    .isEqualTo(Set.of(2));
            assertThat(found(visits, attr(SystemFields.CREATED_AT).within(RelativeDate.today())))
                    .isEqualTo(Set.of(1, 2));
            assertThat(found(visits, attr(SystemFields.CREATED_AT).within(RelativeDate.nextDays(0))))
                    .isEqualTo(Set.of(1, 2));
        }
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName("Relative dates move on with the engine's clock and with the workspace's zone, not with the records")
    void resolvedWhenAsked() {
        Crm crm = workspace(ZoneId.of("UTC"));
        RecordStore visits = crm.records("visit");
        LocalDate today = LocalDate.ofInstant(clock().instant(), ZoneId.of("UTC"));
        visits.create(Map.of("n", 1, "day", today));
        Filter filter = attr("day").within(RelativeDate.yesterday());
        assertThat(found(visits, filter)).isEmpty();
        clock().advance(Duration.ofDays(1));
        assertThat(found(visits, filter)).isEqualTo(Set.of(1));
        LocalDate there = LocalDate.ofInstant(clock().instant(), ZoneId.of("Pacific/Kiritimati"));
        crm.configure(new WorkspaceSettings(ZoneId.of("Pacific/Kiritimati")));
        assertThat(found(visits, filter)).isEqualTo(there.minusDays(1).equals(today) ? Set.of(1) : Set.of());
    }
}
