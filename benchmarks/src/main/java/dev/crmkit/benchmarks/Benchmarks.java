package dev.crmkit.benchmarks;

import dev.crmkit.benchmarks.compare.Compare;
import java.util.List;

/** The benchmarks that are run by name from the command line. Not instantiable. */
public final class Benchmarks {
    private static final int WRONG = 1;
    private static final int MISUSED = 2;

    private Benchmarks() {}

    /**
     * Runs one; ends the process with 1 if its answers were wrong, and with 2 if it was called wrongly.
     *
     * @param arguments the name of the benchmark, {@code compare}, and its own arguments
     */
    public static void main(String[] arguments) {
        List<String> all = List.of(arguments);
        try {
            if (all.isEmpty() || !all.get(0).equals("compare")) {
                throw new IllegalArgumentException(
                        "Which benchmark? There is compare, as in -Dexec.args=\"compare --records 30000\"");
            }
            if (!Compare.main(all.subList(1, all.size()), System.out, System.err)) {
                System.exit(WRONG);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(MISUSED);
        }
    }
}
