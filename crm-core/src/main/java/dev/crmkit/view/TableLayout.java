package dev.crmkit.view;

import dev.crmkit.query.Measure;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rows, maybe in groups, with what is computed at the foot. Every method returns a changed copy. Immutable.
 *
 * @param groupBy what the rows are grouped by: a select, status, checkbox, rating, user or single reference attribute, the owner, assignee, source,
 *     pipeline or stage; null for no groups
 * @param footers what is computed over the rows of each group and over all, up to 20, each once
 * @param rateTable the rate table by which money in the footers is converted, or null for one number per currency
 */
public record TableLayout(
        @Nullable String groupBy,
        List<Measure> footers,
        @Nullable String rateTable) implements ViewLayout {

    /** Copies the footers. */
    public TableLayout {
        footers = List.copyOf(footers);
    }

    /** Rows without groups and footers. */
    public static TableLayout rows() {
        return new TableLayout(null, List.of(), null);
    }

    /** In groups by this attribute; null for none. */
    public TableLayout groupBy(@Nullable String path) {
        return new TableLayout(path, footers, rateTable);
    }

    /** With these footers instead of those before. */
    public TableLayout footers(Measure... measures) {
        return new TableLayout(groupBy, Arrays.asList(measures), rateTable);
    }

    /** Converts money in the footers into the base currency of the named rate table. */
    public TableLayout convertedBy(String newRateTable) {
        return new TableLayout(groupBy, footers, Objects.requireNonNull(newRateTable, "newRateTable"));
    }

    @Override
    public ViewKind kind() {
        return ViewKind.TABLE;
    }
}
