package dev.crmkit.spi.storage;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What a storage must know of an object to index its records. Immutable.
 *
 * @param id never changes
 * @param deleted whether the object is gone; its records stay, unreachable
 * @param attributes every attribute that was ever defined, the deleted ones too, in order
 */
public record ObjectLayout(UUID id, boolean deleted, List<AttributeLayout> attributes) {
    /** Copies the attributes. */
    public ObjectLayout {
        Objects.requireNonNull(id, "id");
        attributes = List.copyOf(attributes);
    }

    /**
     * An attribute of the object. Immutable.
     *
     * @param id never changes
     * @param deleted whether it is gone; its index values are dropped at the next write of each record
     * @param components in which forms its values take part in queries
     * @param options the ids of its options in their order, archived ones too; never loses one while records may have it
     */
    public record AttributeLayout(UUID id, boolean deleted, List<ComponentLayout> components, List<String> options) {
        /** Copies the lists. */
        public AttributeLayout {
            Objects.requireNonNull(id, "id");
            components = List.copyOf(components);
            options = List.copyOf(options);
        }
    }

    /**
     * One form of an attribute's values. Immutable.
     *
     * @param name empty for the main one
     * @param kind the kind of value
     * @param single for REFERENCES and TOKENS: there is at most one member
     * @param wish whether an index is wanted
     */
    public record ComponentLayout(String name, IndexKind kind, boolean single, IndexWish wish) {
        /** Checks for null. */
        public ComponentLayout {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(wish, "wish");
        }

        /** One with an index as needed, or with none. */
        public ComponentLayout(String name, IndexKind kind, boolean single, boolean indexed) {
            this(name, kind, single, indexed ? IndexWish.AS_NEEDED : IndexWish.NEVER);
        }
    }
}
