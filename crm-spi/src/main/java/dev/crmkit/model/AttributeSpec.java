package dev.crmkit.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an attribute is: its type, the type's configuration, its options and rules. Made by {@link Attributes}; every method returns a
 * changed copy. Immutable.
 *
 * <p>The form of what is given here is checked when the attribute is defined, all faults at once.
 */
public final class AttributeSpec {
    private final String type;
    private final Map<String, Object> config;
    private final List<AttributeOption> options;
    private final boolean required;
    private final boolean unique;
    private final boolean searchable;
    private final boolean indexed;
    private final boolean alwaysIndexed;
    private final @Nullable Object defaultValue;
    private final @Nullable String title;
    private final @Nullable String description;

    private AttributeSpec(Draft draft) {
        this.type = draft.type;
        this.config = Collections.unmodifiableMap(new LinkedHashMap<>(draft.config));
        this.options = List.copyOf(draft.options);
        this.required = draft.required;
        this.unique = draft.unique;
        this.searchable = draft.searchable;
        this.indexed = draft.indexed;
        this.alwaysIndexed = draft.alwaysIndexed;
        this.defaultValue = draft.defaultValue;
        this.title = draft.title;
        this.description = draft.description;
    }

    /**
     * An attribute of a type, for types that have no method in {@link Attributes}.
     *
     * @param type the type's name, as in {@code TEXT}
     */
    public static AttributeSpec ofType(String type) {
        return new AttributeSpec(new Draft(Objects.requireNonNull(type, "type")));
    }

    /** Every record must have a value. */
    public AttributeSpec required() {
        return required(true);
    }

    /** Whether every record must have a value. */
    public AttributeSpec required(boolean flag) {
        Draft draft = new Draft(this);
        draft.required = flag;
        return new AttributeSpec(draft);
    }

    /** No two live records of the object have the same value; texts compare without case. */
    public AttributeSpec unique() {
        return unique(true);
    }

    /** Whether no two live records of the object may have the same value. */
    public AttributeSpec unique(boolean flag) {
        Draft draft = new Draft(this);
        draft.unique = flag;
        return new AttributeSpec(draft);
    }

    /** The value is found by {@code search} beside the display name. */
    public AttributeSpec searchable() {
        Draft draft = new Draft(this);
        draft.searchable = true;
        return new AttributeSpec(draft);
    }

    /**
     * An index is kept for the attribute always, also if no question names it for long. Where nothing is said, one is kept while the object has room or questions name
     * the attribute.
     */
    public AttributeSpec indexed() {
        Draft draft = new Draft(this);
        draft.indexed = true;
        draft.alwaysIndexed = true;
        return new AttributeSpec(draft);
    }

    /** No index is kept for the attribute; filters and sorts on it are correct and slower. */
    public AttributeSpec notIndexed() {
        Draft draft = new Draft(this);
        draft.indexed = false;
        draft.alwaysIndexed = false;
        return new AttributeSpec(draft);
    }

    /** What a new record gets when the caller names no value. Null takes the default away. */
    public AttributeSpec defaultValue(@Nullable Object value) {
        Draft draft = new Draft(this);
        draft.defaultValue = value;
        return new AttributeSpec(draft);
    }

    /** What people read; without one the slug is shown. */
    public AttributeSpec title(@Nullable String text) {
        Draft draft = new Draft(this);
        draft.title = text;
        return new AttributeSpec(draft);
    }

    /** Help for people who fill it in. */
    public AttributeSpec description(@Nullable String text) {
        Draft draft = new Draft(this);
        draft.description = text;
        return new AttributeSpec(draft);
    }

    /** A setting of the type, as in {@code config("maxLength", 80)}; the type's documentation lists them. Null takes it away. */
    public AttributeSpec config(String key, @Nullable Object value) {
        Draft draft = new Draft(this);
        if (value == null) {
            draft.config.remove(key);
        } else {
            draft.config.put(key, value);
        }
        return new AttributeSpec(draft);
    }

    /** The options, in order. */
    public AttributeSpec options(List<AttributeOption> newOptions) {
        Draft draft = new Draft(this);
        draft.options = new ArrayList<>(newOptions);
        return new AttributeSpec(draft);
    }

    /** The options by id, in order. */
    public AttributeSpec options(String... ids) {
        List<AttributeOption> list = new ArrayList<>();
        for (String id : ids) {
            list.add(AttributeOption.of(id));
        }
        return options(list);
    }

    /** One more option, at the end. */
    public AttributeSpec option(AttributeOption option) {
        List<AttributeOption> list = new ArrayList<>(options);
        list.add(option);
        return options(list);
    }

    /** The type's name. */
    public String type() {
        return type;
    }

    /** The type's settings, unmodifiable. */
    public Map<String, Object> config() {
        return config;
    }

    /** The options in order; empty for types without. */
    public List<AttributeOption> options() {
        return options;
    }

    /** Whether every record must have a value. */
    public boolean isRequired() {
        return required;
    }

    /** Whether values are unique among live records. */
    public boolean isUnique() {
        return unique;
    }

    /** Whether {@code search} looks at it. */
    public boolean isSearchable() {
        return searchable;
    }

    /** Whether an index is wanted at all; it is kept while the object has room for one. */
    public boolean isIndexed() {
        return indexed;
    }

    /** Whether an index is wanted that never makes room for another. */
    public boolean isAlwaysIndexed() {
        return alwaysIndexed;
    }

    /** What a new record gets when the caller names no value, or null. */
    public @Nullable Object defaultValue() {
        return defaultValue;
    }

    /** What people read, or null. */
    public @Nullable String title() {
        return title;
    }

    /** Help for people, or null. */
    public @Nullable String description() {
        return description;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AttributeSpec that
                && type.equals(that.type)
                && config.equals(that.config)
                && options.equals(that.options)
                && required == that.required
                && unique == that.unique
                && searchable == that.searchable
                && indexed == that.indexed
                && alwaysIndexed == that.alwaysIndexed
                && Objects.equals(defaultValue, that.defaultValue)
                && Objects.equals(title, that.title)
                && Objects.equals(description, that.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(type, config, options, required, unique, searchable, indexed, defaultValue, title);
    }

    @Override
    public String toString() {
        return type + config + (options.isEmpty() ? "" : options.toString());
    }

    private static final class Draft {
        private final String type;
        private final Map<String, Object> config;
        private List<AttributeOption> options;
        private boolean required;
        private boolean unique;
        private boolean searchable;
        private boolean indexed;
        private boolean alwaysIndexed;
        private @Nullable Object defaultValue;
        private @Nullable String title;
        private @Nullable String description;

        Draft(String type) {
            this.type = type;
            this.config = new LinkedHashMap<>();
            this.options = List.of();
            this.indexed = true;
        }

        Draft(AttributeSpec spec) {
            this.type = spec.type;
            this.config = new LinkedHashMap<>(spec.config);
            this.options = spec.options;
            this.required = spec.required;
            this.unique = spec.unique;
            this.searchable = spec.searchable;
            this.indexed = spec.indexed;
            this.alwaysIndexed = spec.alwaysIndexed;
            this.defaultValue = spec.defaultValue;
            this.title = spec.title;
            this.description = spec.description;
        }
    }
}
