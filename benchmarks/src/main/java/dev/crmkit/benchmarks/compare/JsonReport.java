package dev.crmkit.benchmarks.compare;

import dev.crmkit.benchmarks.compare.Results.Case;
import dev.crmkit.benchmarks.compare.Results.Summary;
import dev.crmkit.benchmarks.imports.ImportOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The findings as one JSON object for programs. Not instantiable.
 *
 * <p>A summary has {@code geomean} and {@code worst} of SQL against SQL, and {@code callGeomean} and {@code callWorst} of the product's whole calls against
 * hand-written JDBC; the {@code ratio} of an import is its speed as a part of that of COPY. What was not measured is not there, and {@code notMeasured} says why.
 */
final class JsonReport {
    private JsonReport() {}

    static String of(Findings findings) {
        Results reads = findings.reads();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("about", findings.about());
        for (String set : reads.sets()) {
            Map<String, Object> summary = summary(
                    findings, one -> one.set().equals(set) && one.shape().tuned());
            summary.put("records", findings.records(set));
            json.put(findings.label(set), summary);
        }
        json.put("untuned", summary(findings, one -> !one.shape().tuned()));
        put(json, "engineOverhead", reads.summary("L", "L SQL", one -> true));
        put(json, "jooqOverhead", reads.summary("N jOOQ", Results.BASE, one -> true));
        put(json, "engineOverJooq", reads.summary("L", "N jOOQ", one -> true));
        json.put("others", others(reads));
        json.put("farPage", farPage(findings));
        json.put("writes", writes(findings));
        ImportOutcome imported = findings.imported();
        if (imported != null) {
            json.put("import", of(imported));
        }
        json.put("bytes", findings.bytes());
        json.put("queries", queries(findings));
        json.put("disagreements", reads.disagreements().size());
        json.put("notMeasured", findings.notMeasured());
        return Json.write(json);
    }

    private static Map<String, Object> of(ImportOutcome imported) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("rows", imported.rows());
        json.put("ratio", rounded(imported.ratio()));
        json.put("copySeconds", rounded(imported.copySeconds()));
        json.put("importSeconds", rounded(imported.importSeconds()));
        json.put("heapPeakMiB", imported.heapPeak());
        json.put("heapLimitMiB", imported.heapLimit());
        json.put("right", imported.isRight());
        return json;
    }

    private static Map<String, Object> summary(Findings findings, Predicate<Case> which) {
        Map<String, Object> json = new LinkedHashMap<>();
        Results reads = findings.reads();
        Summary sql = reads.summary("L SQL", Results.BASE, which);
        Summary call = reads.summary("L", Results.BASE, which);
        if (sql != null && call != null) {
            json.put("geomean", rounded(sql.geomean()));
            json.put("worst", rounded(sql.worst()));
            json.put("worstQuery", name(findings, sql.worstCase()));
            json.put("callGeomean", rounded(call.geomean()));
            json.put("callWorst", rounded(call.worst()));
            json.put("callWorstQuery", name(findings, call.worstCase()));
        }
        return json;
    }

    private static Map<String, Object> others(Results reads) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String contestant : List.of("J", "G", "V")) {
            Summary summary = reads.summary(contestant, Results.BASE, one -> true);
            if (summary != null) {
                json.put(contestant, Map.of("geomean", rounded(summary.geomean()), "worst", rounded(summary.worst())));
            }
        }
        return json;
    }

    private static Map<String, Object> farPage(Findings findings) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String contestant : findings.reads().contestants()) {
            findings.farPage(contestant).ifPresent(ratio -> json.put(contestant, rounded(ratio)));
        }
        return json;
    }

    private static Map<String, Object> writes(Findings findings) {
        Map<String, Object> json = new LinkedHashMap<>();
        Results writes = findings.writes();
        for (String set : writes.sets()) {
            Map<String, Object> ratios = new LinkedHashMap<>();
            writes.cases().stream()
                    .filter(one -> one.set().equals(set))
                    .forEach(one -> ratios.put(one.shape().id(), ratios(writes, one)));
            json.put(findings.label(set), ratios);
        }
        return json;
    }

    private static List<Object> queries(Findings findings) {
        List<Object> json = new ArrayList<>();
        Results reads = findings.reads();
        for (Case one : reads.cases()) {
            Map<String, Object> query = new LinkedHashMap<>();
            query.put("set", findings.label(one.set()));
            query.put("query", one.shape().id());
            query.put("title", one.shape().title());
            query.put("millis", rounded(reads.millis(one, Results.BASE).orElseThrow()));
            query.put("ratios", ratios(reads, one));
            json.add(query);
        }
        return json;
    }

    private static Map<String, Object> ratios(Results results, Case of) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (String contestant : results.contestants()) {
            OptionalDouble ratio = results.ratio(of, contestant, Results.BASE);
            if (!contestant.equals(Results.BASE) && ratio.isPresent()) {
                json.put(contestant, rounded(ratio.getAsDouble()));
            }
        }
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Summary summary) {
        if (summary != null) {
            json.put(name, rounded(summary.geomean()));
        }
    }

    private static String name(Findings findings, Case of) {
        return of.shape().id() + " of " + findings.label(of.set());
    }

    private static double rounded(double number) {
        return Math.round(number * 1_000) / 1_000.0;
    }
}
