package dev.crmkit.benchmarks.compare;

import java.time.Duration;

/** How long things take. Not instantiable. */
final class Timing {
    /** How long a layout may take for one statement; then it gives up, and this is its time. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What takes so long gains nothing from being warm, and is done once. */
    private static final Duration LONG = Duration.ofMillis(250);

    private Timing() {}

    /** Once to be warm, then the better of two, in milliseconds. */
    static double best(Runnable work) {
        double warm = once(work);
        return warm > LONG.toMillis() ? warm : Math.min(once(work), once(work));
    }

    /** Once, in milliseconds. */
    static double once(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
