package dev.crmkit.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What to change of an object; what is not named stays. Every method returns a changed copy. Immutable. */
public final class ObjectChange {
    private final Map<String, String> fields;
    private final Map<String, Object> settings;

    private ObjectChange(Map<String, String> fields, Map<String, Object> settings) {
        this.fields = fields;
        this.settings = settings;
    }

    /** Changes nothing yet. */
    public static ObjectChange none() {
        return new ObjectChange(Map.of(), Map.of());
    }

    private ObjectChange with(String field, String value) {
        Map<String, String> copy = new LinkedHashMap<>(fields);
        copy.put(field, value);
        return new ObjectChange(copy, settings);
    }

    /** What people call one record. */
    public ObjectChange singular(String text) {
        return with("singular", text);
    }

    /** What people call several. */
    public ObjectChange plural(String text) {
        return with("plural", text);
    }

    /** A host's icon name. */
    public ObjectChange icon(String name) {
        return with("icon", name);
    }

    /** A host's colour. */
    public ObjectChange colour(String name) {
        return with("colour", name);
    }

    /** The attribute that names a record; display names of all records follow. */
    public ObjectChange primary(String attribute) {
        return with("primary", attribute);
    }

    /** A setting that the host keeps with the object. */
    public ObjectChange setting(String key, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>(settings);
        copy.put(key, value);
        return new ObjectChange(fields, copy);
    }

    private Optional<String> find(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** The new singular, if it changes. */
    public Optional<String> findSingular() {
        return find("singular");
    }

    /** The new plural, if it changes. */
    public Optional<String> findPlural() {
        return find("plural");
    }

    /** The new icon, if it changes. */
    public Optional<String> findIcon() {
        return find("icon");
    }

    /** The new colour, if it changes. */
    public Optional<String> findColour() {
        return find("colour");
    }

    /** The slug of the new primary attribute, if it changes. */
    public Optional<String> findPrimary() {
        return find("primary");
    }

    /** The settings that change, unmodifiable. */
    public Map<String, Object> settings() {
        return Collections.unmodifiableMap(settings);
    }
}
