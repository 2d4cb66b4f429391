package dev.crmkit.internal.record;

import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.type.EvaluationContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists and groups of one object's records as the actor reads them, for what shows both together. Not thread-safe. */
public final class RecordReads {
    private final RecordLists lists;
    private final Aggregation aggregation;

    /** The records of the object. */
    public RecordReads(Tx tx, DefinedObject object) {
        this.lists = new RecordLists(tx, object);
        this.aggregation = new Aggregation(tx, object);
    }

    /**
     * One group of a list, or all of it. Immutable.
     *
     * @param field what tells groups apart, or null for all
     * @param value the group's value; null for the records without one
     */
    public record Part(@Nullable GroupField field, @Nullable IndexValue value) {
        /** All of the list. */
        public static final Part ALL = new Part(null, null);
    }

    /** A page of one part of a list; its cursors are good for that part alone. */
    public Page<CrmRecord> page(ListQuery query, Part part) {
        return lists.list(query, part);
    }

    /**
     * A page of those records of a list that the actor may take out too.
     *
     * @param at when and where relative dates of the condition are meant
     */
    public Page<CrmRecord> exported(ListQuery query, EvaluationContext at) {
        return lists.exported(query, at);
    }

    /** The first page of each group of a list, in one statement and one for the names of referenced records. */
    public List<Page<CrmRecord>> heads(ListQuery query, GroupField field, List<@Nullable IndexValue> values) {
        return lists.heads(query, field, values);
    }

    /** Groups of one part of the records. */
    public AggregateResult aggregate(AggregateQuery query, Part part) {
        return aggregation.run(query, part);
    }

    /** What is wrong with a question for groups. */
    public List<Violation> faults(AggregateQuery query) {
        return aggregation.faults(query);
    }
}
