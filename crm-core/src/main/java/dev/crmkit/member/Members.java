package dev.crmkit.member;

import dev.crmkit.model.Actor;
import dev.crmkit.query.Page;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who works in the workspace. Thread-safe, except inside a transaction.
 *
 * <p>While there is no member at all, the workspace is open: every actor may do everything. From the first member on, whoever is not a member
 * is refused ({@code FORBIDDEN}), whatever kind of actor it is; only {@code Actor.system()} stands above the rules. There is always an owner.
 *
 * <p>Changes need {@link Power#MANAGE_MEMBERS}, and nobody gives, changes or takes more than they have: an admin makes no owners. Every member
 * may read members and groups. Whoever lacks the power gets {@code ForbiddenException}; every method that is given faulty input throws
 * {@code InvalidInputException} with all faults. The engine implements it; hosts do not.
 */
public interface Members {

    /**
     * Stores a member, new or changed. Roles and groups must be there.
     *
     * @throws dev.crmkit.error.InvalidInputException also if the first member is no owner, or the last owner would be one no more
     */
    Member put(Member member);

    /**
     * The member of that actor.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    Member get(Actor actor);

    /** The member of that actor, if there is one. */
    Optional<Member> find(Actor actor);

    /**
     * A page of members, by kind and id.
     *
     * @param limit 1 to 1,000
     * @param after the cursor of the page before, or null for the first
     */
    Page<Member> list(int limit, @Nullable String after);

    /**
     * Removes a member. Records that a user owned or was assigned lose owner and assignee soon after, by a job.
     *
     * @return whether there was such a member
     * @throws dev.crmkit.error.InvalidInputException if it is the last owner
     */
    boolean remove(Actor actor);

    /** Groups of members. */
    Groups groups();

    /** What members may do. */
    Roles roles();
}
