package dev.crmkit.view;

import java.util.List;

/** What a view shows, one type per kind. Records are whole, as their reader may see them. Immutable. */
public sealed interface ViewResult permits TablePage, Board, CalendarRange, TimelineRange, GalleryPage {

    /** What the view shows of each record, in order. */
    List<ShownAttribute> shows();
}
