package dev.crmkit.view;

import dev.crmkit.query.Page;
import java.util.List;
import java.util.Objects;

/**
 * A page of a gallery. Immutable.
 *
 * @param shows what is on the cards
 * @param page the cards
 */
public record GalleryPage(List<ShownAttribute> shows, Page<ViewCard> page) implements ViewResult {

    /** Copies the list. */
    public GalleryPage {
        shows = List.copyOf(shows);
        Objects.requireNonNull(page, "page");
    }
}
