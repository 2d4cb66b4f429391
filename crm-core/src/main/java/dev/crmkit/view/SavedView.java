package dev.crmkit.view;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A view as it is kept, as the reader may see it. Immutable.
 *
 * @param id its id
 * @param version 1 when defined, and one more with each change
 * @param view what it shows, with attributes named by their slugs of the day; what the reader may not see is left out, and an
 *     empty path stands for it where there must be one
 * @param shared whether all who read records of the object see it; else its owner alone does
 * @param owner who defined it, or who took it back for themselves
 * @param definedAt when it was defined
 * @param changedAt when it was changed last
 * @param problems what no longer fits; empty if all does
 */
public record SavedView(
        UUID id,
        long version,
        View view,
        boolean shared,
        Actor owner,
        Instant definedAt,
        Instant changedAt,
        List<ViewProblem> problems) {

    /** Copies the problems. */
    public SavedView {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(definedAt, "definedAt");
        Objects.requireNonNull(changedAt, "changedAt");
        problems = List.copyOf(problems);
    }

    /** What people read. */
    public String name() {
        return view.name();
    }

    /** Whether the reader can run it. */
    public boolean isRunnable() {
        return problems.stream().noneMatch(ViewProblem::blocking);
    }
}
