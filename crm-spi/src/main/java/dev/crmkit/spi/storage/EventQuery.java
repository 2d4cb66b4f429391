package dev.crmkit.spi.storage;

import dev.crmkit.model.ActorKind;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question for a page of events, newest first by time, then id (bytewise). Every part that is given must hold. Immutable; the methods that
 * change a part return a copy.
 *
 * @param records only of these records, up to 10,000, whose events are one list; empty for the whole workspace
 * @param types only of these types; one that ends in {@code .*} stands for all types that begin with what is before the star; empty for all
 * @param objectId only of records of this object, or null
 * @param actorKind only by this kind of actor, or null
 * @param actorId only by the actor of that kind and this id, or null; needs the kind
 * @param channel only over this channel, or null
 * @param rootId only of the chain that this event began, itself included, or null
 * @param from only from this instant on, or null
 * @param until only before this instant, or null
 * @param after where the page begins, or null for the first
 * @param limit the most events, 1 to 1,000
 */
public record EventQuery(
        Set<UUID> records,
        Set<String> types,
        @Nullable UUID objectId,
        @Nullable ActorKind actorKind,
        @Nullable String actorId,
        @Nullable String channel,
        @Nullable UUID rootId,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable Place after,
        int limit) {

    /** Copies the sets. */
    public EventQuery {
        records = Set.copyOf(records);
        types = Set.copyOf(types);
        if (actorId != null && actorKind == null) {
            throw new IllegalArgumentException("An actor's id is asked for together with its kind");
        }
    }

    /** The newest events of the workspace. */
    public static EventQuery newest(int limit) {
        return of(Set.of(), limit);
    }

    /** The newest events of these records; of the whole workspace if there are none. */
    public static EventQuery of(Set<UUID> records, int limit) {
        return new EventQuery(records, Set.of(), null, null, null, null, null, null, null, null, limit);
    }

    /** Only of these records; of the whole workspace if there are none. */
    public EventQuery records(Set<UUID> newRecords) {
        return new EventQuery(
                newRecords, types, objectId, actorKind, actorId, channel, rootId, from, until, after, limit);
    }

    /** Only of these types. */
    public EventQuery types(Set<String> newTypes) {
        return new EventQuery(
                records, newTypes, objectId, actorKind, actorId, channel, rootId, from, until, after, limit);
    }

    /** Only of records of this object. */
    public EventQuery object(@Nullable UUID newObject) {
        return new EventQuery(
                records, types, newObject, actorKind, actorId, channel, rootId, from, until, after, limit);
    }

    /** Only by this kind of actor, and by this one of them if an id is given. */
    public EventQuery actor(@Nullable ActorKind newKind, @Nullable String newId) {
        return new EventQuery(records, types, objectId, newKind, newId, channel, rootId, from, until, after, limit);
    }

    /** Only over this channel. */
    public EventQuery channel(@Nullable String newChannel) {
        return new EventQuery(
                records, types, objectId, actorKind, actorId, newChannel, rootId, from, until, after, limit);
    }

    /** Only of the chain that this event began. */
    public EventQuery root(@Nullable UUID newRoot) {
        return new EventQuery(
                records, types, objectId, actorKind, actorId, channel, newRoot, from, until, after, limit);
    }

    /** Only from one instant on and before the other. */
    public EventQuery between(@Nullable Instant newFrom, @Nullable Instant newUntil) {
        return new EventQuery(
                records, types, objectId, actorKind, actorId, channel, rootId, newFrom, newUntil, after, limit);
    }

    /** The page that begins there, with as many events. */
    public EventQuery page(@Nullable Place newAfter, int newLimit) {
        return new EventQuery(
                records, types, objectId, actorKind, actorId, channel, rootId, from, until, newAfter, newLimit);
    }

    /**
     * A place in the log: after (that is, older than) the event with this time and id. Immutable.
     *
     * @param occurredAt the event's time
     * @param id the event's id
     */
    public record Place(Instant occurredAt, UUID id) {
        /** Checks for null. */
        public Place {
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(id, "id");
        }
    }
}
