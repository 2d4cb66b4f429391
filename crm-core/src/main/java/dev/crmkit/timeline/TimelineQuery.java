package dev.crmkit.timeline;

import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events, and which page of them: every part that is given must hold. Immutable; the methods that change a part return a copy.
 *
 * @param types only of these types; {@code email.*} stands for all types that begin with {@code email.}; empty for all
 * @param actorKind only by this kind of actor, or null
 * @param actorId only by the actor of that kind and this id, or null
 * @param channel only over this channel, or null
 * @param from only from this instant on, or null
 * @param until only before this instant, or null
 * @param linked whether events of linked records are among those of a record; the whole workspace has them anyway
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record TimelineQuery(
        Set<String> types,
        @Nullable ActorKind actorKind,
        @Nullable String actorId,
        @Nullable String channel,
        @Nullable Instant from,
        @Nullable Instant until,
        boolean linked,
        int limit,
        @Nullable String cursor) {

    /** Copies the types. */
    public TimelineQuery {
        types = Set.copyOf(types);
        if (actorId != null && actorKind == null) {
            throw new IllegalArgumentException("An actor's id is asked for together with its kind");
        }
    }

    /** Everything, 50 a page. */
    public static TimelineQuery all() {
        return new TimelineQuery(Set.of(), null, null, null, null, null, false, 50, null);
    }

    /** Only events of these types; {@code email.*} stands for all types that begin with {@code email.}. */
    public TimelineQuery types(String... newTypes) {
        return new TimelineQuery(
                new TreeSet<>(Arrays.asList(newTypes)),
                actorKind,
                actorId,
                channel,
                from,
                until,
                linked,
                limit,
                cursor);
    }

    /** Only what this actor did. */
    public TimelineQuery actor(Actor actor) {
        return new TimelineQuery(types, actor.kind(), actor.id(), channel, from, until, linked, limit, cursor);
    }

    /** Only what this kind of actor did. */
    public TimelineQuery actorKind(ActorKind kind) {
        return new TimelineQuery(types, kind, null, channel, from, until, linked, limit, cursor);
    }

    /** Only what came over this channel. */
    public TimelineQuery channel(@Nullable String newChannel) {
        return new TimelineQuery(types, actorKind, actorId, newChannel, from, until, linked, limit, cursor);
    }

    /** Only events from one instant on and before the other. */
    public TimelineQuery between(@Nullable Instant newFrom, @Nullable Instant newUntil) {
        return new TimelineQuery(types, actorKind, actorId, channel, newFrom, newUntil, linked, limit, cursor);
    }

    /**
     * Also events of the records that the record refers to or is related to, or that refer to it or are related to it: of the 200 newest of them, merged
     * by time.
     */
    public TimelineQuery includingLinked() {
        return new TimelineQuery(types, actorKind, actorId, channel, from, until, true, limit, cursor);
    }

    /** As many a page, 1 to 1,000. */
    public TimelineQuery limit(int events) {
        return new TimelineQuery(types, actorKind, actorId, channel, from, until, linked, events, cursor);
    }

    /** The page after the one whose cursor this is. */
    public TimelineQuery after(@Nullable String newCursor) {
        return new TimelineQuery(types, actorKind, actorId, channel, from, until, linked, limit, newCursor);
    }
}
