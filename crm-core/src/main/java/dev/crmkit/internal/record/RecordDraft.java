package dev.crmkit.internal.record;

import dev.crmkit.internal.formula.Computations;
import dev.crmkit.model.Actor;
import dev.crmkit.model.RecordState;
import dev.crmkit.model.ValueSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record as it shall become. Not thread-safe. */
final class RecordDraft {
    private final UUID id;
    private final @Nullable LoadedRecord before;
    private final Map<UUID, Object> values;
    private final Map<UUID, Object> replaced = new LinkedHashMap<>();
    private final RecordState initial;
    private @Nullable String owner;
    private @Nullable String assignee;
    private @Nullable String source;
    private @Nullable Instant archivedAt;
    private final Map<UUID, ValueSource> sources = new HashMap<>();
    private Map<String, Object> details = Map.of();
    private @Nullable StageRequest stageRequest;
    private @Nullable StageStep stageStep;
    private boolean stageJudged;
    private final Map<UUID, Computations.Outcome> outcomes = new HashMap<>();
    private boolean recomputed;
    private @Nullable UUID cause;

    private RecordDraft(UUID id, @Nullable LoadedRecord before, RecordState initial) {
        this.id = id;
        this.before = before;
        this.values = before == null ? new LinkedHashMap<>() : new LinkedHashMap<>(before.values());
        this.initial = initial;
        this.owner = initial.owner();
        this.assignee = initial.assignee();
        this.source = initial.source();
        this.archivedAt = initial.archivedAt();
    }

    static RecordDraft create(UUID id, Actor actor, Instant now) {
        return new RecordDraft(id, null, new RecordState(null, null, null, now, actor, now, null, now));
    }

    static RecordDraft change(LoadedRecord before) {
        return new RecordDraft(before.stored().id(), before, before.stored().state());
    }

    UUID id() {
        return id;
    }

    @Nullable
    LoadedRecord before() {
        return before;
    }

    boolean isNew() {
        return before == null;
    }

    /** The canonical values after the change, by attribute id. */
    Map<UUID, Object> values() {
        return values;
    }

    void set(UUID attribute, @Nullable Object canonical) {
        if (canonical == null) {
            values.remove(attribute);
        } else {
            values.put(attribute, canonical);
        }
    }

    /** As {@link #set(UUID, Object)}; the value goes on being the work of who wrote it first. */
    void set(UUID attribute, @Nullable Object canonical, @Nullable ValueSource source) {
        set(attribute, canonical);
        if (source == null) {
            sources.remove(attribute);
        } else {
            sources.put(attribute, source);
        }
    }

    /** Who wrote values that are not the work of the transaction's actor, by attribute id. */
    Map<UUID, ValueSource> sources() {
        return sources;
    }

    /** Says what was computed for an attribute. */
    void outcome(UUID attribute, Computations.Outcome outcome) {
        outcomes.put(attribute, outcome);
    }

    /** What was computed, by attribute id. */
    Map<UUID, Computations.Outcome> outcomes() {
        return outcomes;
    }

    /**
     * Says that nobody but the engine changes the record, to compute anew what follows from others.
     *
     * @param event that led to it, or null
     */
    void recompute(@Nullable UUID event) {
        this.recomputed = true;
        this.cause = event;
    }

    /** Whether the engine only computes anew. */
    boolean isRecomputed() {
        return recomputed;
    }

    /** The event that led to the computing, or null. */
    @Nullable
    UUID cause() {
        return cause;
    }

    /** Lets the event say more; the draft is then written even if it changes nothing. */
    void details(Map<String, Object> newDetails) {
        this.details = newDetails;
    }

    /** What the event says beside the changes. */
    Map<String, Object> details() {
        return details;
    }

    /** Says what stood under an attribute before it took its present type; in the stored form of the old one. */
    void replaces(UUID attribute, Object stored) {
        replaced.put(attribute, stored);
    }

    /** What stood under attributes that have another type now, in stored form, by attribute id. */
    Map<UUID, Object> replaced() {
        return replaced;
    }

    /** Asks for a stage; whether the record may come into it is for {@link StageDoor} to say. */
    void request(StageRequest request) {
        this.stageRequest = request;
    }

    /** The stage that was asked for, or null. */
    @Nullable
    StageRequest stageRequest() {
        return stageRequest;
    }

    /** Says that the record moves. */
    void step(StageStep step) {
        this.stageStep = step;
    }

    /** How the record moves, or null if it stays where it is. */
    @Nullable
    StageStep stageStep() {
        return stageStep;
    }

    /** Whether it was judged before; from now on it was. */
    boolean judgeStage() {
        boolean before = stageJudged;
        stageJudged = true;
        return before;
    }

    void owner(@Nullable String user) {
        this.owner = user;
    }

    void assignee(@Nullable String user) {
        this.assignee = user;
    }

    void source(@Nullable String text) {
        this.source = text;
    }

    void archivedAt(@Nullable Instant instant) {
        this.archivedAt = instant;
    }

    boolean isArchived() {
        return archivedAt != null;
    }

    /** The state before. */
    RecordState stateBefore() {
        return initial;
    }

    /** Whether owner, assignee, source or archiving change. */
    boolean changesState() {
        return !Objects.equals(owner, initial.owner())
                || !Objects.equals(assignee, initial.assignee())
                || !Objects.equals(source, initial.source())
                || !Objects.equals(archivedAt, initial.archivedAt());
    }

    /** The state after the change. */
    RecordState state(Instant now) {
        // What the engine computes is a change of the record, and not that somebody was active.
        Instant activity = recomputed ? initial.lastActivityAt() : now;
        return new RecordState(
                owner, assignee, source, initial.createdAt(), initial.createdBy(), now, archivedAt, activity);
    }
}
