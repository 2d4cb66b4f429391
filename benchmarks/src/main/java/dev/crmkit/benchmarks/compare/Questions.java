package dev.crmkit.benchmarks.compare;

import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Operator;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns questions about one target into the statement that a careful writer would send: what is known not to be null is not asked for it, and the
 * names of referenced records are fetched for the page alone. Immutable.
 */
final class Questions {
    private static final String RECORD = "r";
    private static final String REFERENCED = "x";
    private static final String PAGE = "d";
    private static final Set<Operator> NEGATIONS =
            Set.of(Operator.NEQ, Operator.NOT_IN, Operator.NOT_CONTAINS, Operator.CONTAINS_NONE, Operator.IS_EMPTY);

    private final Grammar grammar;
    private final Target target;

    Questions(Grammar grammar, Target target) {
        this.grammar = grammar;
        this.target = target;
    }

    Sql statement(Question question) {
        if (question instanceof Question.Listing listing) {
            return named(page(listing));
        } else if (question instanceof Question.Counting counting) {
            return count(counting);
        } else if (question instanceof Question.Grouping grouping) {
            return groups(grouping);
        } else if (question instanceof Question.Fetching fetching) {
            return named(Sql.of("select " + grammar.row(target, RECORD) + " from " + grammar.from(target, RECORD))
                    .add(" where ")
                    .add(where(List.of(Sql.of(RECORD + ".id in ").add(Sql.list(fetching.ids()))))));
        } else if (question instanceof Question.Board board) {
            return named(board(board));
        }
        throw new IllegalArgumentException("A page must be turned to before it is asked for: " + question);
    }

    /** The page with the names of the records that it refers to. */
    private Sql named(Sql page) {
        Sql named = Sql.of("select " + PAGE + ".*");
        for (Attribute attribute : target.object().attributes()) {
            if (attribute.kind() == Kind.REFERENCE) {
                Target other = target.beside(attribute.target());
                String scope = grammar.scope(other, REFERENCED);
                named.add(", (select "
                        + grammar.value(other, other.object().attribute("name"), REFERENCED)
                        + " from " + grammar.from(other, REFERENCED) + " where " + scope
                        + (scope.isEmpty() ? "" : " and ")
                        + REFERENCED + ".id = " + grammar.value(target, attribute, PAGE) + ")");
            }
        }
        return named.add(" from (").add(page).add(") " + PAGE);
    }

    private Sql page(Question.Listing listing) {
        ListQuery query = listing.query();
        List<Sql> conditions = conditions(query.filter(), query.search(), listing.seller());
        Sort first = query.sorts().isEmpty() ? null : query.sorts().get(0);
        Question.Mark after = listing.after();
        if (after != null && first != null) {
            conditions.add(after(first, after));
        }
        Sql page = Sql.of("select " + grammar.row(target, RECORD) + " from " + grammar.from(target, RECORD));
        for (Sort sort : query.sorts()) {
            page.add(grammar.join(target, attribute(sort.path()), RECORD));
        }
        return page.add(" where ")
                .add(where(conditions))
                .add(" order by " + order(query.sorts(), query.filter()) + " limit " + query.limit());
    }

    private String order(List<Sort> sorts, Filter filter) {
        boolean descending = sorts.isEmpty() || sorts.get(sorts.size() - 1).descending();
        StringBuilder order = new StringBuilder(grammar.lead(
                target,
                tied(filter),
                sorts.isEmpty() ? descending : sorts.get(0).descending(),
                RECORD));
        for (Sort sort : sorts) {
            Attribute attribute = attribute(sort.path());
            String direction = sort.descending() ? " desc" : " asc";
            String nulls = attribute.required() || isRanged(filter, sort.path()) ? "" : " nulls last";
            order.append(grammar.order(target, attribute, RECORD))
                    .append(direction)
                    .append(nulls)
                    .append(", ");
            if (attribute.kind() == Kind.MONEY) {
                order.append(grammar.currency(target, attribute, RECORD))
                        .append(direction)
                        .append(nulls)
                        .append(", ");
            }
        }
        return order + RECORD + ".id" + (descending ? " desc" : " asc");
    }

