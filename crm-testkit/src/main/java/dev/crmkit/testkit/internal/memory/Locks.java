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
    private final Map<Key, Set<Owner>> shared = new HashMap<>();
    private final Map<Thread, Supplier<Set<Owner>>> waiting = new HashMap<>();

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
            awaitNone(key, () -> holders(key, owner));
            held.put(key, owner);
            owner.keys.add(key);
        }
    }

    /** Takes the lock beside others that share it. */
    void share(Key key, Owner owner) {
        awaitNone(key, () -> alone(key));
        shared.computeIfAbsent(key, any -> new HashSet<>()).add(owner);
    }

    void awaitFree(Key key) {
        awaitNone(key, () -> alone(key));
    }

    boolean isFree(Key key) {
        return !held.containsKey(key);
    }

    void release(Owner owner) {
        owner.keys.forEach(held::remove);
        owner.keys.clear();
        shared.values().forEach(owners -> owners.remove(owner));
        shared.values().removeIf(Set::isEmpty);
        freed.signalAll();
    }

    private Set<Owner> alone(Key key) {
        Owner owner = held.get(key);
        return owner == null ? Set.of() : Set.of(owner);
    }

    /** Whoever holds the lock, alone or with others, but for one. */
    private Set<Owner> holders(Key key, Owner except) {
        Set<Owner> holders = new HashSet<>(shared.getOrDefault(key, Set.of()));
        holders.addAll(alone(key));
        holders.remove(except);
        return holders;
    }

    private void awaitNone(Key key, Supplier<Set<Owner>> holders) {
        Thread thread = Thread.currentThread();
        for (Set<Owner> others = holders.get(); !others.isEmpty(); others = holders.get()) {
            if (waitsFor(others, thread, new HashSet<>())) {
                throw new StorageException(
                        "Deadlock: this transaction would wait for " + key
                                + ", whose holder waits for it. Run it again from the beginning",
                        true,
                        null);
            }
            waiting.put(thread, holders);
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

    /** Whether one of these transactions is the thread's, or waits for one that is. */
    private boolean waitsFor(Set<Owner> owners, Thread thread, Set<Owner> seen) {
        for (Owner owner : owners) {
            if (owner.thread == thread) {
                return true;
            }
            Supplier<Set<Owner>> next = waiting.get(owner.thread);
            if (next != null && seen.add(owner) && waitsFor(next.get(), thread, seen)) {
                return true;
            }
        }
        return false;
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
