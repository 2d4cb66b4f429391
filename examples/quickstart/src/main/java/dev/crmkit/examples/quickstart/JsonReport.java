package dev.crmkit.examples.quickstart;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** The report for programs: one JSON object on one line. Not instantiable. */
final class JsonReport {
    private JsonReport() {}

    /** The object without a line end; the same text for the same figures, whatever the storage. */
    static String of(Report report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode records = json.putObject("records");
        report.records().forEach(records::put);
        ObjectNode stages = json.putObject("stages");
        report.stages()
                .forEach((stage, figures) ->
                        stages.putObject(stage).put("count", figures.count()).put("amount", exact(figures.amount())));
        json.put("dealsWithoutCompany", report.dealsWithoutCompany());
        ObjectNode unresolved = json.putObject("unresolved");
        for (Report.Unresolved found : report.unresolved()) {
            unresolved.withObjectProperty(found.attribute()).put(found.name(), found.count());
        }
        return json.toString();
    }

    /** 1054 and not 1054.00, and never 1E+3. */
    private static BigDecimal exact(BigDecimal amount) {
        BigDecimal shortest = amount.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
