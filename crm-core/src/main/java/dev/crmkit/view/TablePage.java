package dev.crmkit.view;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of a table. Immutable.
 *
 * @param shows the columns
 * @param page the rows; in a table with groups those of one group after those of another
 * @param groups every group that has rows, in the order of the rows; empty without groups, and on later pages, for which they are the same
 * @param footers what is computed over all rows, one for each footer of the layout that the reader sees, in the form of
 *     {@link dev.crmkit.query.AggregateResult.Group#values}; null where no row has a value; empty on later pages
 */
public record TablePage(
        List<ShownAttribute> shows, Page<CrmRecord> page, List<TableGroup> groups, List<@Nullable Object> footers)
        implements ViewResult {

    /** Copies the lists. */
    public TablePage {
        shows = List.copyOf(shows);
        Objects.requireNonNull(page, "page");
        groups = List.copyOf(groups);
        footers = Collections.unmodifiableList(new ArrayList<>(footers));
    }
}
