package dev.crmkit.internal.job;

import dev.crmkit.spi.storage.JobStorage;
import java.util.function.Function;

/** How {@link WorkspaceJobs} reaches the jobs of its workspace: in the caller's transaction if there is one, else in one of its own. */
public interface JobTransactions {

    /** Runs work that reads. */
    <R> R read(Function<? super JobStorage, R> work);

    /** Runs work that writes; it is undone when it throws. Workers are woken after the commit. */
    <R> R write(Function<? super JobStorage, R> work);

    /** As {@link #write}, for work on jobs that others enqueued. */
    default <R> R manage(Function<? super JobStorage, R> work) {
        return write(work);
    }
}
