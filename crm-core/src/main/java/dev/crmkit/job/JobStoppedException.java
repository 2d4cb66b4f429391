package dev.crmkit.job;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import java.util.Map;
import java.util.UUID;

/** This worker is to stop the job: its lease is lost, or the engine is closing. No failure; handlers let it pass. Immutable. */
public final class JobStoppedException extends CrmException {
    private static final long serialVersionUID = 1L;

    /** A job to stop, and why. */
    public JobStoppedException(UUID jobId, String reason) {
        super(
                ErrorCode.JOB_STOPPED,
                "Job " + jobId + " stops here: " + reason + ". Let this exception pass",
                Map.of("job", jobId),
                null);
    }
}
