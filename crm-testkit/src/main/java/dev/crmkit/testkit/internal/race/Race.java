package dev.crmkit.testkit.internal.race;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs code of one test beside other code of it. Thread-safe. */
public final class Race implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final long GLANCE_MILLIS = 120;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "crmkit-tck");
        thread.setDaemon(true);
        return thread;
    });

    /** Starts code in a thread of its own. */
    public <T> Future<T> start(Callable<T> code) {
        return threads.submit(code);
    }

    /** Runs the code that many times at once, each in a thread of its own, and answers when all have ended. */
    public <T> List<T> together(int runners, Runner<T> code) {
        CountDownLatch ready = new CountDownLatch(runners);
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < runners; i++) {
            int number = i;
            running.add(start(() -> {
                ready.countDown();
                ready.await();
                return code.run(number);
            }));
        }
        return running.stream().map(Race::result).toList();
    }

    /** Waits for the end of running code and answers as it does; what it throws fails the test. */
    public static <T> T result(Future<T> running) {
        try {
            return running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("Not done after " + PATIENCE_SECONDS + " s: it waits for something forever", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("Failed beside: " + e.getCause(), e.getCause());
        }
    }

    /** Whether running code is still not done after a moment in which it could have been. */
    public static boolean isWaiting(Future<?> running) {
        try {
            running.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("Failed beside: " + e.getCause(), e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One of several that run at once. */
    @FunctionalInterface
    public interface Runner<T> {
        /** Runs the code of the runner with this number, from 0. */
        T run(int number) throws Exception;
    }
}
