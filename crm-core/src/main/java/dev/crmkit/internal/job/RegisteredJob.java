package dev.crmkit.internal.job;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.job.JobHandler;
import dev.crmkit.job.JobOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A kind of job that an engine handles. Immutable.
 *
 * @param kind its name
 * @param options how jobs of the kind are tried
 * @param handler what is done for them
 * @param <T> the engine as the handler sees it
 */
public record RegisteredJob<T>(String kind, JobOptions options, JobHandler<T> handler) {

    /** Checks for null. */
    public RegisteredJob {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
    }

    /** The faults of all that is registered, for the one report of the engine's builder: malformed kinds and kinds named twice. */
    public static List<Violation> faults(List<? extends RegisteredJob<?>> all) {
        List<Violation> faults = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            String kind = all.get(i).kind();
            String path = "jobs[" + i + "]";
            JobCheck.kind(kind).ifPresent(fault -> faults.add(fault.under(path)));
            if (kind.startsWith(EngineJob.PREFIX)) {
                faults.add(new Violation(
                        path,
                        ErrorCode.CONFIGURATION_INVALID,
                        "The kind '" + kind + "' is of the engine's own, which begin with '" + EngineJob.PREFIX
                                + "'. Choose another name"));
            }
            if (!seen.add(kind)) {
                faults.add(new Violation(
                        path,
                        ErrorCode.CONFIGURATION_INVALID,
                        "The kind '" + kind + "' has a handler already. Give each kind one handler"));
            }
        }
        return List.copyOf(faults);
    }
}
