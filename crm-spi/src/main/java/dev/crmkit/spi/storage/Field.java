package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;

/** What a predicate, sort or group looks at. Immutable. */
public sealed interface Field {

    /** The kind of its values. */
    IndexKind kind();

    /** A field that every record has. Immutable. */
    enum SystemField implements Field {
        /** The record's id, as references with one id. */
        ID(IndexKind.REFERENCES),
        /** The display name; empty where it is the empty text. */
        DISPLAY_NAME(IndexKind.TEXT),
        /** The owner. */
        OWNER(IndexKind.TOKEN),
        /** The assignee. */
        ASSIGNEE(IndexKind.TOKEN),
        /** The source. */
        SOURCE(IndexKind.TOKEN),
        /** The time of creation. */
        CREATED_AT(IndexKind.MOMENT),
        /** The time of the last change. */
        UPDATED_AT(IndexKind.MOMENT),
        /** The time of archiving; empty while live. */
        ARCHIVED_AT(IndexKind.MOMENT),
        /** The time of the last activity. */
        LAST_ACTIVITY_AT(IndexKind.MOMENT);

        private final IndexKind kind;

        SystemField(IndexKind kind) {
            this.kind = kind;
        }

        @Override
        public IndexKind kind() {
            return kind;
        }
    }

    /**
     * A component of an attribute; most attributes have one, whose name is empty.
     *
     * @param attributeId the attribute
     * @param component which component
     * @param kind the kind of its values
     */
    record Attribute(UUID attributeId, String component, IndexKind kind) implements Field {
        /** Checks for null. */
        public Attribute {
            Objects.requireNonNull(attributeId, "attributeId");
            Objects.requireNonNull(component, "component");
            Objects.requireNonNull(kind, "kind");
        }
    }
}
