package dev.crmkit.internal.job;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.job.JobHandler;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.PermanentJobException;
import dev.crmkit.job.RetryJobException;
import dev.crmkit.job.WorkerCounts;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.spi.schedule.Work;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Claims jobs and runs their handlers on the thread that calls {@link #round()}. Thread-safe; as many threads as like may call, each runs
 * one job at a time.
 *
 * <p>Jobs are claimed one by one: a job that was claimed and waits behind another would hold its lease and its lane for nothing, while
 * other threads and nodes stand idle. Nothing here decides what is due; that is the queue's business, by the storage's clock.
 *
 * @param <T> the engine as handlers see it
 */
public final class WorkerRuntime<T> implements Work, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRuntime.class);

    /** A job whose worker died this often is quarantined. */
    private static final int MAX_CRASHES = 3;

    private static final Duration UPKEEP_EVERY = Duration.ofMinutes(1);

    /** How long to leave a queue in peace that has nothing for us although something is due, or that fails. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final WorkQueue queue;
    private final TransactionOpener<T> opener;
    private final Map<String, RegisteredJob<T>> kinds;
    private final Set<String> names;
    private final WorkerOptions options;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Periodic reaping;
    private final Periodic upkeep = new Periodic(UPKEEP_EVERY);
    private final Set<LeasedJob<T>> running = ConcurrentHashMap.newKeySet();
    private final Tally tally = new Tally();
    private volatile boolean closing;

    /**
     * A runtime that waits to be called.
     *
     * @param kinds what it handles, each kind once; see {@link RegisteredJob#faults}
     * @param clock says when to reap and tidy, and nothing else
     * @param random spreads the waits after failures; thread-safe, as {@link java.util.Random} is
     * @throws IllegalStateException if a kind is named twice
     */
    public WorkerRuntime(
            WorkQueue queue,
            TransactionOpener<T> opener,
            List<RegisteredJob<T>> kinds,
            WorkerOptions options,
            InstantSource clock,
            RandomGenerator random) {
        this.queue = queue;
        this.opener = opener;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(RegisteredJob::kind, Function.identity()));
        this.names = this.kinds.keySet();
        this.options = options;
        this.clock = clock;
        this.random = random;
        this.reaping = new Periodic(heartbeatEvery());
    }

    @Override
    public Duration round() {
        try {
            return closing ? heartbeatEvery() : roundOfWork();
        } catch (Throwable failure) {
            // the queue itself failed; the jobs' own failures end further in
            LOG.warn("The job queue cannot be reached and is tried again: {}", Texts.error(failure));
            LOG.debug("The job queue cannot be reached", failure);
            return PAUSE_AFTER_FAILURE;
        }
    }

    @Override
    public void heartbeat() {
        for (LeasedJob<T> job : running) {
            try {
                job.heartbeat(options.lease());
            } catch (Throwable failure) {
                LOG.warn("The lease of job {} could not be prolonged: {}", job.jobId(), Texts.error(failure));
                LOG.debug("The lease of job {} could not be prolonged", job.jobId(), failure);
            }
        }
    }

    /** A quarter of the lease: three heartbeats may fail before it is lost. */
    @Override
    public Duration heartbeatEvery() {
        return options.lease().dividedBy(4);
    }

    /** The options of the kinds that are handled here. */
    public Map<String, JobOptions> kinds() {
        return kinds.values().stream()
                .collect(Collectors.toUnmodifiableMap(RegisteredJob::kind, RegisteredJob::options));
    }

    /** What has been done so far. */
    public WorkerCounts counts() {
        return tally.counts();
    }

    /**
     * Claims nothing more from now on; handlers learn it from {@link dev.crmkit.job.JobContext#check()}. Call it before the scheduler is
     * closed.
     */
    public void stop() {
        closing = true;
    }

    /**
     * Stops, and gives back what is still running: its handlers can finish nothing any more, and another node need not wait for the leases
     * to run out. Call it after the scheduler is closed and before the storage is. Closing twice does nothing.
     */
    @Override
    public void close() {
        stop();
        for (LeasedJob<T> job : running) {
            try {
                job.giveBack();
            } catch (Throwable failure) {
                LOG.warn(
                        "Job {} could not be given back; its lease will run out: {}",
                        job.jobId(),
                        Texts.error(failure));
            }
        }
    }

    private Duration roundOfWork() {
        maintain();
        if (names.isEmpty()) {
            return untilMaintenance();
        }
        for (int i = 0; i < options.jobsPerRound(); i++) {
            List<ClaimedJob> claimed = queue.claim(options.node(), names, 1, options.lease());
            if (claimed.isEmpty()) {
                return idle();
            }
            claimed.forEach(this::run);
            if (closing || Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        return Duration.ZERO;
    }

    /** Something may be due that cannot be had, as behind a lane that is busy; asking again at once would only burn time. */
    private Duration idle() {
        Duration due = queue.untilNextDue(names).orElse(UPKEEP_EVERY);
        Duration next = min(due, untilMaintenance());
        return next.compareTo(PAUSE) < 0 ? PAUSE : next;
    }

    private void maintain() {
        Instant now = clock.instant();
        if (reaping.take(now)) {
            int reaped = queue.reap(MAX_CRASHES);
            if (reaped > 0) {
                tally.countReaped(reaped);
                LOG.warn("{} leases had run out: a worker died or was silent for too long", reaped);
            }
        }
        if (upkeep.take(now)) {
            queue.upkeep();
        }
    }

    private Duration untilMaintenance() {
        Instant now = clock.instant();
        return min(reaping.until(now), upkeep.until(now));
    }

    private void run(ClaimedJob claimed) {
        LeasedJob<T> job = new LeasedJob<>(claimed, queue, opener, () -> closing);
        boolean interrupted = false;
        running.add(job);
        try {
            RegisteredJob<T> kind = kindOf(claimed);
            if (closing) {
                tally.count(giveBack(job));
                return;
            }
            Throwable failure = attempt(kind.handler(), job);
            // An interrupt is the handler's affair. The record of how it ended must not suffer from it: some databases
            // close
            // their files when an interrupted thread writes.
            interrupted = Thread.interrupted() || failure instanceof InterruptedException;
            tally.count(settle(kind, claimed, job, failure));
        } catch (Throwable failure) {
            LOG.warn(
                    "How job {} of kind '{}' ended could not be recorded; its lease will run out: {}",
                    claimed.id(),
                    claimed.kind(),
                    Texts.error(failure));
            LOG.debug("How job {} ended could not be recorded", claimed.id(), failure);
        } finally {
            running.remove(job);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private RegisteredJob<T> kindOf(ClaimedJob claimed) {
        RegisteredJob<T> kind = kinds.get(claimed.kind());
        if (kind == null) {
            throw new CrmException(
                    ErrorCode.PLUGIN_FAILED,
                    "The storage handed out a job of kind '" + claimed.kind()
                            + "', which was not asked for. Asked for: " + names);
        }
        return kind;
    }

    /** What the handler threw, or null. */
    private @Nullable Throwable attempt(JobHandler<T> handler, LeasedJob<T> job) {
        try {
            handler.run(job);
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private Outcome settle(RegisteredJob<T> kind, ClaimedJob claimed, LeasedJob<T> job, @Nullable Throwable thrown) {
        Throwable failure = thrown;
        if (failure == null && job.isToBeCompleted()) {
            failure = attempt(held -> held.finish(nothing -> {}), job);
        }
        if (job.isFinished()) {
            if (failure != null) {
                LOG.warn(
                        "Job {} is finished, yet its handler failed afterwards: {}",
                        claimed.id(),
                        Texts.error(failure));
            }
            return Outcome.COMPLETED;
        }
        if (job.isLost()) {
            return lost(claimed);
        }
        if (job.isGivenBack()) {
            return Outcome.RELEASED;
        }
        // While the engine closes, a failure may be the closing's doing; it must not cost an attempt.
        if (closing || failure == null) {
            return giveBack(job);
        }
        return fail(kind, claimed, failure);
    }

    private Outcome fail(RegisteredJob<T> kind, ClaimedJob claimed, Throwable failure) {
        boolean dead = failure instanceof PermanentJobException || claimed.attempt() >= claimed.maxAttempts();
        Duration retryAfter = dead ? null : retryAfter(kind.options(), claimed.attempt(), failure);
        if (!queue.fail(claimed, Texts.error(failure), retryAfter)) {
            return lost(claimed);
        }
        LOG.atLevel(dead || failure instanceof Error ? Level.ERROR : Level.WARN)
                .log(
                        "Job {} of kind '{}' in workspace '{}' failed at attempt {} of {} and {}: {}",
                        claimed.id(),
                        claimed.kind(),
                        claimed.workspace(),
                        claimed.attempt(),
                        claimed.maxAttempts(),
                        dead ? "is dead" : "is tried again after " + retryAfter,
                        Texts.error(failure));
        LOG.debug("Job {} failed", claimed.id(), failure);
        return dead ? Outcome.DIED : Outcome.RETRIED;
    }

    private Duration retryAfter(JobOptions how, int attempt, Throwable failure) {
        return failure instanceof RetryJobException retry
                ? retry.after()
                : how.backoff().delay(attempt, random);
    }

    private Outcome giveBack(LeasedJob<T> job) {
        job.giveBack();
        return job.isLost() ? Outcome.LOST : Outcome.RELEASED;
    }

    private Outcome lost(ClaimedJob claimed) {
        LOG.debug("Job {} went to another worker, since its lease ran out here; nothing was stored", claimed.id());
        return Outcome.LOST;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
