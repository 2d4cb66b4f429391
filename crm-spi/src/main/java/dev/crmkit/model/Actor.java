package dev.crmkit.model;

import java.util.Objects;

/**
 * Who does it; every call of the engine names one. Immutable.
 *
 * @param kind what sort of actor
 * @param id the actor's id, as the host knows it; 1 to 200 characters
 */
public record Actor(ActorKind kind, String id) {

    /** Checks the id. */
    public Actor {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        if (id.isBlank() || id.length() > 200) {
            throw new IllegalArgumentException("An actor's id has 1 to 200 characters, not '" + id + "'");
        }
    }

    /** A person. */
    public static Actor user(String id) {
        return new Actor(ActorKind.USER, id);
    }

    /** An automation. */
    public static Actor automation(String id) {
        return new Actor(ActorKind.AUTOMATION, id);
    }

    /** An import. */
    public static Actor importer(String id) {
        return new Actor(ActorKind.IMPORT, id);
    }

    /** A program with an API key. */
    public static Actor api(String id) {
        return new Actor(ActorKind.API, id);
    }

    /** A language model. */
    public static Actor ai(String id) {
        return new Actor(ActorKind.AI, id);
    }

    /** The engine itself. It stands above all roles, so act as it only where that is meant. */
    public static Actor system() {
        return new Actor(ActorKind.SYSTEM, "crmkit");
    }
}
