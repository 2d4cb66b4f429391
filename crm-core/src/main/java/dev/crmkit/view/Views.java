package dev.crmkit.view;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Saved views: personal ones, which their owner alone sees, and shared ones. Thread-safe, except inside a transaction.
 *
 * <p>Whoever reads records of an object defines personal views of it and sees the shared ones. A view that the actor may not see is told like one that
 * is not there: with {@code VIEW_NOT_FOUND}. Sharing, and changing what is shared, need the power {@code MANAGE_VIEWS}; without it, and where a view
 * names what the actor may not see, changes end in {@code ForbiddenException}.
 *
 * <p>A view shows what its reader may see, never what its owner may: columns, sums, groups of a table, ends and orders by what is gone or hidden are left
 * out; one whose condition, board or calendar stands on it does not run, and {@link SavedView#problems} says so.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Views {
    /** The most views of one object that one actor has for themselves, and the most that are shared. */
    int MAX_VIEWS = 1_000;

    /**
     * Saves a new personal view.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.InvalidInputException with every fault
     */
    SavedView define(View view);

    /**
     * Changes everything of a view but its object; an equal one changes nothing. The last of two editors wins.
     *
     * @param changed what {@link #get} gave, with changes
     * @throws dev.crmkit.error.InvalidInputException with every fault
     */
    SavedView alter(UUID view, View changed);

    /**
     * As {@link #alter(UUID, View)}, if nobody has changed it meanwhile.
     *
     * @param expectedVersion the {@link SavedView#version} that the editor saw
     * @throws dev.crmkit.error.CrmException with {@code VIEW_STALE} and the current version if it was changed meanwhile; nothing is written
     */
    SavedView alter(UUID view, View changed, long expectedVersion);

    /**
     * Gives a view another name, also one that no longer runs.
     *
     * @param name 1 to 255 characters
     */
    SavedView rename(UUID view, String name);

    /**
     * Saves a personal view that shows what another shows to the actor.
     *
     * @throws dev.crmkit.error.CrmException with {@code VIEW_BROKEN} if the view does not run for the actor
     */
    SavedView copy(UUID view, String name);

    /** Deletes a view. */
    void delete(UUID view);

    /** The view of that id. */
    SavedView get(UUID view);

    /** The view of that id, if there is one that the actor may see. */
    Optional<SavedView> find(UUID view);

    /**
     * The views of an object that the actor may see: first those that {@link #arrange} named, then the others, shared ones first, by name.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     */
    List<SavedView> list(String object);

    /** Shows a personal view to all who read records of its object; a shared one stays as it is. */
    SavedView share(UUID view);

    /** Takes a shared view back: it becomes the actor's personal one, and is gone for everybody else. A personal one stays as it is. */
    SavedView unshare(UUID view);

    /**
     * Puts the views of an object in this order for the actor; replaces an earlier order.
     *
     * @param order up to 2,000 views, each once; those that are left out follow
     * @return as {@link #list}
     */
    List<SavedView> arrange(String object, List<UUID> order);

    /** Lets the actor begin with this view when they come to its object. */
    SavedView choose(UUID view);

    /**
     * The view with which the actor begins: the one chosen, else the first of {@link #list}, of those that run; empty if there is none.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     */
    Optional<SavedView> findChosen(String object);

    /**
     * What a view shows: a {@link TablePage}, {@link Board}, {@link CalendarRange}, {@link TimelineRange} or {@link GalleryPage}, by its kind. Takes a number
     * of statements that depends on the definition alone, however many columns, cards and records there are.
     *
     * @throws dev.crmkit.error.CrmException with {@code VIEW_BROKEN} if the view does not run for the actor, and with {@code INVALID_CURSOR}
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query
     */
    ViewResult run(UUID view, ViewQuery query);

    /** What a view shows, as it is. */
    default ViewResult run(UUID view) {
        return run(view, ViewQuery.all());
    }

    /**
     * What a view would show that is not saved.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such object
     * @throws dev.crmkit.error.InvalidInputException with every fault of the view, or else of the query
     */
    ViewResult preview(View view, ViewQuery query);
}
