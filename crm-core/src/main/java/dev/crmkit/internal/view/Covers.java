package dev.crmkit.internal.view;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import dev.crmkit.view.ViewCard;
import dev.crmkit.view.ViewCover;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cards with their pictures. Not instantiable. */
final class Covers {
    private static final String IMAGE = "image/";

    private Covers() {}

    /**
     * The records as cards.
     *
     * @param path the attribute with the pictures, or null
     */
    static Page<ViewCard> cards(Page<CrmRecord> page, @Nullable String path) {
        List<ViewCard> cards = page.items().stream()
                .map(record -> new ViewCard(record, path == null ? null : cover(record.value(path))))
                .toList();
        return new Page<>(cards, page.nextCursor(), page.total());
    }

    private static @Nullable ViewCover cover(@Nullable Object value) {
        if (value instanceof String url) {
            return new ViewCover(null, url);
        } else if (value instanceof List<?> files) {
            for (Object file : files) {
                if (file instanceof Map<?, ?> parts
                        && String.valueOf(parts.get("mediaType")).startsWith(IMAGE)) {
                    return new ViewCover(String.valueOf(parts.get("id")), null);
                }
            }
        }
        return null;
    }
}
