package dev.crmkit.benchmarks.compare;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.unquotedName;

import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Operator;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The tables of {@link Tables} asked by hand-written jOOQ calls. It answers first pages with conditions of plain columns, which show what a call costs
 * in Java; the rest it leaves out. Thread-safe.
 */
final class JooqTables implements Contestant {
    private static final String RECORD = "r";
    private static final String REFERENCED = "x";
    private static final String PAGE = "d";

    private final DSLContext sql;
    private final Tables tables;

    JooqTables(DataSource source, Tables tables) {
        this.tables = tables;
        DefaultConfiguration configuration = new DefaultConfiguration();
        configuration.setDataSource(source);
        configuration.setSQLDialect(tables.database() == Database.POSTGRES ? SQLDialect.POSTGRES : SQLDialect.H2);
        this.sql = configuration.dsl();
    }

    @Override
    public String name() {
        return "N jOOQ";
    }

    /** Whether it answers the question. */
    boolean answers(Target target, Question question) {
        return question instanceof Question.Fetching
                || (question instanceof Question.Listing listing
                        && listing.after() == null
                        && listing.query().search() == null
                        && condition(target, listing.query().filter()) != null);
    }

    @Override
    public Answer ask(Target target, Question question) {
        Field<UUID> id = column(RECORD, "id", UUID.class);
        if (question instanceof Question.Fetching fetching) {
            List<UUID> ids = fetching.ids();
            List<UUID> found = ids(page(target, id.in(ids), List.of(id.desc()), ids.size()));
            return Answer.ofIds(ids.stream().filter(found::contains).toList());
        }
        Question.Listing listing = (Question.Listing) question;
        ListQuery query = listing.query();
        Condition condition = Objects.requireNonNull(condition(target, query.filter()));
        if (listing.seller() != null) {
            condition = condition.and(column(RECORD, "owner", String.class).eq(listing.seller()));
        }
        return Answer.ofIds(ids(page(target, condition, order(target, query), query.limit())));
    }

    private static List<UUID> ids(Result<Record> page) {
        return page.getValues(0, UUID.class);
    }

    /** The page with the names of the records that it refers to. */
    private Result<Record> page(Target target, Condition condition, List<SortField<?>> order, int limit) {
        Table<Record> records = table(unquotedName(Tables.table(target))).as(unquotedName(RECORD));
        Table<Record> page = select(records.asterisk())
                .from(records)
                .where(condition)
                .orderBy(order)
                .limit(limit)
                .asTable(unquotedName(PAGE));
        List<SelectFieldOrAsterisk> shown = new ArrayList<>(List.of(page.asterisk()));
        for (Attribute attribute : target.object().attributes()) {
            if (attribute.kind() == Kind.REFERENCE) {
                Table<Record> other = table(unquotedName(Tables.table(target.beside(attribute.target()))))
                        .as(unquotedName(REFERENCED));
                shown.add(field(select(column(REFERENCED, "name", String.class))
                        .from(other)
                        .where(column(REFERENCED, "id", UUID.class).eq(column(PAGE, attribute.column(), UUID.class)))));
            }
        }
        return sql.select(shown).from(page).fetch();
    }

    private List<SortField<?>> order(Target target, ListQuery query) {
        List<SortField<?>> order = new ArrayList<>();
        boolean descending = true;
        if (query.sorts().isEmpty() && tables.database() == Database.H2) {
            tied(target, query.filter(), order);
        }
        for (Sort sort : query.sorts()) {
            descending = sort.descending();
            Attribute attribute = target.object().attribute(sort.path());
            add(order, compared(attribute), attribute, descending);
            if (attribute.kind() == Kind.MONEY) {
                add(order, column(RECORD, attribute.column() + "_currency", String.class), attribute, descending);
            }
        }
        Field<UUID> id = column(RECORD, "id", UUID.class);
        order.add(descending ? id.desc() : id.asc());
        return order;
    }

    private static void tied(Target target, Filter filter, List<SortField<?>> order) {
        if (filter instanceof Filter.And and) {
            and.parts().forEach(part -> tied(target, part, order));
        } else if (filter instanceof Filter.Comparison part && part.operator() == Operator.EQ && order.isEmpty()) {
            Attribute attribute = target.object().attribute(part.path());
            if (attribute.kind() == Kind.CHOICE || attribute.kind() == Kind.USER) {
                order.add(column(RECORD, attribute.column(), String.class).desc());
            }
        }
    }

    private static void add(List<SortField<?>> order, Field<?> field, Attribute attribute, boolean descending) {
        SortField<?> sorted = descending ? field.desc() : field.asc();
        order.add(attribute.required() ? sorted : sorted.nullsLast());
    }

    private Field<Object> compared(Attribute attribute) {
        if (!attribute.kind().isFolded()) {
            return column(RECORD, attribute.column(), Object.class);
        }
        Field<?> text = tables.database() == Database.POSTGRES || attribute.kind() == Kind.LONG_TEXT
                ? lower(column(RECORD, attribute.column(), String.class))
                : column(RECORD, attribute.column() + "_lower", String.class);
        return text.coerce(Object.class);
    }

    private static <T> Field<T> column(String alias, String column, Class<T> type) {
        return field(unquotedName(alias, column), type);
    }

    /** The condition, or null if there is something in it that is not asked for here. */
    private @Nullable Condition condition(Target target, Filter filter) {
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(target, comparison);
        }
        boolean and = filter instanceof Filter.And;
        List<Filter> parts = filter instanceof Filter.And all
                ? all.parts()
                : filter instanceof Filter.Or any ? any.parts() : List.of();
        List<Condition> conditions = new ArrayList<>();
        for (Filter part : parts) {
            Condition condition = condition(target, part);
            if (condition == null) {
                return null;
            }
            conditions.add(condition);
        }
        return and ? DSL.and(conditions) : DSL.or(conditions);
    }

    private @Nullable Condition comparison(Target target, Filter.Comparison comparison) {
        if (comparison.path().indexOf('.') >= 0 || comparison.path().equals(SystemFields.LIST)) {
            return null;
        }
        Attribute attribute = target.object().attribute(comparison.path());
        if (attribute.kind() == Kind.CHOICES || attribute.kind() == Kind.MONEY || attribute.kind() == Kind.MOMENT) {
            return null;
        }
        Field<Object> value = compared(attribute);
        List<Object> operands = comparison.operands().stream()
                .map(operand ->
                        operand instanceof String text && attribute.kind().isFolded()
                                ? text.toLowerCase(Locale.ROOT)
                                : Objects.requireNonNull(operand))
                .toList();
        return switch (comparison.operator()) {
            case EQ -> value.eq(operands.get(0));
            case NEQ -> value.ne(operands.get(0)).or(value.isNull());
            case IN -> value.in(operands);
            case NOT_IN -> value.notIn(operands).or(value.isNull());
            case LT -> value.lt(operands.get(0));
            case LTE -> value.le(operands.get(0));
            case GT -> value.gt(operands.get(0));
            case GTE -> value.ge(operands.get(0));
            case BETWEEN -> value.between(operands.get(0), operands.get(1));
            case CONTAINS -> value.like("%" + operands.get(0) + "%");
            case NOT_CONTAINS -> value.notLike("%" + operands.get(0) + "%").or(value.isNull());
            case STARTS_WITH ->
                value.ge(operands.get(0))
                        .and(value.lt((Object) Grammar.next(operands.get(0).toString())));
            case ENDS_WITH -> value.like("%" + operands.get(0));
            case IS_EMPTY -> value.isNull();
            default -> null;
        };
    }
}
