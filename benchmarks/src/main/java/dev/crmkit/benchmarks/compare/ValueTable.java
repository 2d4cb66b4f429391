package dev.crmkit.benchmarks.compare;

import dev.crmkit.query.Operator;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * V: documents, and a side table with one row for each value, indexed by attribute and value: what is called an entity-attribute-value layout.
 * Conditions and orders go to the side table, groups to the documents. Thread-safe.
 */
final class ValueTable extends Documents {
    private static final String VALUES = "v_value";
    private static final String SORTED = "s_";

    ValueTable(DataSource source) {
        super("V", source);
    }

    /** Attributes have numbers that are unique over all targets. */
    private static int number(Target target, Attribute attribute) {
        int object = DataObject.ALL.indexOf(target.object());
        int place = target.object().attributes().indexOf(attribute) + 1;
        return target.workspace() * 1_000 + object * 100 + (attribute.equals(Attribute.OWNER) ? 99 : place);
    }

    private static String column(Attribute attribute) {
        return switch (attribute.kind()) {
            case NUMBER, RATING, MONEY -> "n";
            case DATE, MOMENT -> "d";
            case REFERENCE -> "r";
            default -> "t";
        };
    }

    private static boolean isStored(Attribute attribute) {
        return attribute.indexed() && attribute.kind() != Kind.LONG_TEXT;
    }

    @Override
    public String order(Target target, Attribute attribute, String alias) {
        return isJoined(attribute)
                ? SORTED + attribute.name() + "." + column(attribute)
                : super.order(target, attribute, alias);
    }

    @Override
    public String join(Target target, Attribute attribute, String alias) {
        if (!isJoined(attribute)) {
            return "";
        }
        String sorted = SORTED + attribute.name();
        return (attribute.required() ? " join " : " left join ") + VALUES + " " + sorted + " on " + sorted
                + ".record = " + alias + ".id and " + sorted + ".attribute = " + number(target, attribute);
    }

    private static boolean isJoined(Attribute attribute) {
        return isStored(attribute) && !attribute.name().startsWith("@");
    }

    @Override
    public Sql members(Target target, Attribute attribute, String alias, boolean all, List<?> wanted) {
        if (!all) {
            return has(target, attribute, alias, Sql.of("v.t in ").add(Sql.list(wanted)));
        }
        return Sql.join(
                wanted.stream()
                        .map(one -> has(target, attribute, alias, Sql.of("v.t = ?", one)))
                        .toList(),
                " and ");
    }

    @Override
    public Sql compare(
            Target target,
            Attribute attribute,
            String alias,
            Operator operator,
            List<? extends @Nullable Object> operands) {
        if (attribute.equals(Attribute.CREATED_AT) || !isStored(attribute)) {
            return super.compare(target, attribute, alias, operator, operands);
        } else if (attribute.kind() == Kind.CHOICES) {
            return operator == Operator.CONTAINS_NONE
                    ? Sql.of("not ").add(members(target, attribute, alias, false, operands))
                    : super.compare(target, attribute, alias, operator, operands);
        }
        Operator positive = switch (operator) {
            case NEQ -> Operator.EQ;
            case NOT_IN -> Operator.IN;
            case NOT_CONTAINS -> Operator.CONTAINS;
            case IS_EMPTY -> Operator.IS_NOT_EMPTY;
            default -> operator;
        };
        Sql condition = positive == Operator.IS_NOT_EMPTY
                ? Sql.of("true")
                : new Values()
                        .compare(
                                target,
                                attribute,
                                "v",
                                positive,
                                operands.stream().map(ValueTable::stored).toList());
        Sql has = has(target, attribute, alias, condition);
        return positive == operator ? has : Sql.of("not ").add(has);
    }

    private static Object stored(@Nullable Object value) {
        return value instanceof Boolean flag ? flag.toString() : Objects.requireNonNull(value);
    }

    private static Sql has(Target target, Attribute attribute, String alias, Sql condition) {
        return Sql.of("exists (select 1 from " + VALUES + " v where v.record = " + alias + ".id and v.attribute = "
                        + number(target, attribute) + " and ")
                .add(condition)
                .add(")");
    }

