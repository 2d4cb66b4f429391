package dev.crmkit.internal.query;

import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Finds what a query names. Not instantiable. */
final class Names {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private Names() {}

    /** The attribute of that slug, or else of that id. */
    static Optional<CrmAttribute> find(CrmObject object, String name) {
        Optional<CrmAttribute> bySlug = object.findAttribute(name);
        if (bySlug.isPresent()) {
            return bySlug;
        }
        String id = name.toLowerCase(Locale.ROOT);
        return ID.matcher(id).matches() ? object.findAttribute(UUID.fromString(id)) : Optional.empty();
    }
}
