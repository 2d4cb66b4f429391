package dev.crmkit.internal.mapping;

import java.util.Locale;

/** Slugs of attributes from names in Java. Not instantiable. */
final class AttributeNames {
    private AttributeNames() {}

    /** In snake case: {@code closeDate} is {@code close_date}, {@code vatID} is {@code vat_id}, {@code htmlURLText} is {@code html_url_text}. */
    static String slug(String component) {
        return component
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
