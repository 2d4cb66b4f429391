package dev.crmkit.internal.type;

import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;

/** Reads the id of one of the host's users. Not instantiable. */
public final class UserIds {
    private static final int MAX_ID = 200;

    private UserIds() {}

    /**
     * The id of a user, as it is.
     *
     * @param input the id, or an {@code Actor} that is a user
     * @throws dev.crmkit.type.InvalidValueException if it is neither
     */
    public static String read(Object input) {
        if (input instanceof Actor actor) {
            if (actor.kind() != ActorKind.USER) {
                throw Refusals.wrongType(input, "a user");
            }
            return read(actor.id());
        } else if (input instanceof String) {
            return Texts.limited(Texts.checked(input), MAX_ID);
        }
        throw Refusals.wrongType(input, "a user: its id or Actor.user(id)");
    }
}
