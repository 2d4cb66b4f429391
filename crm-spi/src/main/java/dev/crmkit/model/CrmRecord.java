package dev.crmkit.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was at one version. Immutable.
 *
 * <p>Values are in their canonical form: text as {@code String}, numbers as {@code BigDecimal}, dates as {@code LocalDate}, timestamps as
 * {@code Instant}, checkboxes as {@code Boolean}, options as their id, sets and references as lists, compound values (money, names,
 * places) as maps. An empty value is absent.
 */
public final class CrmRecord {
    private final UUID id;
    private final String object;
    private final long version;
    private final String displayName;
    private final RecordState state;
    private final @Nullable StagePosition position;
    private final Map<String, Object> values;
    private final Map<String, List<RecordRef>> references;
    private final Map<String, ValueSource> sources;
    private final Map<String, ComputedStatus> computed;
    private final Map<String, ComputedFault> faults;

    /**
     * A record; the engine makes them.
     *
     * @param position where it is in a pipeline, or null
     * @param values by attribute slug; copied
     * @param references the records that reference attributes name, by slug; copied
     * @param sources who wrote each value, by slug; copied
     * @param computed how each computed attribute stands, by slug; copied
     * @param faults why computed attributes failed, by slug; copied
     */
    public CrmRecord(
            UUID id,
            String object,
            long version,
            String displayName,
            RecordState state,
            @Nullable StagePosition position,
            Map<String, Object> values,
            Map<String, List<RecordRef>> references,
            Map<String, ValueSource> sources,
            Map<String, ComputedStatus> computed,
            Map<String, ComputedFault> faults) {
        this.id = Objects.requireNonNull(id, "id");
        this.object = Objects.requireNonNull(object, "object");
        this.version = version;
        this.displayName = Objects.requireNonNull(displayName, "displayName");
        this.state = Objects.requireNonNull(state, "state");
        this.position = position;
        this.values = copy(values);
        this.references = copy(references);
        this.sources = copy(sources);
        this.computed = copy(computed);
        this.faults = copy(faults);
    }

    private static <V> Map<String, V> copy(Map<String, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** The id; a UUID of version 7, so ids sort by time of creation. */
    public UUID id() {
        return id;
    }

    /** The slug of the object. */
    public String object() {
        return object;
    }

    /** 1 for a new record, one more for each change. */
    public long version() {
        return version;
    }

    /** What people read; derived from the primary attribute; empty where that has no value. */
    public String displayName() {
        return displayName;
    }

    /** Owner, times and the like. */
    public RecordState state() {
        return state;
    }

    /** Where it is in a pipeline; empty if it is in none. */
    public Optional<StagePosition> position() {
        return Optional.ofNullable(position);
    }

    /** The key of its stage, or null if it is in no pipeline. */
    public @Nullable String stage() {
        return position == null ? null : position.stage();
    }

    /** The key of its pipeline, or null if it is in none. */
    public @Nullable String pipeline() {
        return position == null ? null : position.pipeline();
    }

    /** The values by attribute slug, in the order of the attributes, unmodifiable; empty values are absent. */
    public Map<String, Object> values() {
        return values;
    }

    /** The value of an attribute, if it has one. */
    public Optional<Object> find(String attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /** The value of an attribute, or null if it is empty. */
    public @Nullable Object value(String attribute) {
        return values.get(attribute);
    }

    /**
     * A text value, or null if it is empty.
     *
     * @throws ClassCastException if the attribute's values are not text
     */
    public @Nullable String text(String attribute) {
        return (String) values.get(attribute);
    }

    /**
     * A number, or null if it is empty; of money the amount.
     *
     * @throws ClassCastException if the attribute's values are neither numbers nor money
     */
    public @Nullable BigDecimal number(String attribute) {
        Object value = values.get(attribute);
        return value instanceof Map<?, ?> money ? (BigDecimal) money.get("amount") : (BigDecimal) value;
    }

    /**
     * A calendar day, or null if it is empty.
     *
     * @throws ClassCastException if the attribute's values are not days
     */
    public @Nullable LocalDate date(String attribute) {
        return (LocalDate) values.get(attribute);
    }

    /**
     * An instant, or null if it is empty.
     *
     * @throws ClassCastException if the attribute's values are not instants
     */
    public @Nullable Instant instant(String attribute) {
        return (Instant) values.get(attribute);
    }

    /** The records that a reference attribute names, in its order, with their names; empty if none. */
    public List<RecordRef> references(String attribute) {
        return references.getOrDefault(attribute, List.of());
    }

    /** Who wrote the attribute's value last; empty if nobody has. */
    public Optional<ValueSource> source(String attribute) {
        return Optional.ofNullable(sources.get(attribute));
    }

    /** How the value of an attribute that the engine computes stands to its inputs; empty for any other attribute. */
    public Optional<ComputedStatus> computedStatus(String attribute) {
        return Optional.ofNullable(computed.get(attribute));
    }

    /** Why the value of an attribute could not be computed; empty unless its status is {@link ComputedStatus#FAILED} and a reason is known. */
    public Optional<ComputedFault> computedFault(String attribute) {
        return Optional.ofNullable(faults.get(attribute));
    }

    /** Whether the record is archived. */
    public boolean isArchived() {
        return state.archivedAt() != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CrmRecord that
                && id.equals(that.id)
                && object.equals(that.object)
                && version == that.version
                && displayName.equals(that.displayName)
                && state.equals(that.state)
                && Objects.equals(position, that.position)
                && values.equals(that.values)
                && references.equals(that.references)
                && sources.equals(that.sources)
                && computed.equals(that.computed)
                && faults.equals(that.faults);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, version);
    }

    @Override
    public String toString() {
        return object + " " + id + " v" + version + " '" + displayName + "'";
    }
}
