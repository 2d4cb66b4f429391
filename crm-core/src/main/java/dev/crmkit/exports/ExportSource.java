package dev.crmkit.exports;

import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import java.util.Objects;
import java.util.UUID;

/** Which records an export takes out, and in which order. Immutable. */
public sealed interface ExportSource {

    /**
     * The records of an object that a query has; its page and count say nothing here. Immutable.
     *
     * @param object the slug of the object
     * @param query condition, search, order, and whether archived records are looked at
     */
    record Records(String object, ListQuery query) implements ExportSource {
        /** Checks for null. */
        public Records {
            Objects.requireNonNull(object, "object");
            Objects.requireNonNull(query, "query");
        }
    }

    /**
     * The records of a saved view, in its order. A table with groups comes group by group; of a board, a calendar and a timeline all records come, also
     * those without a column, a day or a lane. Immutable.
     *
     * @param view the id of the view
     * @param filter only those of which this is true too
     */
    record ViewRecords(UUID view, Filter filter) implements ExportSource {
        /** Checks for null. */
        public ViewRecords {
            Objects.requireNonNull(view, "view");
            Objects.requireNonNull(filter, "filter");
        }
    }

    /**
     * The live records in a list, newest first. Immutable.
     *
     * @param list the key of the list
     * @param filter only those of which this is true too
     */
    record Members(String list, Filter filter) implements ExportSource {
        /** Checks for null. */
        public Members {
            Objects.requireNonNull(list, "list");
            Objects.requireNonNull(filter, "filter");
        }
    }
}
