package dev.crmkit.testkit.tck;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.VirtualClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the contract tests of the engine stand on: one engine on one storage for a whole class, and a workspace of its own for each test. Time
 * stands still until a test moves it. Not thread-safe.
 *
 * <p>Whoever writes a storage extends the kits, says how to get an empty storage, and runs them with JUnit.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class EngineTck {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final VirtualClock clock = VirtualClock.at(START);
    private final ManualScheduler scheduler = ManualScheduler.on(clock);
    private final AtomicInteger workspaces = new AtomicInteger();
    private final Deque<CrmEngine> engines = new ArrayDeque<>();
    private @Nullable CrmEngine engine;
    private @Nullable Storage storage;
    private String workspace = "";

    /** For the kits. */
    EngineTck() {}

    /**
     * A storage that is not opened yet, on an empty place of its own. The kit opens and closes it; it asks for one in a run, or a few.
     *
     * @throws Exception fails the test
     */
    protected abstract Storage newStorage() throws Exception;

    /** What a kit adds to the configuration of its engine, such as the handlers of jobs. */
    void configure(CrmEngine.Builder builder) {}

    /** The engine of this class. It is built when first asked for, and not started. */
    final CrmEngine engine() {
        if (engine == null) {
            Storage opened = fresh();
            CrmEngine.Builder builder =
                    CrmEngine.builder().storage(opened).clock(clock).scheduler(scheduler);
            configure(builder);
            storage = opened;
            engine = closedAtTheEnd(builder.build());
        }
        return engine;
    }

    /** The storage of {@link #engine()}, open. */
    final Storage storage() {
        engine();
        return Objects.requireNonNull(storage);
    }

    /** Another engine: closed with the others after the last test. */
    final CrmEngine closedAtTheEnd(CrmEngine another) {
        engines.push(another);
        return another;
    }

    /** A storage on a place of its own, not opened. */
    final Storage fresh() {
        try {
            return newStorage();
        } catch (Exception e) {
            throw new AssertionError("newStorage() failed", e);
        }
    }

    final VirtualClock clock() {
        return clock;
    }

    /** What drives the workers of {@link #engine()}, once it is started. */
    final ManualScheduler scheduler() {
        return scheduler;
    }

    /** The id of this test's workspace. */
    final String workspace() {
        return workspace;
    }

    /** This test's workspace, with Ada in it. */
    final Crm crm() {
        return crm(Actor.user("ada"));
    }

    /** This test's workspace, with that actor. */
    final Crm crm(Actor actor) {
        return engine().workspace(workspace).as(actor);
    }

    /** The id of one more workspace that no other test uses. */
    final String newWorkspace() {
        return "tck-" + workspaces.incrementAndGet();
    }

    @BeforeEach
    final void moveToAFreshWorkspace() {
        workspace = newWorkspace();
    }

    @AfterAll
    final void closeEngines() {
        while (!engines.isEmpty()) {
            engines.pop().close();
        }
        engine = null;
    }
}