    @Override
    public void prepare() {
        super.prepare();
        execute(List.of(
                "create table " + VALUES + " (attribute int not null, record uuid not null, t text collate \"C\","
                        + " n numeric, d timestamptz, r uuid, currency varchar(3))"));
    }

    @Override
    public void finish() {
        List<String> statements = new ArrayList<>();
        for (String column : List.of("t", "n", "d", "r")) {
            statements.add("create index v_value_" + column + " on " + VALUES + " (attribute, " + column
                    + ", record) where " + column + " is not null");
        }
        statements.add("create index v_value_record on " + VALUES + " (record, attribute)");
        statements.add("create index v_value_trigrams on " + VALUES + " using gin (attribute, t gin_trgm_ops)"
                + " where t is not null");
        execute(statements);
    }

    @Override
    public long bytes() {
        return super.bytes() + number("select pg_total_relation_size('" + VALUES + "')");
    }

    @Override
    void store(Connection connection, Target target, List<Row> rows) throws SQLException {
        super.store(connection, target, rows);
        List<List<@Nullable Object>> cells = new ArrayList<>();
        for (Row row : rows) {
            for (Attribute attribute : target.object().attributes()) {
                cells.addAll(cells(target, attribute, row.id(), row.value(attribute.name())));
            }
            cells.addAll(cells(target, Attribute.OWNER, row.id(), row.owner()));
        }
        insert(connection, cells);
    }

    private static void insert(Connection connection, List<List<@Nullable Object>> cells) throws SQLException {
        batch(
                connection,
                "insert into " + VALUES + " (attribute, record, t, n, d, r, currency) values ("
                        + String.join(", ", Collections.nCopies(7, "?")) + ")",
                cells);
    }

    private static List<List<@Nullable Object>> cells(
            Target target, Attribute attribute, UUID record, @Nullable Object value) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (value == null || !isStored(attribute)) {
            return rows;
        }
        List<?> members = value instanceof List<?> list ? list : List.of(value);
        for (Object member : members) {
            List<@Nullable Object> row = new ArrayList<>(Collections.nCopies(7, null));
            row.set(0, number(target, attribute));
            row.set(1, record);
            int place = 2 + List.of("t", "n", "d", "r").indexOf(column(attribute));
            if (member instanceof Money money) {
                row.set(place, money.amount());
                row.set(6, money.currency());
            } else if (attribute.kind() == Kind.FLAG) {
                row.set(place, member.toString());
            } else {
                row.set(place, attribute.kind().isFolded() ? member.toString().toLowerCase(Locale.ROOT) : member);
            }
            rows.add(row);
        }
        return rows;
    }

    @Override
    void change(Connection connection, Target target, UUID id, Map<String, Object> changes) throws SQLException {
        super.change(connection, target, id, changes);
        Set<String> names = changes.keySet();
        for (String name : names) {
            Attribute attribute = target.object().attribute(name);
            if (isStored(attribute)) {
                batch(
                        connection,
                        "delete from " + VALUES + " where record = ? and attribute = ?",
                        List.of(List.of(id, number(target, attribute))));
                insert(connection, cells(target, attribute, id, changes.get(name)));
            }
        }
    }

    /** The columns of the side table, as plain columns: texts are folded there already. */
    private final class Values implements Grammar {
        @Override
        public Database database() {
            return Database.POSTGRES;
        }

        @Override
        public String from(Target target, String alias) {
            return VALUES + " " + alias;
        }

        @Override
        public String scope(Target target, String alias) {
            return "";
        }

        @Override
        public String row(Target target, String alias) {
            return alias + ".*";
        }

        @Override
        public String value(Target target, Attribute attribute, String alias) {
            return alias + "." + column(attribute);
        }

        @Override
        public String compared(Target target, Attribute attribute, String alias) {
            return value(target, attribute, alias);
        }

        @Override
        public String currency(Target target, Attribute attribute, String alias) {
            return alias + ".currency";
        }

        @Override
        public ListTable lists(Target target) {
            return ValueTable.this.lists(target);
        }

        @Override
        public Sql members(Target target, Attribute attribute, String alias, boolean all, List<?> wanted) {
            return ValueTable.this.members(target, attribute, alias, all, wanted);
        }
    }
}