    private Sql after(Sort sort, Question.Mark mark) {
        String value = grammar.order(target, attribute(sort.path()), RECORD);
        String beyond = sort.descending() ? " < " : " > ";
        return grammar.database() == Database.POSTGRES
                ? Sql.of("(" + value + ", " + RECORD + ".id)" + beyond + "(?, ?)", mark.value(), mark.id())
                : Sql.of(
                        "(" + value + beyond.stripTrailing() + "= ? and (" + value + beyond + "? or " + RECORD + ".id"
                                + beyond + "?))",
                        mark.value(),
                        mark.value(),
                        mark.id());
    }

    private Sql count(Question.Counting counting) {
        Sql matching = Sql.of(grammar.from(target, RECORD) + " where ")
                .add(where(
                        conditions(counting.query().filter(), counting.query().search(), null)));
        return counting.cap() == 0
                ? Sql.of("select count(*) from ").add(matching)
                : Sql.of("select count(*) from (select 1 from ")
                        .add(matching)
                        .add(" limit " + (counting.cap() + 1) + ") q");
    }

    private Sql groups(Question.Grouping grouping) {
        AggregateQuery query = grouping.query();
        List<Sql> conditions = conditions(query.filter(), query.search(), grouping.seller());
        List<String> inner = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        int keys = 0;
        for (GroupKey key : query.groupBy()) {
            String value = grammar.value(target, attribute(key.path()), RECORD);
            inner.add(
                    key.unit() == null
                            ? value + " as g" + keys
                            : "cast(date_trunc('" + key.unit().name().toLowerCase(Locale.ROOT) + "', " + value
                                    + ") as date) as g" + keys);
            outer.add("g" + keys++);
        }
        List<String> computed = new ArrayList<>();
        for (int i = 0; i < query.measures().size(); i++) {
            Measure measure = query.measures().get(i);
            String path = measure.path();
            if (path == null) {
                computed.add("count(*)");
                continue;
            }
            Attribute attribute = attribute(path);
            String value = grammar.value(target, attribute, RECORD);
            inner.add(value + " as m" + i);
            computed.add(measure.function().name().toLowerCase(Locale.ROOT) + "(m" + i + ")");
            if (attribute.kind() == Kind.MONEY) {
                inner.add(grammar.currency(target, attribute, RECORD) + " as g" + keys);
                outer.add("g" + keys++);
                conditions.add(Sql.of(value + " is not null"));
            }
        }
        String by = String.join(", ", outer);
        outer.addAll(computed);
        return Sql.of("select " + String.join(", ", outer) + " from (select "
                        + (inner.isEmpty() ? "1" : String.join(", ", inner)) + " from " + grammar.from(target, RECORD)
                        + " where ")
                .add(where(conditions))
                .add(") q" + (by.isEmpty() ? "" : " group by " + by));
    }

    private Sql board(Question.Board board) {
        List<Sql> columns = new ArrayList<>();
        for (String option : board.options()) {
            Filter is = Filter.attr(board.attribute()).eq(option);
            columns.add(Sql.of("(")
                    .add(page(Question.Listing.of(ListQuery.where(is).limit(board.cards()))))
                    .add(")"));
        }
        return Sql.join(columns, " union all ");
    }

    private List<Sql> conditions(Filter filter, @Nullable String search, @Nullable String seller) {
        List<Sql> conditions = new ArrayList<>();
        if (!filter.equals(Filter.all())) {
            conditions.add(condition(filter));
        }
        if (search != null) {
            for (String word : search.split(" ", -1)) {
                conditions.add(compare(target, "name", RECORD, Operator.CONTAINS, List.of(word)));
            }
        }
        if (seller != null) {
            conditions.add(compare(target, Attribute.OWNER.name(), RECORD, Operator.EQ, List.of(seller)));
        }
        return conditions;
    }

