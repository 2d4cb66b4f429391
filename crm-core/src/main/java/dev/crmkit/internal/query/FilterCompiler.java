package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.EvaluationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Lowers a condition to the predicate that storages evaluate, and reports all its faults at once. Immutable; one per evaluation, because
 * relative dates resolve by its context.
 */
public final class FilterCompiler {
    /** How deep AND, OR and NOT may nest; an AND directly in an AND does not count, nor does an OR in an OR. */
    public static final int MAX_DEPTH = 20;

    /** How many comparisons a condition may have. */
    public static final int MAX_COMPARISONS = 500;

    private final ComparisonCompiler comparisons;

    /**
     * A compiler for one workspace at one time.
     *
     * @param objects the workspace's objects by slug, which references name
     */
    public FilterCompiler(
            TypeRegistry types, Function<String, Optional<CrmObject>> objects, EvaluationContext context) {
        this(types, QueryView.of(objects), context);
    }

    /** A compiler for what can be seen of one workspace at one time. */
    public FilterCompiler(TypeRegistry types, QueryView view, EvaluationContext context) {
        this.comparisons = new ComparisonCompiler(types, view, context);
    }

    /**
     * The predicate of a condition over the records of an object.
     *
     * @param faults receives every fault; where it receives one, the result means nothing and must not be used
     */
    public Predicate compile(CrmObject object, Filter filter, List<Violation> faults) {
        return new Run(object, faults).compile(filter, 1);
    }

    private final class Run {
        private final CrmObject object;
        private final List<Violation> faults;
        private int count;
        private boolean tooDeep;

        Run(CrmObject object, List<Violation> faults) {
            this.object = object;
            this.faults = faults;
        }

        Predicate compile(Filter filter, int depth) {
            if (filter instanceof Filter.Comparison comparison) {
                return compare(comparison);
            }
            if (depth > MAX_DEPTH) {
                if (!tooDeep) {
                    tooDeep = true;
                    faults.add(Faults.of(
                            "",
                            ErrorCode.QUERY_TOO_COMPLEX,
                            "the condition nests deeper than " + MAX_DEPTH + " levels. Make it flatter"));
                }
                return Predicate.never();
            }
            if (filter instanceof Filter.And and) {
                List<Predicate> parts = compileAll(FilterShape.parts(and), depth);
                return switch (parts.size()) {
                    case 0 -> Predicate.always();
                    case 1 -> parts.get(0);
                    default -> new Predicate.All(parts);
                };
            } else if (filter instanceof Filter.Or or) {
                List<Predicate> parts = compileAll(FilterShape.parts(or), depth);
                return switch (parts.size()) {
                    case 0 -> Predicate.never();
                    case 1 -> parts.get(0);
                    default -> new Predicate.Any(parts);
                };
            }
            return compile(((Filter.Not) filter).part(), depth + 1).negate();
        }

        private List<Predicate> compileAll(List<Filter> parts, int depth) {
            List<Predicate> compiled = new ArrayList<>();
            for (Filter part : parts) {
                compiled.add(compile(part, depth + 1));
            }
            return compiled;
        }

        private Predicate compare(Filter.Comparison comparison) {
            count++;
            if (count > MAX_COMPARISONS) {
                if (count == MAX_COMPARISONS + 1) {
                    faults.add(Faults.of(
                            "",
                            ErrorCode.QUERY_TOO_COMPLEX,
                            "the condition has more than " + MAX_COMPARISONS
                                    + " comparisons. Use IN for many values of one attribute"));
                }
                return Predicate.never();
            }
            return comparisons.compile(object, comparison, faults);
        }
    }
}
