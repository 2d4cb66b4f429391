package dev.crmkit.audit;

import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit: every part that is given must hold. Immutable; the methods that change a part return a copy.
 *
 * @param record only about this record, or null; it need not exist any more
 * @param object only about records of the object of this slug and the object itself, or null
 * @param types only of these types; {@code record.*} stands for all types that begin with {@code record.}; empty for all
 * @param actorKind only by this kind of actor, or null
 * @param actorId only by the actor of that kind and this id, or null
 * @param root only what this event led to, itself included, or null
 * @param from only from this instant on, or null
 * @param until only before this instant, or null
 * @param limit how many a page, 1 to 1,000; an export does not stop there
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record AuditQuery(
        @Nullable UUID record,
        @Nullable String object,
        Set<String> types,
        @Nullable ActorKind actorKind,
        @Nullable String actorId,
        @Nullable UUID root,
        @Nullable Instant from,
        @Nullable Instant until,
        int limit,
        @Nullable String cursor) {

    /** Copies the types. */
    public AuditQuery {
        types = Set.copyOf(types);
        if (actorId != null && actorKind == null) {
            throw new IllegalArgumentException("An actor's id is asked for together with its kind");
        }
    }

    /** Everything, 50 a page. */
    public static AuditQuery all() {
        return new AuditQuery(null, null, Set.of(), null, null, null, null, null, 50, null);
    }

    /** Only about this record. */
    public AuditQuery record(UUID id) {
        return new AuditQuery(id, object, types, actorKind, actorId, root, from, until, limit, cursor);
    }

    /** Only about records of this object and the object itself. */
    public AuditQuery object(String slug) {
        return new AuditQuery(record, slug, types, actorKind, actorId, root, from, until, limit, cursor);
    }

    /** Only of these types; {@code record.*} stands for all types that begin with {@code record.}. */
    public AuditQuery types(String... newTypes) {
        return new AuditQuery(
                record,
                object,
                new TreeSet<>(Arrays.asList(newTypes)),
                actorKind,
                actorId,
                root,
                from,
                until,
                limit,
                cursor);
    }

    /** Only what this actor did. */
    public AuditQuery actor(Actor actor) {
        return new AuditQuery(record, object, types, actor.kind(), actor.id(), root, from, until, limit, cursor);
    }

    /** Only what this kind of actor did. */
    public AuditQuery actorKind(ActorKind kind) {
        return new AuditQuery(record, object, types, kind, null, root, from, until, limit, cursor);
    }

    /** Only what this event led to, itself included. */
    public AuditQuery root(UUID event) {
        return new AuditQuery(record, object, types, actorKind, actorId, event, from, until, limit, cursor);
    }

    /** Only from one instant on and before the other. */
    public AuditQuery between(@Nullable Instant newFrom, @Nullable Instant newUntil) {
        return new AuditQuery(record, object, types, actorKind, actorId, root, newFrom, newUntil, limit, cursor);
    }

    /** As many a page, 1 to 1,000. */
    public AuditQuery limit(int entries) {
        return new AuditQuery(record, object, types, actorKind, actorId, root, from, until, entries, cursor);
    }

    /** The page after the one whose cursor this is. */
    public AuditQuery after(@Nullable String newCursor) {
        return new AuditQuery(record, object, types, actorKind, actorId, root, from, until, limit, newCursor);
    }
}
