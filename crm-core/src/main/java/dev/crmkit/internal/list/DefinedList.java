package dev.crmkit.internal.list;

import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Filter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A list as it is kept. Immutable.
 *
 * @param key its key
 * @param object the object whose records are in it
 * @param label what people read
 * @param condition with its attributes named by id, or null if the list is static
 * @param entryAttributes what it says of its records
 * @param personal whether only its owner sees it
 * @param owner the user who defined it, or null
 * @param archived whether it is archived
 * @param deleted whether nothing is left of it but its key
 * @param needs what the condition hangs on
 */
public record DefinedList(
        String key,
        UUID object,
        String label,
        @Nullable Filter condition,
        List<CrmAttribute> entryAttributes,
        boolean personal,
        @Nullable String owner,
        boolean archived,
        boolean deleted,
        ListDependencies needs) {

    /** Copies the attributes. */
    public DefinedList {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(label, "label");
        entryAttributes = List.copyOf(entryAttributes);
    }

    /** Whether it has a condition. */
    boolean isDynamic() {
        return condition != null;
    }

    /** Whether the workers keep it. */
    boolean isKept() {
        return condition != null && !archived && !deleted;
    }

    /** The kind of the items that say what is in it. */
    String items() {
        return isDynamic() ? Memberships.MEMBERS : Memberships.ENTRIES;
    }

    /** The id of the item that puts the record into it. */
    UUID itemId(UUID record) {
        return Memberships.id(items(), record, key);
    }

    /** The entry attribute of that name. */
    Optional<CrmAttribute> findEntryAttribute(String name) {
        return entryAttributes.stream()
                .filter(attribute -> attribute.slug().equals(name))
                .findFirst();
    }

    /** The same list, archived or not. */
    DefinedList archived(boolean flag) {
        return new DefinedList(key, object, label, condition, entryAttributes, personal, owner, flag, deleted, needs);
    }

    /** What is left of it when it is deleted: that its key is not given again. */
    DefinedList asDeleted() {
        return new DefinedList(key, object, "", null, List.of(), personal, owner, false, true, ListDependencies.none());
    }
}
