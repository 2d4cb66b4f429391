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
 * @param bucket the partition that its new records go to, and all of them are in unless they move (PostgreSQL); 0 elsewhere
 * @param second while its records move, the other partition that may hold some; else null
 * @param attributes every attribute that was ever defined, by id
 */
public record ObjectMap(
        UUID id, int number, int bucket, @Nullable Integer second, Map<UUID, AttributeMap> attributes) {
    /** How many partitions the small objects of all workspaces share. */
    private static final int SHARED_BUCKETS = 4;

    /** The first number of a partition that holds one object alone. */
    public static final int FIRST_OWN_BUCKET = 16;

    /** The shared partition of the objects of a workspace. */
    public static int sharedBucket(int workspace) {
        return workspace % SHARED_BUCKETS;
    }

    /** Whether the partition holds one object alone. */
    public static boolean isOwn(int bucket) {
        return bucket >= FIRST_OWN_BUCKET;
    }

    /** The name of a partition, without its schema. */
    public static String table(int bucket) {
        return "crm_record_" + (isOwn(bucket) ? "b" : "s") + bucket;
    }

    /** Every partition that may hold records of the object, ascending. */
    public List<Integer> buckets() {
        return second == null ? List.of(bucket) : List.of(Math.min(bucket, second), Math.max(bucket, second));
    }

    /** Whether all of its records are in a partition that holds no others. */
    public boolean isAlone() {
        return second == null && isOwn(bucket);
    }

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
