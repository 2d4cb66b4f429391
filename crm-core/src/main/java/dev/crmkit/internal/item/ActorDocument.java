package dev.crmkit.internal.item;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import java.util.Map;

/** Actors as documents of items have them. Not instantiable. */
public final class ActorDocument {
    private ActorDocument() {}

    /** The actor as a document. */
    public static Map<String, Object> of(Actor actor) {
        return Map.of("kind", actor.kind().name(), "id", actor.id());
    }

    /** The actor under a name of a document, which is always there. */
    public static Actor read(Map<String, Object> document, String name) {
        Map<String, Object> actor = Json.object(document, name);
        return new Actor(ActorKind.valueOf(Json.requiredText(actor, "kind")), Json.requiredText(actor, "id"));
    }
}
