package dev.crmkit.testkit.internal.memory;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The committed jobs of one workspace that wait or run, in the orders that claiming needs. Guarded by the monitor. */
final class WaitingJobs implements Table.Listener<JobRow> {
    private static final Comparator<JobRow> LONGEST_DUE =
            Comparator.comparing(JobRow::dueAt).thenComparingLong(JobRow::number);

    // A job that was begun comes first, so that a requeued older one does not overtake it.
    private static final Comparator<JobRow> LANE_ORDER =
            Comparator.comparingInt(WaitingJobs::rank).thenComparingLong(JobRow::number);

    private final NavigableSet<JobRow> ready = new TreeSet<>(LONGEST_DUE);
    private final Map<String, NavigableSet<JobRow>> lanes = new HashMap<>();

    @Override
    public void changed(@Nullable JobRow before, @Nullable JobRow after) {
        if (before != null) {
            ready.remove(before);
            String lane = before.job().lane();
            NavigableSet<JobRow> line = lane == null ? null : lanes.get(lane);
            if (line != null) {
                line.remove(before);
                if (line.isEmpty()) {
                    lanes.remove(lane);
                }
            }
        }
        if (after != null && after.state() != JobRow.State.DEAD) {
            if (after.state() == JobRow.State.READY) {
                ready.add(after);
            }
            String lane = after.job().lane();
            if (lane != null) {
                lanes.computeIfAbsent(lane, name -> new TreeSet<>(LANE_ORDER)).add(after);
            }
        }
    }

    private static int rank(JobRow row) {
        return row.state() == JobRow.State.RUNNING ? 0 : row.failures() + row.crashes() > 0 ? 1 : 2;
    }

    /** The job that may run and is due longest. */
    Optional<JobRow> next(Instant now, Predicate<JobRow> wanted) {
        return startable()
                .takeWhile(row -> !row.dueAt().isAfter(now))
                .filter(wanted)
                .findFirst();
    }

    /** The jobs that wait for nothing but their time, soonest first. */
    Stream<JobRow> startable() {
        return ready.stream().filter(row -> {
            String lane = row.job().lane();
            NavigableSet<JobRow> line = lane == null ? null : lanes.get(lane);
            return line == null || line.first().equals(row);
        });
    }
}
