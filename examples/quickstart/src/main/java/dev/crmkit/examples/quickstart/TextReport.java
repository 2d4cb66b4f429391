package dev.crmkit.examples.quickstart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/** The report for people: plain lines of text, about fifty of them. Not thread-safe. */
final class TextReport {
    private static final int BEST = 4;
    private static final int CALLED = 5;

    private final StringBuilder text = new StringBuilder();
    private final DecimalFormat amounts = new DecimalFormat("#,##0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));

    private TextReport() {}

    static String of(Report report, TeamDay day) {
        TextReport lines = new TextReport();
        lines.heading("Records", "count", "");
        report.records().forEach((object, count) -> lines.row(object, count, ""));
        lines.heading("Deals by stage", "count", "amount, USD");
        report.stages().forEach((stage, column) -> lines.row(stage, column.figures()));
        lines.row("without a company", report.dealsWithoutCompany(), "");
        lines.heading("Won by quarter", "count", "amount, USD");
        report.wonByQuarter().forEach((begin, figures) -> lines.row(quarter(begin), figures));
        lines.heading("Companies with the most won", "count", "amount, USD");
        report.topCompanies().forEach(lines::row);
        lines.line("  rolled up: " + report.accounts().revenue().size() + " companies have won something");
        lines.heading("Large companies to call", "", "");
        lines.line("  " + some(report.accounts().quiet()));
        lines.performance(report.performance());
        lines.heading("Companies with subsidiaries", "", "");
        lines.line("  " + listed(report.subsidiaries()));
        lines.heading("Names that no record has", "", "");
        report.unresolved().forEach(lines::unresolved);
        if (report.unresolved().isEmpty()) {
            lines.line("  none");
        }
        lines.day(day);
        lines.line("");
        lines.line("Explain: won deals, closed last first: " + explained(report.indexed()));
        return lines.text.toString();
    }

    private void heading(String what, String first, String second) {
        if (!text.isEmpty()) {
            line("");
        }
        line(String.format(Locale.ROOT, "%-32s %10s %18s", what, first, second));
    }

    private void row(String name, Report.Figures figures) {
        row(name, figures.count(), amount(figures.amount()));
    }

    private void row(String name, long count, String amount) {
        line(String.format(Locale.ROOT, "  %-30s %10s %18s", name, count(count), amount));
    }

    private void performance(Performance performance) {
        heading("Won of the deals that were closed", "", "");
        performance.rates().forEach((key, rates) -> line(String.format(Locale.ROOT, "  %-9s%s", key, best(rates))));
        Performance.Days days = performance.engagedToWon();
        if (days.median() != null && days.p90() != null) {
            line("  engaged to won: half within " + amount(days.median()) + " days, nine in ten within "
                    + amount(days.p90()));
        }
        heading("Expected by quarter", "amount, USD", "weighted, USD");
        for (Performance.Quarter quarter : performance.forecast()) {
            LocalDate begin = quarter.begin();
            line(String.format(
                    Locale.ROOT,
                    "  %-30s %10s %18s",
                    (begin == null ? "without a day" : quarter(begin)) + ", " + count(quarter.deals()) + " deals",
                    amount(quarter.amount()),
                    amount(quarter.weighted())));
        }
    }

    /** The best ones, and how many there are besides. */
    private static String best(Map<String, Performance.Rate> rates) {
        StringJoiner all = new StringJoiner(", ").setEmptyValue("none");
        rates.entrySet().stream()
                .filter(entry -> entry.getValue().rate() != null)
                .sorted(Map.Entry.<String, Performance.Rate>comparingByValue(Comparator.comparing(
                                rate -> Objects.requireNonNull(rate.rate()), Comparator.reverseOrder()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(BEST)
                .forEach(entry -> all.add(entry.getKey() + " "
                        + percent(Objects.requireNonNull(entry.getValue().rate()))));
        return all + (rates.size() > BEST ? " and " + (rates.size() - BEST) + " more" : "");
    }

    private static String percent(BigDecimal rate) {
        return rate.movePointRight(2).setScale(1, RoundingMode.HALF_UP) + "%";
    }

    private void unresolved(Report.Unresolved found) {
        String said = String.format(
                Locale.ROOT, "  %s '%s' in %,d %s", found.attribute(), found.name(), found.count(), found.records());
        String nearest = found.nearest();
        line(
                nearest == null
                        ? said
                        : said + ". Did you mean '" + nearest + "'? Then add --alias \"" + found.name() + "=" + nearest
                                + "\"");
    }

    private void day(TeamDay day) {
        heading("Regions", "agents", "deals");
        day.regions().forEach((name, region) -> row(name, region.agents(), count(region.deals())));
        TeamDay.Desk desk = day.desk();
        if (desk != null) {
            heading("The work of " + desk.agent(), "", "");
            line("  sees " + count(desk.sees()) + " of " + count(desk.all()) + " deals");
            line("  changes " + desk.deal() + " of " + desk.colleague() + ": " + desk.change());
            line("  claims it once it is released; " + desk.colleague() + " wants it back: " + desk.reclaim());
        }
        TeamDay.Takeover takeover = day.takeover();
        if (takeover != null) {
            heading("Two become one, and two again", "deals", "");
            row(takeover.company(), takeover.before(), "");
            row("with " + takeover.part(), takeover.merged(), "");
            row("undone", takeover.undone(), "");
        }
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append(System.lineSeparator());
    }

    private String amount(BigDecimal amount) {
        return amounts.format(amount);
    }

    private static String quarter(LocalDate begin) {
        return begin.getYear() + " Q" + begin.get(IsoFields.QUARTER_OF_YEAR);
    }

    /** The first ones, and how many there are besides. */
    private static String some(List<String> names) {
        if (names.isEmpty()) {
            return "none";
        }
        String first = String.join(", ", names.subList(0, Math.min(CALLED, names.size())));
        return names.size() <= CALLED ? first : first + " and " + (names.size() - CALLED) + " more";
    }

    private static String listed(Map<String, Long> subsidiaries) {
        StringJoiner all = new StringJoiner(", ").setEmptyValue("none");
        subsidiaries.forEach((name, count) -> all.add(name + " " + count));
        return all.toString();
    }

    private static String explained(Map<String, Boolean> indexed) {
        StringJoiner all = new StringJoiner(", ");
        indexed.forEach((attribute, byIndex) -> all.add(attribute + (byIndex ? " by index" : " without an index")));
        return all.toString();
    }
}
