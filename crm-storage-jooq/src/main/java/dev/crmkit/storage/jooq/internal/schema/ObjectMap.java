package dev.crmkit.storage.jooq.internal.schema;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexWish;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an object's records and their index values are stored. Immutable.
 *
 * @param id the object
 * @param number its compact number, unique over all workspaces
 * @param bucket the partition that holds its records (PostgreSQL); 0 elsewhere
 * @param attributes every attribute that was ever defined, by id
 */
public record ObjectMap(UUID id, int number, int bucket, Map<UUID, AttributeMap> attributes) {

    /**
     * Where an attribute's index values are stored. Immutable.
     *
     * @param id the attribute
     * @param number its compact number, unique over all workspaces
     * @param deleted whether it is gone
     * @param components by name
     * @param options in their order
     */
    public record AttributeMap(
            UUID id, int number, boolean deleted, Map<String, ComponentMap> components, List<OptionMap> options) {}

    /**
     * Where one form of the values is stored. Immutable.
     *
     * @param name empty for the main one
     * @param kind the kind of value
     * @param single at most one member
     * @param wish whether an index is wanted
     * @param slot the column that is its own, as in {@code t3}, or null if it has none
     * @param state how far that column has come; null without one, and for the column that all multi-selects share
     * @param key its key in the {@code xvals} document: the attribute's number, and a dot and the name where there is one
     */
    public record ComponentMap(
            String name,
            IndexKind kind,
            boolean single,
            IndexWish wish,
            @Nullable String slot,
            @Nullable SlotState state,
            String key) {

        /** Whether writers put values into the slot. */
        public boolean writesSlot() {
            return state != null && state.writesSlot();
        }

        /** Whether writers put values into the document. */
        public boolean writesDocument() {
            return state == null || state.writesDocument();
        }

        /** The column that questions look at, or null if they look at the document. */
        public @Nullable String readSlot() {
            return state != null && state.readsSlot() ? slot : null;
        }
    }

    /**
     * An option and its compact number. Immutable.
     *
     * @param id as the engine names it
     * @param number unique over all workspaces; never changes
     */
    public record OptionMap(String id, int number) {}
}
