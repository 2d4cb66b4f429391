package dev.crmkit.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object (a type of record) as it is defined in a workspace. Immutable.
 *
 * @param id never changes
 * @param slug the name that callers use today
 * @param singular what people call one record
 * @param plural what people call several
 * @param icon a host's icon name, or null
 * @param colour a host's colour, or null
 * @param scope standard or custom
 * @param settings what the host keeps with the object, unmodifiable
 * @param attributes in order, without the deleted ones, unmodifiable
 * @param primaryAttributeId the attribute that names a record, or null where none can
 */
public record CrmObject(
        UUID id,
        String slug,
        String singular,
        String plural,
        @Nullable String icon,
        @Nullable String colour,
        ObjectScope scope,
        Map<String, Object> settings,
        List<CrmAttribute> attributes,
        @Nullable UUID primaryAttributeId) {

    /** Copies the collections. */
    public CrmObject {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(slug, "slug");
        Objects.requireNonNull(singular, "singular");
        Objects.requireNonNull(plural, "plural");
        Objects.requireNonNull(scope, "scope");
        settings = Map.copyOf(settings);
        attributes = List.copyOf(attributes);
    }

    /** The attribute of that slug, if there is one. */
    public Optional<CrmAttribute> findAttribute(String attributeSlug) {
        return attributes.stream().filter(a -> a.slug().equals(attributeSlug)).findFirst();
    }

    /** The attribute of that id, if it is still there. */
    public Optional<CrmAttribute> findAttribute(UUID attributeId) {
        return attributes.stream().filter(a -> a.id().equals(attributeId)).findFirst();
    }
}
