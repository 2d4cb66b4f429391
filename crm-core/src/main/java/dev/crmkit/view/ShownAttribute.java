package dev.crmkit.view;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that a view shows to this reader. Immutable.
 *
 * @param path the slug of the attribute, or the system field
 * @param title what people read; of a system field its name
 * @param width how wide its column is, in the host's units; or null
 */
public record ShownAttribute(
        String path, String title, @Nullable Integer width) {

    /** Checks for null. */
    public ShownAttribute {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(title, "title");
    }
}
