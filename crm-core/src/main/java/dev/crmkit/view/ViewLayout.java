package dev.crmkit.view;

/** What a view of one kind needs to know. Attributes are named by slug or id, and system fields by their names; both are checked when the view is saved. */
public sealed interface ViewLayout permits TableLayout, KanbanLayout, CalendarLayout, TimelineLayout, GalleryLayout {

    /** The kind of view that it makes. */
    ViewKind kind();
}
