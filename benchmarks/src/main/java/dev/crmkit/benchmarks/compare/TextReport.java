package dev.crmkit.benchmarks.compare;

import dev.crmkit.benchmarks.compare.Results.Case;
import dev.crmkit.benchmarks.compare.Results.Summary;
import dev.crmkit.benchmarks.imports.ImportOutcome;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The findings as tables for people. Not instantiable. */
final class TextReport {
    private static final int TITLE = 48;

    private TextReport() {}

    static void print(PrintStream out, Findings findings) {
        Results reads = findings.reads();
        out.println(findings.about());
        out.println(
                "N: hand-written tables over JDBC, in milliseconds; all others as multiples of N in the same round, medians.");
        out.println(
                "L SQL: the product's statements sent again over JDBC; L: its whole calls. J: JSONB, G: with GIN, V: with a value table.");
        for (String set : reads.sets()) {
            set(out, findings, set);
        }
        out.println();
        out.printf(Locale.ROOT, "%-" + TITLE + "s", "all sets together");
        header(out, reads.contestants());
        summaries(out, reads, one -> one.shape().tuned(), "tuned shapes");
        summaries(out, reads, one -> !one.shape().tuned(), "held-out shapes");
        overhead(out, findings, "whole call of the product / its own SQL", reads.summary("L", "L SQL", one -> true));
        overhead(
                out, findings, "hand-written jOOQ call / hand-written JDBC", reads.summary("N jOOQ", "N", one -> true));
        overhead(
                out,
                findings,
                "whole call of the product / hand-written jOOQ call",
                reads.summary("L", "N jOOQ", one -> true));
        for (String contestant : reads.contestants()) {
            findings.farPage(contestant)
                    .ifPresent(ratio -> out.printf(
                            Locale.ROOT,
                            "page 200 / page 1 of Q2, %s, %s: %.2f%n",
                            findings.label("big"),
                            contestant,
                            ratio));
        }
        Results writes = findings.writes();
        for (String set : writes.sets()) {
            List<Case> cases =
                    writes.cases().stream().filter(one -> one.set().equals(set)).toList();
            table(out, "writes, " + findings.label(set) + ", N in ms", writes, cases);
        }
        findings.bytes()
                .forEach((what, bytes) -> out.printf(Locale.ROOT, "disk, %s: %,d MiB%n", what, bytes / (1 << 20)));
        ImportOutcome imported = findings.imported();
        if (imported != null) {
            out.println("import: " + imported.text());
        }
        findings.notMeasured().forEach(what -> out.println("not measured: " + what));
        reads.empty().forEach(shape -> out.println("found nothing in all rounds: " + shape));
        out.println(
                reads.disagreements().isEmpty()
                        ? "all contestants gave the same answers, ids in the same order"
                        : "DISAGREEMENTS: " + reads.disagreements().size());
        reads.disagreements().stream().limit(20).forEach(out::println);
    }

    private static void set(PrintStream out, Findings findings, String set) {
        Results reads = findings.reads();
        List<Case> cases =
                reads.cases().stream().filter(one -> one.set().equals(set)).toList();
        table(
                out,
                String.format(Locale.ROOT, "%s: %,d deals", findings.label(set), findings.records(set)),
                reads,
                cases);
        summaries(out, reads, one -> one.set().equals(set) && one.shape().tuned(), "tuned shapes");
        summaries(out, reads, one -> one.set().equals(set) && !one.shape().tuned(), "held-out shapes");
    }

    private static void table(PrintStream out, String title, Results results, List<Case> cases) {
        List<String> contestants = results.contestants();
        out.println();
        out.printf(Locale.ROOT, "%-" + TITLE + "s", title);
        header(out, contestants);
        for (Case one : cases) {
            out.printf(
                    Locale.ROOT,
                    "%-" + TITLE + "s",
                    one.shape().id() + " " + one.shape().title());
            for (String contestant : contestants) {
                boolean base = contestant.equals(Results.BASE);
                cell(out, base ? results.millis(one, contestant) : results.ratio(one, contestant, Results.BASE));
            }
            out.println();
        }
    }

    private static void header(PrintStream out, List<String> contestants) {
        contestants.forEach(contestant -> out.printf(Locale.ROOT, "%9s", contestant));
        out.println();
    }

    private static void summaries(PrintStream out, Results results, Predicate<Case> which, String of) {
        if (results.summary(Results.BASE, Results.BASE, which) == null) {
            return;
        }
        for (String what : List.of("geometric mean, ", "worst, ")) {
            out.printf(Locale.ROOT, "%-" + TITLE + "s", what + of);
            for (String contestant : results.contestants()) {
                Summary summary = results.summary(contestant, Results.BASE, which);
                if (contestant.equals(Results.BASE) || summary == null) {
                    cell(out, OptionalDouble.empty());
                } else {
                    cell(out, OptionalDouble.of(what.startsWith("worst") ? summary.worst() : summary.geomean()));
                }
            }
            out.println();
        }
    }

    private static void cell(PrintStream out, OptionalDouble number) {
        if (number.isPresent()) {
            out.printf(Locale.ROOT, "%9.2f", number.getAsDouble());
        } else {
            out.printf(Locale.ROOT, "%9s", "-");
        }
    }

    private static void overhead(PrintStream out, Findings findings, String what, @Nullable Summary summary) {
        if (summary != null) {
            out.printf(
                    Locale.ROOT,
                    "%s: %.2f, at worst %.2f (%s of %s)%n",
                    what,
                    summary.geomean(),
                    summary.worst(),
                    summary.worstCase().shape().id(),
                    findings.label(summary.worstCase().set()));
        }
    }
}
