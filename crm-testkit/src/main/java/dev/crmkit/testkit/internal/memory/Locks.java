package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The monitor that makes each statement atomic, and the locks that transactions hold until they end. Whoever waits for a lock gives the
 * monitor up meanwhile. A circle of waiting is found when it would close, and refused as retryable. Thread-safe.
 */
final class Locks {
    private final ReentrantLock monitor = new ReentrantLock(true);
    private final Condition freed = monitor.newCondition();
    private final Map<Key, Owner> held = new HashMap<>();
    private final Map<Thread, Key> waiting = new HashMap<>();

    /** Runs one statement: nothing else runs meanwhile, unless it waits for a lock. */
    <T extends @Nullable Object> T call(Supplier<T> statement) {
        monitor.lock();
        try {
            return statement.get();
        } finally {
            monitor.unlock();
        }
    }

    /** As {@link #call}, without an answer. */
    void run(Runnable statement) {
        monitor.lock();
        try {
            statement.run();
        } finally {
            monitor.unlock();
        }
    }

    void acquire(Key key, Owner owner) {
        if (held.get(key) != owner) {
            awaitFree(key);
            held.put(key, owner);
            owner.keys.add(key);
        }
    }

    void awaitFree(Key key) {
        Thread thread = Thread.currentThread();
        while (held.containsKey(key)) {
            refuseCircle(thread, key);
            waiting.put(thread, key);
            try {
                freed.await();
            } catch (InterruptedException e) {
                thread.interrupt();
                throw new StorageException("Interrupted while waiting for " + key, false, e);
            } finally {
                waiting.remove(thread);
            }
        }
    }

    boolean isFree(Key key) {
        return !held.containsKey(key);
    }

    void release(Owner owner) {
        owner.keys.forEach(held::remove);
        owner.keys.clear();
        freed.signalAll();
    }

    private void refuseCircle(Thread thread, Key wanted) {
        Key key = wanted;
        while (key != null) {
            Owner owner = held.get(key);
            if (owner == null) {
                return;
            }
            if (owner.thread == thread) {
                throw new StorageException(
                        "Deadlock: this transaction would wait for " + wanted
                                + ", whose holder waits for it. Run it again from the beginning",
                        true,
                        null);
            }
            key = waiting.get(owner.thread);
        }
    }

    /** A transaction as the holder of locks. */
    static final class Owner {
        private final Thread thread = Thread.currentThread();
        private final Set<Key> keys = new HashSet<>();
    }

    /** What kind of thing is locked. */
    enum Kind {
        SCHEMA,
        RECORD,
        UNIQUE_KEY,
        EDGE,
        ITEM,
        IDEMPOTENCY_KEY,
        NAME,
        DOCUMENT,
        JOB,
        DEDUPE_KEY
    }

    /** What is locked. */
    record Key(Kind kind, String workspace, Object what) {
        @Override
        public String toString() {
            return kind + " " + what + " of workspace " + workspace;
        }
    }
}
