package dev.crmkit.benchmarks;

import dev.crmkit.duplicate.DuplicateScan;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Scans many persons for duplicates with the engine and with a hand-written table, interleaved on one server, and prints the ratio of the medians and the
 * engine's peak of heap. Not instantiable.
 */
public final class DuplicateScanBenchmark {
    private static final int BATCH = 1_000;
    private static final long SEED = 20_260_301;

    private DuplicateScanBenchmark() {}

    /**
     * Runs it on PostgreSQL, then on H2.
     *
     * @param arguments how many persons, and how many rounds
     */
    public static void main(String[] arguments) {
        int persons = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        for (Supplier<Server> start : List.<Supplier<Server>>of(Server::postgres, Server::h2)) {
            try (Server server = start.get()) {
                print(System.out, run(server, persons, rounds));
            }
        }
    }

    /**
     * What was measured on one server. Immutable.
     *
     * @param loadRatio the engine's time to load, with its keys, as a multiple of the hand-written table's
     * @param scanSeconds the median of the engine's scans
     * @param handSeconds the median of the hand-written ones
     * @param enginePairs what the engine found
     * @param handPairs what the hand-written table found
     * @param peak the most heap during the engine's scans, in MiB
     */
    record Report(
            String server,
            int persons,
            double loadRatio,
            double scanSeconds,
            double handSeconds,
            long enginePairs,
            long handPairs,
            long peak) {

        double ratio() {
            return scanSeconds / handSeconds;
        }
    }

    static Report run(Server server, int persons, int rounds) {
        try (EngineSide engine = new EngineSide(server.storage())) {
            HandWrittenSide hand = new HandWrittenSide(server);
            People people = new People(SEED);
            double[] loading = new double[2];
            for (int left = persons; left > 0; left -= BATCH) {
                List<Person> some = people.next(Math.min(BATCH, left));
                loading[0] += seconds(() -> engine.load(some));
                loading[1] += seconds(() -> hand.load(some));
            }
            hand.analyze();
            List<Double> scans = new ArrayList<>();
            List<Double> hands = new ArrayList<>();
            long[] found = new long[2];
            long peak = 0;
            for (int round = 0; round < rounds; round++) {
                hands.add(seconds(() -> found[1] = hand.scan()));
                Peak.reset();
                DuplicateScan[] done = new DuplicateScan[1];
                scans.add(seconds(() -> done[0] = engine.scan()));
                found[0] = done[0].pairs();
                peak = Math.max(peak, Peak.mebibytes());
            }
            return new Report(
                    server.name(),
                    persons,
                    loading[0] / loading[1],
                    median(scans),
                    median(hands),
                    found[0],
                    found[1],
                    peak);
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static double median(List<Double> times) {
        List<Double> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    static void print(PrintStream out, Report report) {
        out.printf(
                Locale.ROOT,
                "%s, %,d persons: scan %.1f s, by hand %.1f s, ratio %.2f; load ratio %.2f; pairs %,d, by hand %,d; peak heap"
                        + " %d of %d MiB%n",
                report.server(),
                report.persons(),
                report.scanSeconds(),
                report.handSeconds(),
                report.ratio(),
                report.loadRatio(),
                report.enginePairs(),
                report.handPairs(),
                report.peak(),
                Peak.limit());
    }
}
