package dev.crmkit.examples.quickstart;

import static dev.crmkit.examples.quickstart.SalesObjects.CURRENCY;
import static dev.crmkit.examples.quickstart.SalesObjects.DEAL;
import static dev.crmkit.examples.quickstart.SalesObjects.SALES;
import static dev.crmkit.examples.quickstart.SalesObjects.WON;
import static dev.crmkit.query.Filter.attr;

import dev.crmkit.Crm;
import dev.crmkit.model.RecordRef;
import dev.crmkit.pipeline.Forecast;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.query.SystemFields;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Spread;
import dev.crmkit.report.WinRate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How well the deals go, and what is expected of the open ones. Immutable.
 *
 * @param rates how many deals were won, by what they are told apart by, then by name
 * @param engagedToWon how long it took from the day a deal was engaged to the day it was won
 * @param forecast what the open deals are expected to bring, by quarter; those without a day come last
 */
record Performance(Map<String, Map<String, Rate>> rates, Days engagedToWon, List<Quarter> forecast) {
    /** Stands for the name of what a deal does not have. */
    static final String NONE = "(none)";

    /**
     * Deals by what became of them.
     *
     * @param won deals
     * @param lost deals
     * @param open deals
     * @param rate won of won and lost, of 1; null if there are none
     */
    record Rate(long won, long lost, long open, @Nullable BigDecimal rate) {}

    /**
     * Days, to the hundredth.
     *
     * @param count of how many deals
     * @param median half took no longer; null of none
     * @param p90 nine in ten took no longer; null of none
     */
    record Days(
            long count,
            @Nullable BigDecimal median,
            @Nullable BigDecimal p90) {}

    /**
     * What is expected in a quarter.
     *
     * @param begin its first day, or null for deals without a day
     * @param deals how many
     * @param amount what they amount to
     * @param weighted the same times the probability of each
     */
    record Quarter(@Nullable LocalDate begin, long deals, BigDecimal amount, BigDecimal weighted) {}

    static Performance of(Crm crm) {
        Map<String, Map<String, Rate>> rates = new LinkedHashMap<>();
        for (String key : List.of("region", "agent", "product")) {
            rates.put(key, rates(crm, key));
        }
        return new Performance(rates, engagedToWon(crm), forecast(crm));
    }

    private static Map<String, Rate> rates(Crm crm, String key) {
        Map<String, Rate> rates = new LinkedHashMap<>();
        for (WinRate line : crm.reports().winRate(ReportQuery.of(DEAL, SALES).groupBy(key))) {
            rates.put(name(line.keys().get(0)), new Rate(line.won(), line.lost(), line.open(), line.rate()));
        }
        return rates;
    }

    private static String name(@Nullable Object key) {
        return key == null ? NONE : key instanceof RecordRef ref ? ref.displayName() : key.toString();
    }

    /** The history in the CRM begins with the load; how long deals took before is in their dates. */
    private static Days engagedToWon(Crm crm) {
        Spread time = crm.reports()
                .timeBetween(
                        ReportQuery.of(DEAL, SALES)
                                .where(attr(SystemFields.STAGE).eq(WON)),
                        "engage_date",
                        "close_date")
                .get(0)
                .time();
        return new Days(time.count(), days(time.median()), days(time.p90()));
    }

    private static @Nullable BigDecimal days(@Nullable Duration time) {
        return time == null
                ? null
                : BigDecimal.valueOf(time.toSeconds())
                        .divide(BigDecimal.valueOf(Duration.ofDays(1).toSeconds()), 2, RoundingMode.HALF_UP);
    }

    private static List<Quarter> forecast(Crm crm) {
        List<Quarter> quarters = new ArrayList<>();
        for (Forecast.Line line : crm.pipelines()
                .forecast(ForecastQuery.of(DEAL, SALES).by(ForecastQuery.By.QUARTER))
                .lines()) {
            if (line.currency().equals(CURRENCY)) {
                quarters.add(new Quarter(line.period(), line.records(), line.amount(), line.weighted()));
            }
        }
        return quarters;
    }
}
