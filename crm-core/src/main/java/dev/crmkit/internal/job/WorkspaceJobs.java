package dev.crmkit.internal.job;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.job.DeadLetter;
import dev.crmkit.job.Job;
import dev.crmkit.job.JobCounts;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.Jobs;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.NewJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The jobs of one workspace over its storage. As thread-safe as the transactions it is given. */
public final class WorkspaceJobs implements Jobs {
    private final String workspace;
    private final JobTransactions transactions;
    private final Supplier<UUID> ids;
    private final Map<String, JobOptions> kinds;

    /**
     * The jobs of a workspace.
     *
     * @param ids makes UUIDs of version 7
     * @param kinds the options of the kinds that this engine handles; others get {@link JobOptions#standard()}
     */
    public WorkspaceJobs(
            String workspace, JobTransactions transactions, Supplier<UUID> ids, Map<String, JobOptions> kinds) {
        this.workspace = workspace;
        this.transactions = transactions;
        this.ids = ids;
        this.kinds = Map.copyOf(kinds);
    }

    @Override
    public Optional<UUID> enqueue(Job job) {
        Objects.requireNonNull(job, "job");
        refuse(JobCheck.faults(job));
        return store(List.of(job)).stream().findFirst();
    }

    @Override
    public List<UUID> enqueue(List<Job> jobs) {
        List<Job> all = List.copyOf(jobs);
        List<Violation> faults = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String path = "jobs[" + i + "]";
            JobCheck.faults(all.get(i)).forEach(fault -> faults.add(fault.under(path)));
        }
        refuse(faults);
        return all.isEmpty() ? List.of() : store(all);
    }

    @Override
    public Page<DeadLetter> listDead(int limit, @Nullable String after) {
        if (limit < 1 || limit > ListQuery.MAX_LIMIT) {
            throw new InvalidInputException(
                    "list dead jobs",
                    List.of(new Violation(
                            "limit",
                            ErrorCode.QUERY_LIMIT,
                            "A page has 1 to " + ListQuery.MAX_LIMIT + " dead jobs, not " + limit)));
        }
        DeadJob last = after == null ? null : DeadLetterCursor.decode(workspace, after);
        List<DeadJob> found = transactions.read(jobs -> jobs.dead(last, limit + 1));
        List<DeadJob> shown = found.subList(0, Math.min(limit, found.size()));
        String next = found.size() > limit ? DeadLetterCursor.encode(workspace, shown.get(limit - 1)) : null;
        return new Page<>(shown.stream().map(WorkspaceJobs::letter).toList(), next, null);
    }

    @Override
    public void requeue(UUID id) {
        Objects.requireNonNull(id, "id");
        if (!transactions.manage(jobs -> jobs.requeue(id))) {
            throw notDead(id);
        }
    }

    @Override
    public void discard(UUID id) {
        Objects.requireNonNull(id, "id");
        if (!transactions.manage(jobs -> jobs.discard(id))) {
            throw notDead(id);
        }
    }

    @Override
    public JobCounts counts() {
        JobStorage.JobCounts counts = transactions.read(JobStorage::counts);
        return new JobCounts(counts.ready(), counts.running(), counts.dead());
    }

    private List<UUID> store(List<Job> jobs) {
        List<NewJob> all = jobs.stream().map(this::toStore).toList();
        return List.copyOf(transactions.write(storage -> storage.enqueue(all)));
    }

    private NewJob toStore(Job job) {
        Integer asked = job.maxAttempts();
        int attempts = asked == null
                ? kinds.getOrDefault(job.kind(), JobOptions.standard()).maxAttempts()
                : asked;
        return new NewJob(ids.get(), job.kind(), job.payload(), job.delay(), job.lane(), job.dedupeKey(), attempts);
    }

    private static void refuse(List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidInputException("enqueue jobs", faults);
        }
    }

    private static NotFoundException notDead(UUID id) {
        return new NotFoundException(
                ErrorCode.JOB_NOT_FOUND,
                "There is no dead job " + id + " in this workspace. It may have been requeued or discarded already",
                Map.of("job", id));
    }

    private static DeadLetter letter(DeadJob dead) {
        return new DeadLetter(
                dead.id(),
                dead.kind(),
                dead.payload(),
                dead.lane(),
                dead.attempts(),
                dead.crashes(),
                dead.quarantined(),
                dead.error(),
                dead.diedAt());
    }
}
