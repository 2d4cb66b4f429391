package dev.crmkit.internal.view;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.internal.record.RecordReads;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.spi.storage.IndexKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the parts of a view ask of the fields of its object, as the actor sees it; each method gives the faults of one part. */
final class ViewFields {
    private static final Set<String> COVERS = Set.of("FILE", "URL");

    private final QueryCompiler compiler;
    private final RecordReads reads;

    ViewFields(Tx tx, DefinedObject object) {
        this.compiler = tx.access().compiler(object);
        this.reads = new RecordReads(tx, object);
    }

    List<Violation> filter(Filter filter) {
        List<Violation> faults = new ArrayList<>();
        compiler.predicate(filter, null, faults);
        return faults;
    }

    List<Violation> sorts(List<Sort> sorts) {
        List<Violation> faults = new ArrayList<>();
        compiler.sorts(sorts, faults);
        return faults;
    }

    List<Violation> column(String path) {
        List<Violation> faults = new ArrayList<>();
        compiler.operand(path, faults);
        return faults;
    }

    List<Violation> group(String path) {
        List<Violation> faults = new ArrayList<>();
        GroupField.find(compiler, path, faults);
        return faults;
    }

    /** What tells groups apart, if the path names such a field. */
    Optional<GroupField> findGroup(String path) {
        return GroupField.find(compiler, path, new ArrayList<>());
    }

    List<Violation> footer(Measure footer) {
        return reads.faults(AggregateQuery.of(footer));
    }

    List<Violation> cover(String path) {
        List<Violation> faults = new ArrayList<>();
        QueryCompiler.Operand operand = compiler.operand(path, faults);
        if (operand != null && !COVERS.contains(operand.type())) {
            faults.add(new Violation(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "has no pictures. Choose an attribute of type FILE or URL"));
        }
        return faults;
    }

    List<Violation> start(String path) {
        return time(path, new ArrayList<>());
    }

    /** The end must be of the sort of the start, which has no faults. */
    List<Violation> end(String start, String end) {
        List<Violation> faults = time(end, new ArrayList<>());
        if (faults.isEmpty() && isDay(start) != isDay(end)) {
            faults.add(new Violation(
                    end,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    isDay(start)
                            ? "is an instant, and the start '" + start + "' a calendar day. Choose two of one sort"
                            : "is a calendar day, and the start '" + start + "' an instant. Choose two of one sort"));
        }
        return faults;
    }

    /** Whether the values are calendar days. */
    boolean isDay(String path) {
        QueryCompiler.Operand operand = compiler.operand(path, new ArrayList<>());
        return operand != null && operand.isDate();
    }

    private List<Violation> time(String path, List<Violation> faults) {
        QueryCompiler.Operand operand = compiler.operand(path, faults);
        if (operand != null && operand.main().kind() != IndexKind.MOMENT) {
            faults.add(new Violation(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "is no time. Choose an attribute of type DATE or TIMESTAMP, or a time such as @created_at"));
        }
        return faults;
    }
}
