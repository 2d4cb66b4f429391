package dev.crmkit.view;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of rows. Immutable.
 *
 * @param group which rows
 * @param footers as {@link TablePage#footers}, over these rows
 */
public record TableGroup(ViewGroup group, List<@Nullable Object> footers) {

    /** Copies the footers. */
    public TableGroup {
        Objects.requireNonNull(group, "group");
        footers = Collections.unmodifiableList(new ArrayList<>(footers));
    }
}
