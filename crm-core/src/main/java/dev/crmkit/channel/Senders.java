package dev.crmkit.channel;

import java.util.List;

/**
 * The accounts from which the workspace's messages go out. Thread-safe, except inside a transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Senders {

    /**
     * Registers a sender, new or changed; up to 1,000 in a workspace.
     *
     * @throws dev.crmkit.error.InvalidInputException if id, owner or label is empty or too long, or there would be too many
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change settings
     */
    void put(Sender sender);

    /** All senders, by id. */
    List<Sender> list();

    /**
     * Takes a sender away.
     *
     * @return whether it was there
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change settings
     */
    boolean remove(String id);
}
