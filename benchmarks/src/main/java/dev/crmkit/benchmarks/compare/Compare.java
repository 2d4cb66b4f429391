package dev.crmkit.benchmarks.compare;

import dev.crmkit.benchmarks.imports.ImportBenchmark;
import dev.crmkit.benchmarks.imports.ImportOutcome;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Runs the whole comparison: a server, the records, the questions, the changes, the report. Not instantiable. */
public final class Compare {
    private static final int BATCH = 1_000;

    private Compare() {}

    /**
     * Runs it as the arguments say.
     *
     * @param out receives the report
     * @param err receives what goes on meanwhile
     * @return whether all contestants gave the same answers, and every row that was imported is there once
     * @throws IllegalArgumentException if an argument is unknown, incomplete or malformed
     */
    public static boolean main(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help")) {
            out.print(CompareArguments.USAGE);
            return true;
        }
        CompareArguments parsed = CompareArguments.parse(arguments);
        long start = System.nanoTime();
        Findings findings = run(
                parsed, what -> err.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - start) / 1e9, what), err);
        if (parsed.json()) {
            out.println(JsonReport.of(findings));
        } else {
            TextReport.print(out, findings);
        }
        return findings.areRight();
    }

    static Findings run(CompareArguments arguments, Consumer<String> progress, PrintStream plans) {
        Findings findings = compare(arguments, progress, plans);
        if (arguments.importRows() == 0) {
            return findings;
        }
        ImportOutcome imported = ImportBenchmark.measure(arguments.importRows(), 0, ImportBenchmark.HEAP);
        progress.accept("imported " + imported.rows() + " rows");
        return findings.withImport(imported);
    }

    private static Findings compare(CompareArguments arguments, Consumer<String> progress, PrintStream plans) {
        boolean postgres = arguments.database() == Database.POSTGRES;
        Sizes sizes = Sizes.of(arguments.records());
        try (CompareServer server = postgres
                        ? CompareServer.postgres(sizes.total(), arguments.rowLevelSecurity())
                        : CompareServer.h2();
                Product product = new Product(server.storage())) {
            Tables tables = new Tables(
                    server.others(), server.database(), sizes.records().keySet());
            List<SqlLayout> layouts = layouts(arguments, server, tables);
            layouts.forEach(Layout::prepare);
            for (int workspace = 1; workspace <= Sizes.WORKSPACES; workspace++) {
                product.prepare(workspace, Runner.SETS.values().stream().anyMatch(isOf(workspace)));
            }
            DataSet data = new DataSet(sizes, arguments.seed());
            data.load(product, List.copyOf(layouts), progress);
            layouts.forEach(Layout::finish);
            if (postgres) {
                product.promote(Sizes.BIG);
                progress.accept("promoted the largest set");
            }
            server.settle();
            progress.accept("settled");
            Map<String, Long> bytes = postgres ? bytes(server, layouts) : Map.of();
            JooqTables jooq = new JooqTables(server.others(), tables);
            Runner runner = new Runner(server.recorder(), product, layouts, jooq, data, arguments.seed());
            Results reads = runner.run(arguments.sets(), arguments.shapes(), arguments.rounds(), progress);
            explain(arguments, runner, reads, plans);
            Writes writes = new Writes(product, layouts, data, arguments.seed(), Math.min(BATCH, sizes.of(Sizes.BIG)));
            Results written =
                    arguments.writeRounds() == 0 ? new Results() : writes.run(arguments.writeRounds(), progress);
            return new Findings(
                    about(arguments, product, sizes),
                    postgres,
                    sizes,
                    reads,
                    written,
                    bytes,
                    null,
                    notMeasured(arguments));
        }
    }

    private static Predicate<Target> isOf(int workspace) {
        return target -> target.workspace() == workspace;
    }

    private static List<SqlLayout> layouts(CompareArguments arguments, CompareServer server, Tables tables) {
        List<SqlLayout> layouts = new ArrayList<>(List.of(tables));
        if (arguments.layouts().contains("J")) {
            layouts.add(new Documents(server.others()));
        }
        if (arguments.layouts().contains("G")) {
            layouts.add(new Documents.Indexed(server.others()));
        }
        if (arguments.layouts().contains("V")) {
            layouts.add(new ValueTable(server.others()));
        }
        return layouts;
    }

    private static Map<String, Long> bytes(CompareServer server, List<SqlLayout> layouts) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        layouts.forEach(layout -> bytes.put(layout.name(), layout.bytes()));
        bytes.put("L", server.productBytes("crm_record%", "crm_unique"));
        bytes.put("L, addresses of persons and members of lists", server.productBytes("crm_item"));
        bytes.put("L, history", server.productBytes("crm_event"));
        return bytes;
    }

    private static void explain(CompareArguments arguments, Runner runner, Results reads, PrintStream plans) {
        reads.cases().stream()
                .filter(one -> reads.ratio(one, "L SQL", Results.BASE).isPresent())
                .sorted((a, b) -> Double.compare(
                        reads.ratio(b, "L SQL", Results.BASE).getAsDouble(),
                        reads.ratio(a, "L SQL", Results.BASE).getAsDouble()))
                .limit(arguments.explained())
                .forEach(one -> plans.println(runner.explain(one, arguments.rounds())));
    }

    private static String about(CompareArguments arguments, Product product, Sizes sizes) {
        boolean postgres = arguments.database() == Database.POSTGRES;
        return String.format(
                Locale.ROOT,
                "%s, %,d records of 3 objects in %d workspaces, %d rounds, seed %d%s",
                product.description(),
                sizes.total(),
                Sizes.WORKSPACES,
                arguments.rounds(),
                arguments.seed(),
                postgres ? ", row-level security " + (arguments.rowLevelSecurity() ? "on" : "off") : "");
    }

    private static List<String> notMeasured(CompareArguments arguments) {
        List<String> missing = new ArrayList<>();
        if (arguments.database() == Database.H2) {
            missing.add("import, because H2 has no COPY to compare it with");
            missing.add("promoted, because there are no buckets on H2");
            missing.add("the layouts J, G and V, because H2 has no JSONB");
            missing.add("disk on H2, because one file holds records and history");
        }
        if (arguments.database() == Database.POSTGRES && arguments.importRows() == 0) {
            missing.add("import, which --import-rows N lets run too");
        }
        return missing;
    }
}
