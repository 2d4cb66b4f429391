package dev.crmkit.testkit.tck;

import dev.crmkit.testkit.internal.race.Race;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Work that several threads begin at the same moment, and that may fail in some of them. Not instantiable. */
final class AtOnce {
    private AtOnce() {}

    /** Does each piece of work in a thread of its own, and waits for all of them. */
    static <T> List<Outcome<T>> run(List<? extends Callable<T>> work) {
        try (Race race = new Race()) {
            return race.together(work.size(), number -> outcome(work.get(number)));
        }
    }

    /** Does the same work in several threads. */
    static <T> List<Outcome<T>> run(int threads, Callable<T> work) {
        return run(Collections.nCopies(threads, work));
    }

    private static <T> Outcome<T> outcome(Callable<T> work) {
        try {
            return new Outcome<>(work.call(), null);
        } catch (Exception | AssertionError e) {
            return new Outcome<>(null, e);
        }
    }

    /**
     * How a piece of work ended. Immutable.
     *
     * @param result what it returned, or null if it failed
     * @param failure what it threw, or null if it did not
     */
    record Outcome<T>(@Nullable T result, @Nullable Throwable failure) {

        boolean isSuccess() {
            return failure == null;
        }
    }
}
