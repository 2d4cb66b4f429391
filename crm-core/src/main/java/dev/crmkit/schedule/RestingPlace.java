package dev.crmkit.schedule;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where idle workers wait. One of them keeps a lookout and leaves when its time is up; the others wait until it leaves, so that many idle
 * workers ask the storage no more often than one. Thread-safe.
 */
final class RestingPlace {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long calls;
    private boolean hasLookout;
    private boolean closed;

    /** How often {@link #wake()} was called; taken before a worker looks for work, so that no call in between is missed. */
    long calls() {
        lock.lock();
        try {
            return calls;
        } finally {
            lock.unlock();
        }
    }

    /** Waits at most as long, or longer while another keeps the lookout; not at all if there was a call since. */
    void await(Duration time, long seenCalls) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (isQuiet(seenCalls) && hasLookout) {
                changed.await();
            }
            if (!isQuiet(seenCalls)) {
                return;
            }
            hasLookout = true;
            try {
                long left = time.toNanos();
                while (isQuiet(seenCalls) && left > 0) {
                    left = changed.awaitNanos(left);
                }
            } finally {
                hasLookout = false;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends everyone back to work. */
    void wake() {
        lock.lock();
        try {
            calls++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits here any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private boolean isQuiet(long seenCalls) {
        return !closed && calls == seenCalls;
    }
}
