package dev.crmkit.examples.quickstart;

import java.io.PrintStream;
import java.util.Locale;

/** Shows how far a long load is, on a stream that is not the report's. Not thread-safe. */
final class ProgressBar {
    private static final int LONG_LOAD = 1_000;
    private static final int WIDTH = 30;
    private static final int STEPS_IN_A_LOG = 4;

    private final PrintStream err;
    private final long total;
    private final boolean interactive;
    private long done;
    private long shownStep;

    /**
     * A bar at its beginning.
     *
     * @param total how many rows will come; fewer than 1,000 are not worth a bar
     * @param interactive whether one line can be drawn over and over; otherwise each quarter gets a line of its own
     */
    ProgressBar(PrintStream err, long total, boolean interactive) {
        this.err = err;
        this.total = total;
        this.interactive = interactive;
    }

    /** So many more rows are done. */
    void advance(long rows) {
        done += rows;
        int steps = interactive ? WIDTH : STEPS_IN_A_LOG;
        long step = total == 0 ? steps : done * steps / total;
        if (total < LONG_LOAD || step == shownStep) {
            return;
        }
        shownStep = step;
        int filled = (int) (done * WIDTH / total);
        String bar = "[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "]";
        err.print(String.format(
                Locale.ROOT,
                "%sLoading %s %3d%% %,d of %,d",
                interactive ? "\r" : "",
                bar,
                done * 100 / total,
                done,
                total));
        err.print(interactive && done < total ? "" : System.lineSeparator());
        err.flush();
    }
}
