package dev.crmkit.benchmarks.crowd;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A crowd of threads reads and writes the same records for some time. It fails if a call ends with anything but a documented conflict, if a write is lost or
 * told twice, or if a connection is not given back. Not instantiable.
 */
public final class Crowd {
    private static final String USAGE = """
            Usage: crowd [--storage postgres|h2] [--threads N] [--seconds N] [--records N] [--seed N]
              --storage WHERE  postgres (the default: an embedded one) or h2 (in files)
              --threads N      32
              --seconds N      300
              --records N      deals that are there from the start; 20000
              --seed N         other choices; 1
            """;

    private Crowd() {}

    /**
     * Runs it as the arguments say.
     *
     * @param out receives the report
     * @return whether all was well
     * @throws IllegalArgumentException if an argument is unknown, incomplete or malformed
     */
    public static boolean main(List<String> arguments, PrintStream out) {
        Arguments asked = Arguments.parse(arguments);
        try (CrowdServer server = asked.h2() ? CrowdServer.h2() : CrowdServer.postgres()) {
            Tally all = new Tally();
            List<String> faults = new ArrayList<>();
            String product;
            try (CrmEngine engine =
                    CrmEngine.builder().storage(server.storage()).build()) {
                product = engine.storageInfo().product();
                Crm crm = engine.workspace("crowd").as(Actor.user("ada"));
                Scene scene = Scene.prepare(crm, asked.records(), asked.seed());
                engine.start();
                run(asked, engine, scene).forEach(all::add);
                faults.addAll(all.failures());
                faults.addAll(scene.faults(crm, all));
            }
            // Now the workers too have ended, and must have given back what they had.
            faults.addAll(server.faults());
            out.printf(
                    Locale.ROOT,
                    "%s, %d threads, %d s, %,d records at first%n%n",
                    product,
                    asked.threads(),
                    asked.seconds(),
                    asked.records());
            all.print(out, asked.seconds());
            faults.forEach(fault -> out.println("FAULT: " + fault));
            out.println(faults.isEmpty() ? "all well" : faults.size() + " faults");
            return faults.isEmpty();
        }
    }

    private static List<Tally> run(Arguments asked, CrmEngine engine, Scene scene) {
        ExecutorService threads = Executors.newFixedThreadPool(asked.threads());
        try {
            long end = System.nanoTime() + Duration.ofSeconds(asked.seconds()).toNanos();
            List<Callable<Tally>> visitors = new ArrayList<>();
            for (int i = 0; i < asked.threads(); i++) {
                Crm crm = engine.workspace("crowd").as(Actor.user("u" + i));
                long seed = asked.seed() * 1_000 + i;
                visitors.add(() -> new Visitor(crm, scene, seed).stayUntil(end));
            }
            List<Tally> tallies = new ArrayList<>();
            for (Future<Tally> visitor : threads.invokeAll(visitors)) {
                tallies.add(visitor.get());
            }
            return tallies;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A thread failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * What the command line asks for. Immutable.
     *
     * @param h2 whether on H2
     * @param threads how many
     * @param seconds how long
     * @param records how many there are from the start
     * @param seed of all choices
     */
    private record Arguments(boolean h2, int threads, int seconds, int records, long seed) {
        static Arguments parse(List<String> arguments) {
            boolean h2 = false;
            int threads = 32;
            int seconds = 300;
            int records = 20_000;
            int seed = 1;
            for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
                String argument = rest.next();
                String value = rest.hasNext() ? rest.next() : "";
                switch (argument) {
                    case "--storage" -> {
                        if (!value.equals("h2") && !value.equals("postgres")) {
                            throw new IllegalArgumentException(
                                    "--storage is postgres or h2, not '" + value + "'\n" + USAGE);
                        }
                        h2 = value.equals("h2");
                    }
                    case "--threads" -> threads = number(argument, value);
                    case "--seconds" -> seconds = number(argument, value);
                    case "--records" -> records = number(argument, value);
                    case "--seed" -> seed = number(argument, value);
                    default -> throw new IllegalArgumentException("Unknown argument '" + argument + "'.\n" + USAGE);
                }
            }
            return new Arguments(h2, threads, seconds, records, seed);
        }

        private static int number(String argument, String value) {
            if (!value.matches("[1-9]\\d{0,6}")) {
                throw new IllegalArgumentException(argument + " needs a number, not '" + value + "'\n" + USAGE);
            }
            return Integer.parseInt(value);
        }
    }
}
