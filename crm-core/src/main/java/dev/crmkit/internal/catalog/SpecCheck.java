package dev.crmkit.internal.catalog;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether slugs and attribute specifications are of the form that is asked for. */
public final class SpecCheck {
    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final TypeRegistry types;
    private final Collection<String> objectSlugs;

    /** A check against the objects that are there or come with the same call. */
    public SpecCheck(TypeRegistry types, Collection<String> objectSlugs) {
        this.types = types;
        this.objectSlugs = objectSlugs;
    }

    /** What is wrong with a slug. */
    public static List<Violation> slug(String path, String slug) {
        return SLUG.matcher(slug).matches()
                ? List.of()
                : List.of(
                        new Violation(
                                path,
                                ErrorCode.SCHEMA_MALFORMED_SLUG,
                                "'" + slug
                                        + "' is not a slug. Use 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter"));
    }

    /** What is wrong with an attribute. */
    public List<Violation> attribute(String slug, AttributeSpec spec) {
        List<Violation> faults = new ArrayList<>(slug(slug, slug));
        Optional<AttributeType> found = types.find(spec.type());
        if (found.isEmpty()) {
            faults.add(new Violation(
                    slug,
                    ErrorCode.SCHEMA_UNKNOWN_TYPE,
                    "'" + spec.type() + "' is not an attribute type. Known types: " + String.join(", ", types.names())
                            + "." + DidYouMean.hint(spec.type(), types.names())));
            return faults;
        }
        AttributeType type = found.get();
        List<Violation> configFaults = type.check(spec);
        configFaults.forEach(fault -> faults.add(fault.under(slug)));
        if (configFaults.isEmpty()) {
            checkReference(slug, spec, type, faults);
            checkDefault(slug, spec, type, faults);
        }
        return faults;
    }

    private void checkReference(String slug, AttributeSpec spec, AttributeType type, List<Violation> faults) {
        type.referencedObject(spec)
                .filter(target -> !objectSlugs.contains(target))
                .ifPresent(target -> faults.add(new Violation(
                        slug,
                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                        "refers to object '" + target + "', which is not defined. Known objects: "
                                + String.join(
                                        ", ", objectSlugs.stream().sorted().toList())
                                + "." + DidYouMean.hint(target, objectSlugs))));
    }

    private static void checkDefault(String slug, AttributeSpec spec, AttributeType type, List<Violation> faults) {
        Object value = spec.defaultValue();
        if (Emptiness.isEmpty(value) || value == null) {
            return;
        }
        if (spec.isUnique() || type.referencedObject(spec).isPresent()) {
            faults.add(new Violation(
                    slug,
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "cannot have a default: its values are unique or references. Leave the default out"));
        }
    }

    /** The same with its default in stored form, in which it is kept. */
    public AttributeSpec withStoredDefault(AttributeSpec spec) {
        Object value = spec.defaultValue();
        if (Emptiness.isEmpty(value) || value == null) {
            return spec.defaultValue(null);
        }
        AttributeType type = types.get(spec.type());
        Object canonical = type.normalise(spec, value);
        return spec.defaultValue(canonical == null ? null : type.store(spec, canonical));
    }
}
