package dev.crmkit.model;

import java.util.Objects;
import java.util.UUID;

/**
 * An attribute as it is defined in a workspace. Immutable.
 *
 * @param id never changes; what stored filters and automations refer to
 * @param key under which values are stored: the first slug, never reused within the object
 * @param slug the name that callers use today
 * @param spec type, configuration, options and rules
 */
public record CrmAttribute(UUID id, String key, String slug, AttributeSpec spec) {

    /** Checks that nothing is null. */
    public CrmAttribute {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(slug, "slug");
        Objects.requireNonNull(spec, "spec");
    }

    /** What people read: the title, or the slug. */
    public String title() {
        String title = spec.title();
        return title == null ? slug : title;
    }
}
