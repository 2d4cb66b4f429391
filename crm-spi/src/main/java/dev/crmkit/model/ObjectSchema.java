package dev.crmkit.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of an object (a type of record): what a caller hands to {@code schema().define(...)}. Immutable.
 *
 * <p>Forms are checked when the object is defined, all faults at once: slugs have 1 to 63 characters of a to z, 0 to 9 and underscore and
 * begin with a letter.
 */
public final class ObjectSchema {
    private final String slug;
    private final String singular;
    private final String plural;
    private final @Nullable String icon;
    private final @Nullable String colour;
    private final ObjectScope scope;
    private final Map<String, Object> settings;
    private final Map<String, AttributeSpec> attributes;
    private final @Nullable String primaryAttribute;

    private ObjectSchema(Builder builder) {
        this.slug = builder.slug;
        this.singular = builder.singular;
        this.plural = builder.plural == null ? builder.singular + "s" : builder.plural;
        this.icon = builder.icon;
        this.colour = builder.colour;
        this.scope = builder.scope;
        this.settings = Collections.unmodifiableMap(new LinkedHashMap<>(builder.settings));
        this.attributes = Collections.unmodifiableMap(new LinkedHashMap<>(builder.attributes));
        this.primaryAttribute = builder.primaryAttribute;
    }

    /** Begins a declaration. */
    public static Builder named(String slug) {
        return new Builder(slug);
    }

    /** The slug by which callers name the object. */
    public String slug() {
        return slug;
    }

    /** What people call one record. */
    public String singular() {
        return singular;
    }

    /** What people call several. */
    public String plural() {
        return plural;
    }

    /** A host's icon name, or null. */
    public @Nullable String icon() {
        return icon;
    }

    /** A host's colour, or null. */
    public @Nullable String colour() {
        return colour;
    }

    /** Standard or custom. */
    public ObjectScope scope() {
        return scope;
    }

    /** Settings that the host keeps with the object, unmodifiable. */
    public Map<String, Object> settings() {
        return settings;
    }

    /** The attributes by slug, in order, unmodifiable. */
    public Map<String, AttributeSpec> attributes() {
        return attributes;
    }

    /** The slug of the attribute that names a record; null means the first attribute that can. */
    public @Nullable String primaryAttribute() {
        return primaryAttribute;
    }

    @Override
    public String toString() {
        return slug + attributes.keySet();
    }

    /** Collects a declaration. Not thread-safe. */
    public static final class Builder {
        private final String slug;
        private String singular;
        private @Nullable String plural;
        private @Nullable String icon;
        private @Nullable String colour;
        private ObjectScope scope = ObjectScope.CUSTOM;
        private final Map<String, Object> settings = new LinkedHashMap<>();
        private final Map<String, AttributeSpec> attributes = new LinkedHashMap<>();
        private @Nullable String primaryAttribute;

        private Builder(String slug) {
            this.slug = Objects.requireNonNull(slug, "slug");
            this.singular = slug;
        }

        /** What people call one record; the slug where not said. */
        public Builder singular(String text) {
            this.singular = Objects.requireNonNull(text, "text");
            return this;
        }

        /** What people call several; singular with an s where not said. */
        public Builder plural(String text) {
            this.plural = Objects.requireNonNull(text, "text");
            return this;
        }

        /** A host's icon name. */
        public Builder icon(@Nullable String name) {
            this.icon = name;
            return this;
        }

        /** A host's colour. */
        public Builder colour(@Nullable String name) {
            this.colour = name;
            return this;
        }

        /** Standard or custom; custom where not said. */
        public Builder scope(ObjectScope newScope) {
            this.scope = Objects.requireNonNull(newScope, "newScope");
            return this;
        }

        /** A setting that the host keeps with the object; text, number, boolean, list or map of these. */
        public Builder setting(String key, Object value) {
            this.settings.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * One more attribute, after the others.
         *
         * @throws IllegalArgumentException if the slug was given already
         */
        public Builder attribute(String attributeSlug, AttributeSpec spec) {
            Objects.requireNonNull(attributeSlug, "attributeSlug");
            Objects.requireNonNull(spec, "spec");
            if (attributes.putIfAbsent(attributeSlug, spec) != null) {
                throw new IllegalArgumentException("Object '" + slug + "' declares attribute '" + attributeSlug
                        + "' twice. Give one another slug");
            }
            return this;
        }

        /** The attribute that names a record; the first that can where not said. */
        public Builder primary(String attributeSlug) {
            this.primaryAttribute = Objects.requireNonNull(attributeSlug, "attributeSlug");
            return this;
        }

        /** The declaration. */
        public ObjectSchema build() {
            return new ObjectSchema(this);
        }
    }
}
