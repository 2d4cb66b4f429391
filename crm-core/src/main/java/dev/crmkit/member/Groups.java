package dev.crmkit.member;

import java.util.List;
import java.util.Optional;

/** Groups of members. Thread-safe, except inside a transaction; see {@link Members} for who may do what. */
public interface Groups {

    /** Stores a group, new or changed. */
    Group put(Group group);

    /**
     * The group of that id.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    Group get(String id);

    /** The group of that id, if there is one. */
    Optional<Group> find(String id);

    /** All groups, by id. */
    List<Group> list();

    /**
     * Removes a group, and its members from it. Records that it owned or was assigned lose owner and assignee soon after, by a job.
     *
     * @return whether there was such a group
     */
    boolean remove(String id);
}
