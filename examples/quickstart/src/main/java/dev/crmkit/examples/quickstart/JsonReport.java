package dev.crmkit.examples.quickstart;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The report for programs: one JSON object on one line. Not instantiable. */
final class JsonReport {
    private JsonReport() {}

    /** The object without a line end; the same text for the same figures, whatever the storage. */
    static String of(Report report, TeamDay day) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode records = json.putObject("records");
        report.records().forEach(records::put);
        ObjectNode stages = json.putObject("stages");
        report.stages().forEach((stage, column) -> {
            ObjectNode object = stages.putObject(stage)
                    .put("count", column.figures().count())
                    .put("amount", exact(column.figures().amount()));
            column.first().forEach(object.putArray("first")::add);
        });
        json.put("dealsWithoutCompany", report.dealsWithoutCompany());
        ObjectNode unresolved = json.putObject("unresolved");
        for (Report.Unresolved found : report.unresolved()) {
            unresolved.withObjectProperty(found.attribute()).put(found.name(), found.count());
        }
        ObjectNode revenue = json.putObject("revenue");
        report.accounts().revenue().forEach((company, won) -> revenue.put(company, exact(won)));
        report.accounts().quiet().forEach(json.putArray("quiet")::add);
        performance(json, report.performance());
        team(json.putObject("team"), day);
        return json.toString();
    }

    private static void performance(ObjectNode json, Performance performance) {
        ObjectNode rates = json.putObject("winRate");
        performance.rates().forEach((key, byName) -> {
            ObjectNode names = rates.putObject(key);
            byName.forEach((name, rate) -> names.putObject(name)
                    .put("won", rate.won())
                    .put("lost", rate.lost())
                    .put("open", rate.open())
                    .put("rate", rate.rate()));
        });
        Performance.Days days = performance.engagedToWon();
        json.putObject("engagedToWonDays")
                .put("count", days.count())
                .put("median", exactOrNull(days.median()))
                .put("p90", exactOrNull(days.p90()));
        ObjectNode forecast = json.putObject("forecast");
        for (Performance.Quarter quarter : performance.forecast()) {
            forecast.putObject(quarter.begin() == null ? Performance.NONE : String.valueOf(quarter.begin()))
                    .put("deals", quarter.deals())
                    .put("amount", exact(quarter.amount()))
                    .put("weighted", exact(quarter.weighted()));
        }
    }

    private static @Nullable BigDecimal exactOrNull(@Nullable BigDecimal number) {
        return number == null ? null : exact(number);
    }

    private static void team(ObjectNode json, TeamDay day) {
        ObjectNode regions = json.putObject("regions");
        day.regions()
                .forEach((name, region) ->
                        regions.putObject(name).put("agents", region.agents()).put("deals", region.deals()));
        TeamDay.Desk desk = day.desk();
        if (desk != null) {
            json.putObject("agent")
                    .put("name", desk.agent())
                    .put("sees", desk.sees())
                    .put("deal", desk.deal())
                    .put("change", desk.change().name())
                    .put("reclaim", desk.reclaim().name());
        }
        TeamDay.Takeover takeover = day.takeover();
        if (takeover != null) {
            json.putObject("merge")
                    .put("company", takeover.company())
                    .put("part", takeover.part())
                    .put("before", takeover.before())
                    .put("merged", takeover.merged())
                    .put("undone", takeover.undone());
        }
    }

    /** 1054 and not 1054.00, and never 1E+3. */
    private static BigDecimal exact(BigDecimal amount) {
        BigDecimal shortest = amount.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
