package dev.crmkit.view;

import org.jspecify.annotations.Nullable;

/**
 * Cards with a picture. Immutable.
 *
 * @param cover the picture of a card: an attribute of type FILE or URL; or null
 */
public record GalleryLayout(@Nullable String cover) implements ViewLayout {

    /** Cards without a picture. */
    public static GalleryLayout plain() {
        return new GalleryLayout(null);
    }

    /** Takes the picture of a card from this attribute. */
    public static GalleryLayout covered(String path) {
        return new GalleryLayout(path);
    }

    @Override
    public ViewKind kind() {
        return ViewKind.GALLERY;
    }
}