    private Sql where(List<Sql> conditions) {
        List<Sql> all = new ArrayList<>();
        String scope = grammar.scope(target, RECORD);
        if (!scope.isEmpty()) {
            all.add(Sql.of(scope));
        }
        all.addAll(conditions);
        return all.isEmpty() ? Sql.of("true") : Sql.join(all, " and ");
    }

    private Sql condition(Filter filter) {
        if (filter instanceof Filter.And and) {
            return Sql.of("(")
                    .add(Sql.join(and.parts().stream().map(this::condition).toList(), " and "))
                    .add(")");
        } else if (filter instanceof Filter.Or or) {
            return Sql.of("(")
                    .add(Sql.join(or.parts().stream().map(this::condition).toList(), " or "))
                    .add(")");
        } else if (filter instanceof Filter.Comparison comparison) {
            return comparison(comparison);
        }
        throw new IllegalArgumentException("No layout is asked for " + filter);
    }

    private Sql comparison(Filter.Comparison comparison) {
        String path = comparison.path();
        if (path.equals(SystemFields.LIST) && comparison.operator() == Operator.IN) {
            return grammar.lists(target).has(RECORD, comparison.operands());
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return compare(target, path, RECORD, comparison.operator(), comparison.operands());
        }
        Attribute reference = attribute(path.substring(0, dot));
        Target other = target.beside(reference.target());
        boolean none = NEGATIONS.contains(comparison.operator());
        String scope = grammar.scope(other, REFERENCED);
        return Sql.of((none ? "not " : "") + "exists (select 1 from " + grammar.from(other, REFERENCED) + " where "
                        + scope + (scope.isEmpty() ? "" : " and ") + REFERENCED + ".id = "
                        + grammar.value(target, reference, RECORD) + " and ")
                .add(compare(
                        other,
                        path.substring(dot + 1),
                        REFERENCED,
                        none ? opposite(comparison.operator()) : comparison.operator(),
                        comparison.operands()))
                .add(")");
    }

    private static Operator opposite(Operator negation) {
        return switch (negation) {
            case NEQ -> Operator.EQ;
            case NOT_IN -> Operator.IN;
            case NOT_CONTAINS -> Operator.CONTAINS;
            case CONTAINS_NONE -> Operator.CONTAINS_ANY;
            case IS_EMPTY -> Operator.IS_NOT_EMPTY;
            default -> throw new IllegalArgumentException(negation + " is no negation");
        };
    }

    private Sql compare(
            Target of, String path, String alias, Operator operator, List<? extends @Nullable Object> operands) {
        return grammar.compare(of, of.object().attribute(path), alias, operator, operands);
    }

    private Attribute attribute(String path) {
        return target.object().attribute(path);
    }

    /** The choices that have the same value in all records that the filter is true of. */
    private List<Attribute> tied(Filter filter) {
        return conjuncts(filter).stream()
                .filter(part -> part.operator() == Operator.EQ && part.path().indexOf('.') < 0)
                .map(part -> attribute(part.path()))
                .filter(attribute -> attribute.kind() == Kind.CHOICE || attribute.kind() == Kind.USER)
                .toList();
    }

    /** Whether the filter is true only of records with a value. */
    private static boolean isRanged(Filter filter, String path) {
        return conjuncts(filter).stream()
                .anyMatch(part -> part.path().equals(path) && !NEGATIONS.contains(part.operator()));
    }

    private static List<Filter.Comparison> conjuncts(Filter filter) {
        List<Filter.Comparison> parts = new ArrayList<>();
        if (filter instanceof Filter.Comparison comparison) {
            parts.add(comparison);
        } else if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> parts.addAll(conjuncts(Objects.requireNonNull(part))));
        }
        return parts;
    }
}
