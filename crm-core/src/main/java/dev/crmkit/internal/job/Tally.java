package dev.crmkit.internal.job;

import dev.crmkit.job.WorkerCounts;
import java.util.concurrent.atomic.LongAdder;

/** Counts how jobs ended. Thread-safe. */
final class Tally {
    private final LongAdder completed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder died = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder released = new LongAdder();
    private final LongAdder reaped = new LongAdder();

    void count(Outcome outcome) {
        switch (outcome) {
            case COMPLETED -> completed.increment();
            case RETRIED -> retried.increment();
            case DIED -> died.increment();
            case LOST -> lost.increment();
            case RELEASED -> released.increment();
        }
    }

    void countReaped(int leases) {
        reaped.add(leases);
    }

    WorkerCounts counts() {
        return new WorkerCounts(completed.sum(), retried.sum(), died.sum(), lost.sum(), released.sum(), reaped.sum());
    }
}
