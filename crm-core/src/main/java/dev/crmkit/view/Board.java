package dev.crmkit.view;

import java.util.List;

/**
 * A board. Immutable.
 *
 * @param shows what is on the cards
 * @param columns in order, up to 100
 * @param omitted how many columns there are beyond these; {@link ViewQuery#inGroup} shows each
 */
public record Board(List<ShownAttribute> shows, List<BoardColumn> columns, int omitted) implements ViewResult {

    /** Copies the lists. */
    public Board {
        shows = List.copyOf(shows);
        columns = List.copyOf(columns);
    }
}
