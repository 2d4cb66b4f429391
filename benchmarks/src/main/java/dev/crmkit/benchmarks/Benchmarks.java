package dev.crmkit.benchmarks;

import dev.crmkit.benchmarks.compare.Compare;
import dev.crmkit.benchmarks.crowd.Crowd;
import java.util.List;

/** The benchmarks that are run by name from the command line. Not instantiable. */
public final class Benchmarks {
    private static final int WRONG = 1;
    private static final int MISUSED = 2;

    private Benchmarks() {}

    /**
     * Runs one; ends the process with 1 if its answers were wrong, and with 2 if it was called wrongly.
     *
     * @param arguments the name of the benchmark, {@code compare} or {@code crowd}, and its own arguments
     */
    public static void main(String[] arguments) {
        List<String> all = List.of(arguments);
        try {
            if (!run(all)) {
                System.exit(WRONG);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(MISUSED);
        }
    }

    private static boolean run(List<String> arguments) {
        List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        return switch (arguments.isEmpty() ? "" : arguments.get(0)) {
            case "compare" -> Compare.main(rest, System.out, System.err);
            case "crowd" -> Crowd.main(rest, System.out);
            default ->
                throw new IllegalArgumentException(
                        "Which benchmark? There are compare and crowd, as in -Dexec.args=\"compare --records 30000\"");
        };
    }
}
