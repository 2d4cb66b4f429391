package dev.crmkit.list;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Filter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list of records of one object. With a condition it is dynamic, and the engine keeps in it what the condition is true of; without one it is static,
 * and people say what is in it. Every method returns a changed copy. Immutable.
 *
 * <p>Forms are checked when the list is defined, all faults at once.
 *
 * @param object the slug of the object
 * @param key what conditions and callers name; never changes, never given again within the workspace, no secret; of the form of a slug
 * @param label what people read, 1 to 255 characters
 * @param condition which live records are in it, or null if it is static
 * @param entryAttributes what a static list says of each of its records, by name in order; unmodifiable
 * @param personal whether only its owner sees it
 * @param owner the user who defined it, or null if that was no user; the engine says so, and what callers give is passed over
 * @param archived whether it is archived; only {@link Lists#archive} and {@link Lists#restore} change it
 */
public record CrmList(
        String object,
        String key,
        String label,
        @Nullable Filter condition,
        Map<String, AttributeSpec> entryAttributes,
        boolean personal,
        @Nullable String owner,
        boolean archived) {

    /** Copies the attributes. */
    public CrmList {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(label, "label");
        entryAttributes = Collections.unmodifiableMap(new LinkedHashMap<>(entryAttributes));
    }

    /**
     * A static list that everybody sees; its label is its key.
     *
     * @param object the slug of the object
     * @param key of the form of a slug
     */
    public static CrmList of(String object, String key) {
        return new CrmList(object, key, key, null, Map.of(), false, null, false);
    }

    /** With this label. */
    public CrmList label(String newLabel) {
        return new CrmList(object, key, newLabel, condition, entryAttributes, personal, owner, archived);
    }

    /** With the live records in it that this is true of. */
    public CrmList dynamic(Filter newCondition) {
        return new CrmList(
                object,
                key,
                label,
                Objects.requireNonNull(newCondition, "newCondition"),
                entryAttributes,
                personal,
                owner,
                archived);
    }

    /**
     * Says this of each of its records too; in the place of the attribute of that name, or after the others.
     *
     * @param name of the form of a slug
     */
    public CrmList entryAttribute(String name, AttributeSpec spec) {
        Map<String, AttributeSpec> more = new LinkedHashMap<>(entryAttributes);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(spec, "spec"));
        return new CrmList(object, key, label, condition, more, personal, owner, archived);
    }

    /** No longer says this of its records. What was said is not shown again, also not by an attribute that takes the name later. */
    public CrmList withoutEntryAttribute(String name) {
        Map<String, AttributeSpec> fewer = new LinkedHashMap<>(entryAttributes);
        fewer.remove(name);
        return new CrmList(object, key, label, condition, fewer, personal, owner, archived);
    }

    /** Seen by its owner only. */
    public CrmList asPersonal() {
        return personal(true);
    }

    /** Whether only its owner sees it. */
    public CrmList personal(boolean flag) {
        return new CrmList(object, key, label, condition, entryAttributes, flag, owner, archived);
    }

    /** Whether it has a condition. */
    public boolean isDynamic() {
        return condition != null;
    }
}
