package dev.crmkit.internal.job;

import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobStoppedException;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.WorkQueue;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A job that runs here, and what this process knows of its lease.
 *
 * <p>The handler's thread finishes it, the scheduler's timer prolongs it and a closing engine gives it back; the monitor keeps these apart.
 * It is never held while the handler's own code runs: a finish only marks its beginning and its end. In between nobody can take the job,
 * since the open transaction holds its row, so a heartbeat has nothing to do and must not wait for that row.
 */
final class LeasedJob<T> implements JobContext<T> {
    private enum State {
        HELD,
        FINISHING,
        FINISHED,
        LOST,
        GIVEN_BACK
    }

    private final ClaimedJob claimed;
    private final WorkQueue queue;
    private final TransactionOpener<T> opener;
    private final BooleanSupplier isClosing;
    private volatile State state = State.HELD;
    private volatile boolean wasToldToStop;

    LeasedJob(ClaimedJob claimed, WorkQueue queue, TransactionOpener<T> opener, BooleanSupplier isClosing) {
        this.claimed = claimed;
        this.queue = queue;
        this.opener = opener;
        this.isClosing = isClosing;
    }

    @Override
    public String workspace() {
        return claimed.workspace();
    }

    @Override
    public UUID jobId() {
        return claimed.id();
    }

    @Override
    public String kind() {
        return claimed.kind();
    }

    @Override
    public String payload() {
        return claimed.payload();
    }

    @Override
    public int attempt() {
        return claimed.attempt();
    }

    @Override
    public boolean isLastAttempt() {
        return claimed.attempt() >= claimed.maxAttempts();
    }

    @Override
    public boolean isLeaseHeld() {
        return !isGone();
    }

    @Override
    public void check() {
        if (isGone()) {
            throw stopped();
        }
        if (isClosing.getAsBoolean()) {
            wasToldToStop = true;
            throw new JobStoppedException(claimed.id(), "the engine is closing");
        }
    }

    @Override
    public <R> R inTransaction(Function<? super T, R> work) {
        if (state == State.FINISHING) {
            throw new IllegalStateException(
                    "Job " + claimed.id() + " is being finished. Use what finish() hands in, not another transaction");
        }
        if (isGone()) {
            throw stopped();
        }
        return opener.inTransaction(claimed.workspace(), (crm, transaction) -> work.apply(crm));
    }

    @Override
    public void finish(Consumer<? super T> work) {
        begin();
        Refusal refusal = new Refusal();
        State outcome = State.HELD;
        try {
            opener.inTransaction(claimed.workspace(), (crm, transaction) -> {
                // First the job, then its effect: whoever has lost the lease learns it before any work, and from here
                // on
                // the row is ours until the transaction ends.
                refusal.happened = !transaction.jobs().complete(claimed);
                if (refusal.happened) {
                    throw stopped();
                }
                work.accept(crm);
                return true;
            });
            outcome = State.FINISHED;
        } finally {
            end(refusal.happened ? State.LOST : outcome);
        }
    }

    /** Whether a handler that returned meant "done": not if it was told to stop and swallowed that. */
    boolean isToBeCompleted() {
        return state == State.HELD && !wasToldToStop;
    }

    boolean isFinished() {
        return state == State.FINISHED;
    }

    boolean isLost() {
        return state == State.LOST;
    }

    boolean isGivenBack() {
        return state == State.GIVEN_BACK;
    }

    /** Prolongs the lease, or notes that it is lost. */
    synchronized void heartbeat(Duration lease) {
        if (state == State.HELD && !queue.heartbeat(claimed, lease)) {
            state = State.LOST;
        }
    }

    /** Gives the job back untouched if it is still held; a finish under way decides for itself. */
    synchronized void giveBack() {
        if (state == State.HELD) {
            // before the call: if it fails the lease runs out, and the handler must not go on either way
            state = State.GIVEN_BACK;
            if (!queue.release(claimed)) {
                state = State.LOST;
            }
        }
    }

    private boolean isGone() {
        return state == State.LOST || state == State.GIVEN_BACK;
    }

    private synchronized void begin() {
        if (isGone()) {
            throw stopped();
        }
        if (state != State.HELD) {
            throw new IllegalStateException(
                    "Job " + claimed.id() + " is finished already. Do everything it stores in one finish()");
        }
        state = State.FINISHING;
    }

    private synchronized void end(State outcome) {
        state = outcome;
    }

    private JobStoppedException stopped() {
        return new JobStoppedException(
                claimed.id(),
                state == State.GIVEN_BACK ? "the engine is closing and has given it back" : "its lease is lost");
    }

    /** Whether the last try of a finish found the lease lost; the opener may try more than once. */
    private static final class Refusal {
        private boolean happened;
    }
}
