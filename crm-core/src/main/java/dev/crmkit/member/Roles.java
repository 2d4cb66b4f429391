package dev.crmkit.member;

import java.util.List;
import java.util.Optional;

/**
 * Roles, the built-in ones and the workspace's own. Thread-safe, except inside a transaction.
 *
 * <p>Every method needs {@link Power#MANAGE_MEMBERS}: roles name what others do not see. Rules are kept by the ids of objects and attributes, so
 * that they hold when these are renamed; a condition that no longer fits its object reaches nothing.
 */
public interface Roles {

    /**
     * Stores a role, new or changed; it takes effect with the next call of everybody who has it.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault; also if a condition follows a reference, or the role is built in
     */
    Role put(Role role);

    /**
     * The role of that name, built in or not.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    Role get(String name);

    /** The role of that name, if there is one. */
    Optional<Role> find(String name);

    /** All roles: the built-in ones, then the others by name. */
    List<Role> list();

    /**
     * Removes a role of the workspace's own.
     *
     * @return whether there was such a role
     * @throws dev.crmkit.error.InvalidInputException if members have it, or it is built in
     */
    boolean remove(String name);
}
