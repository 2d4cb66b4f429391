package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.FilterText;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.BulkTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The records that a bulk call is about: what every bulk call that takes {@link BulkTargets} begins with. Not instantiable. */
public final class BulkSelection {
    /** The most items of one call. */
    public static final int MOST = 10_000;

    private BulkSelection() {}

    /**
     * The ids of the targets, each once. Those that are named may be unknown; those of a query were there a moment ago.
     *
     * @param what the call, for messages
     * @throws InvalidInputException if there are more than the limit, or more than the caller expects
     */
    public static List<UUID> ids(Tx tx, DefinedObject object, BulkTargets targets, String what) {
        if (targets instanceof BulkTargets.Ids named) {
            checkCount(named.ids().size(), what);
            return named.ids();
        }
        BulkTargets.Matching matching = (BulkTargets.Matching) targets;
        if (matching.atMost() < 1 || matching.atMost() > MOST) {
            throw fault(what, "atMost", "must be 1 to " + MOST + ", not " + matching.atMost());
        }
        List<UUID> ids = new RecordLists(tx, object).ids(matching.query(), matching.atMost() + 1);
        if (ids.size() > matching.atMost()) {
            throw fault(
                    what,
                    "atMost",
                    "more than the expected " + matching.atMost()
                            + " records match. Narrow the filter, or expect more if they are all meant");
        }
        return ids;
    }

    /** The targets as part of a call's text. */
    static List<?> text(BulkTargets targets) {
        if (targets instanceof BulkTargets.Matching matching) {
            ListQuery query = matching.query();
            String search = query.search();
            return List.of(
                    "matching",
                    FilterText.canonical(query.filter()),
                    search == null ? "" : search,
                    query.archived().name(),
                    matching.atMost());
        }
        List<Object> text = new ArrayList<>();
        text.add("ids");
        text.addAll(((BulkTargets.Ids) targets).ids());
        return text;
    }

    static void checkCount(int items, String what) {
        if (items > MOST) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "",
                            ErrorCode.VALUE_TOO_LONG,
                            items + " records are more than the " + MOST
                                    + " of one call. Split them over several calls")));
        }
    }

    private static InvalidInputException fault(String what, String path, String message) {
        return new InvalidInputException(what, List.of(new Violation(path, ErrorCode.QUERY_LIMIT, message)));
    }
}
