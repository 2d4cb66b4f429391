package dev.crmkit.benchmarks.compare;

import dev.crmkit.query.Operator;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** J: one table of JSONB documents for all workspaces and objects, in PostgreSQL. Thread-safe. */
class Documents extends SqlLayout implements Grammar {
    private final String table;
    private final ChangeLog log;

    Documents(DataSource source) {
        this("J", source);
    }

    Documents(String name, DataSource source) {
        super(name, source);
        this.table = name.toLowerCase(Locale.ROOT) + "_document";
        this.log = new ChangeLog(table + "_change", Database.POSTGRES);
    }

    final String table() {
        return table;
    }

    @Override
    final Grammar grammar() {
        return this;
    }

    @Override
    public Database database() {
        return Database.POSTGRES;
    }

    @Override
    public String from(Target target, String alias) {
        return table + " " + alias;
    }

    @Override
    public String scope(Target target, String alias) {
        return alias + ".workspace = " + target.workspace() + " and " + alias + ".object = '"
                + target.object().name() + "'";
    }

    @Override
    public String row(Target target, String alias) {
        return alias + ".id, " + alias + ".created_at, " + alias + ".vals";
    }

    @Override
    public String value(Target target, Attribute attribute, String alias) {
        if (attribute.equals(Attribute.CREATED_AT)) {
            return alias + ".created_at";
        }
        String text = alias + ".vals->>'" + attribute.name() + "'";
        return switch (attribute.kind()) {
            case NUMBER, RATING -> "cast(" + text + " as numeric)";
            case MONEY -> "cast(" + alias + ".vals->'" + attribute.name() + "'->>'amount' as numeric)";
            case FLAG -> "cast(" + text + " as boolean)";
            case DATE -> "cast(" + text + " as date)";
            case MOMENT -> "cast(" + text + " as timestamptz)";
            case REFERENCE -> "cast(" + text + " as uuid)";
            case CHOICES -> "(" + alias + ".vals->'" + attribute.name() + "')";
            default -> "((" + text + ") collate \"C\")";
        };
    }

    @Override
    public String currency(Target target, Attribute attribute, String alias) {
        return "(" + alias + ".vals->'" + attribute.name() + "'->>'currency')";
    }

    @Override
    public String order(Target target, Attribute attribute, String alias) {
        return compared(target, attribute, alias);
    }

    @Override
    public Sql members(Target target, Attribute attribute, String alias, boolean all, List<?> wanted) {
        // The driver reads ?? as the operator's question mark.
        return Sql.of("(" + value(target, attribute, alias) + (all ? " ??& " : " ??| ") + "?)", List.copyOf(wanted));
    }

    @Override
    public ListTable lists(Target target) {
        return new ListTable(table + "_list", target.workspace());
    }

    @Override
    public void prepare() {
        List<String> statements = new ArrayList<>(List.of(
                "create table " + table
                        + " (workspace int not null, object text collate \"C\" not null, id uuid not null,"
                        + " created_at timestamptz not null, vals jsonb not null, primary key (workspace, id))",
                "create index " + table + "_object on " + table + " (workspace, object, id)",
                lists(Sizes.BIG).create("")));
        statements.addAll(log.create());
        execute(statements);
    }

    /** Its indexes grew with the records. */
    @Override
    public void finish() {}

    @Override
    public long bytes() {
        return number("select pg_total_relation_size('" + table + "')");
    }

    @Override
    public final void load(Target target, List<Row> rows) {
        inTransaction(connection -> {
            store(connection, target, rows);
            return true;
        });
    }

    @Override
    public final void insert(Target target, List<Row> rows) {
        inTransaction(connection -> {
            store(connection, target, rows);
            log.created(connection, rows);
            return true;
        });
    }

    /** Stores new records in a transaction. */
    void store(Connection connection, Target target, List<Row> rows) throws SQLException {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> document = new HashMap<>(row.values());
            if (row.owner() != null) {
                document.put(Attribute.OWNER.name(), row.owner());
            }
            all.add(List.of(
                    target.workspace(), target.object().name(), row.id(), row.createdAt(), Json.write(document)));
        }
        batch(
                connection,
                "insert into " + table
                        + " (workspace, object, id, created_at, vals) values (?, ?, ?, ?, cast(? as jsonb))",
                all);
    }

    @Override
    public final void update(Target target, UUID id, Map<String, Object> changes) {
        inTransaction(connection -> {
            Map<String, Object> before = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select vals from " + table + " where workspace = ? and id = ? for update")) {
                select.setInt(1, target.workspace());
                select.setObject(2, id);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    before.put("vals", rows.getString(1));
                }
            }
            change(connection, target, id, changes);
            log.changed(connection, id, before, changes);
            return true;
        });
    }

    /** Changes a record in a transaction. */
    void change(Connection connection, Target target, UUID id, Map<String, Object> changes) throws SQLException {
        batch(
                connection,
                "update " + table + " set vals = vals || cast(? as jsonb) where workspace = ? and id = ?",
                List.of(List.of(Json.write(changes), target.workspace(), id)));
    }

    /** G: with a GIN index of all documents, which answers what is said by containment. */
    static final class Indexed extends Documents {
        Indexed(DataSource source) {
            super("G", source);
        }

        @Override
        public void finish() {
            execute(List.of("create index " + table() + "_values on " + table() + " using gin (vals jsonb_path_ops)"));
        }

        @Override
        public Sql members(Target target, Attribute attribute, String alias, boolean all, List<?> wanted) {
            List<Sql> each = wanted.stream()
                    .map(one -> contains(alias, attribute, List.of(one)))
                    .toList();
            return Sql.of("(").add(Sql.join(each, all ? " and " : " or ")).add(")");
        }

        @Override
        public Sql compare(
                Target target,
                Attribute attribute,
                String alias,
                Operator operator,
                List<? extends @Nullable Object> operands) {
            boolean exact = !attribute.kind().isFolded()
                    && attribute.kind() != Kind.MONEY
                    && attribute.kind() != Kind.MOMENT
                    && attribute.kind() != Kind.CHOICES
                    && (operator == Operator.EQ || operator == Operator.IN);
            if (!exact) {
                return super.compare(target, attribute, alias, operator, operands);
            }
            List<Sql> each = operands.stream()
                    .map(operand -> contains(alias, attribute, Objects.requireNonNull(operand)))
                    .toList();
            return Sql.of("(").add(Sql.join(each, " or ")).add(")");
        }

        private static Sql contains(String alias, Attribute attribute, Object value) {
            Object plain = value instanceof BigDecimal number ? number.stripTrailingZeros() : value;
            return Sql.of(alias + ".vals @> cast(? as jsonb)", Json.write(Map.of(attribute.name(), plain)));
        }
    }
}
