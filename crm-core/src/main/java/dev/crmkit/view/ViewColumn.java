package dev.crmkit.view;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that a view shows. Immutable.
 *
 * @param path the slug or id of the attribute, or a system field
 * @param width how wide its column is, 1 to 10,000 of the host's units; null for the host's choice, and for what is no table
 */
public record ViewColumn(String path, @Nullable Integer width) {

    /** Checks for null. */
    public ViewColumn {
        Objects.requireNonNull(path, "path");
    }

    /** As wide as the host likes. */
    public static ViewColumn of(String path) {
        return new ViewColumn(path, null);
    }

    /** That wide. */
    public static ViewColumn of(String path, int width) {
        return new ViewColumn(path, width);
    }
}
