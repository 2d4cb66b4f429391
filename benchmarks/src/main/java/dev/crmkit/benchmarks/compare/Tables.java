package dev.crmkit.benchmarks.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * N: what one would write by hand. A table with typed columns for each object of each workspace, foreign keys, an index for each column that is asked
 * for, a trigram index for names, one for sets of options, and one of stage and amount for the board. Thread-safe.
 */
final class Tables extends SqlLayout implements Grammar {
    private static final String CURRENCY = "_currency";

    private final Database database;
    private final Collection<Target> targets;
    private final ChangeLog log;

    Tables(DataSource source, Database database, Collection<Target> targets) {
        super("N", source);
        this.database = database;
        this.targets = targets;
        this.log = new ChangeLog("n_change", database);
    }

    @Override
    Grammar grammar() {
        return this;
    }

    @Override
    public Database database() {
        return database;
    }

    // What is asked.

    static String table(Target target) {
        return "n_" + target.table();
    }

    @Override
    public String from(Target target, String alias) {
        return table(target) + " " + alias;
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
        return alias + "." + attribute.column();
    }

    @Override
    public String currency(Target target, Attribute attribute, String alias) {
        return value(target, attribute, alias) + CURRENCY;
    }

    @Override
    public String order(Target target, Attribute attribute, String alias) {
        return compared(target, attribute, alias);
    }

    @Override
    public String compared(Target target, Attribute attribute, String alias) {
        String value = value(target, attribute, alias);
        if (!attribute.kind().isFolded()) {
            return value;
        }
        // H2 has no indexes of expressions, so a column holds what is searched.
        return database == Database.POSTGRES || !isTextIndexed(attribute) ? "lower(" + value + ")" : value + "_lower";
    }

    /** H2 takes an index to sort only if all of its columns are said. */
    @Override
    public String lead(Target target, List<Attribute> tied, boolean descending, String alias) {
        return database == Database.POSTGRES || tied.isEmpty()
                ? ""
                : value(target, tied.get(0), alias) + (descending ? " desc, " : " asc, ");
    }

    @Override
    public Sql members(Target target, Attribute attribute, String alias, boolean all, List<?> wanted) {
        String value = value(target, attribute, alias);
        if (database == Database.POSTGRES) {
            return Sql.of("(" + value + (all ? " @> " : " && ") + "?)", List.copyOf(wanted));
        }
        List<Sql> each = wanted.stream()
                .map(one -> Sql.of("array_contains(" + value + ", ?)", one))
                .toList();
        return Sql.of("(").add(Sql.join(each, all ? " and " : " or ")).add(")");
    }

    @Override
    public ListTable lists(Target target) {
        return new ListTable("n_list_" + target.table(), null);
    }

    // What is made.

    @Override
    public void prepare() {
        List<String> statements = new ArrayList<>();
        for (Target target : targets) {
            statements.add(create(target));
            statements.addAll(indexes(target));
            statements.add(lists(target).create(table(target)));
        }
        statements.addAll(log.create());
        execute(statements);
    }

    private String create(Target target) {
        List<String> columns = new ArrayList<>(List.of("id uuid primary key"));
        for (Attribute attribute : attributes(target.object())) {
            columns.add(attribute.column() + " " + type(attribute)
                    + (attribute.required() ? " not null" : "")
                    + (attribute.kind() == Kind.REFERENCE
                            ? " references " + table(target.beside(attribute.target()))
                            : ""));
            if (attribute.kind() == Kind.MONEY) {
                columns.add(attribute.column() + CURRENCY + " varchar(3)");
            }
        }
        // Behind all that is inserted by place.
        if (database == Database.H2) {
            attributes(target.object()).stream()
                    .filter(Tables::isTextIndexed)
                    .forEach(a -> columns.add(
                            a.column() + "_lower varchar(255) generated always as (lower(" + a.column() + "))"));
        }
        return "create table " + table(target) + " (" + String.join(", ", columns) + ")";
    }

    private String type(Attribute attribute) {
        boolean postgres = database == Database.POSTGRES;
        return switch (attribute.kind()) {
            case TEXT, FULL_NAME, EMAIL, PHONE, URL, CHOICE, USER -> postgres ? "text collate \"C\"" : "varchar(255)";
            case LONG_TEXT -> postgres ? "text" : "varchar(100000)";
            case NUMBER, MONEY -> "numeric(30, 2)";
            case RATING -> "smallint";
            case CHOICES -> postgres ? "text[]" : "varchar(100) array";
            case FLAG -> "boolean";
            case DATE -> "date";
            case MOMENT -> "timestamp with time zone";
            case REFERENCE -> "uuid";
        };
    }

    private List<String> indexes(Target target) {
        String table = table(target);
        List<String> indexes = new ArrayList<>();
        for (Attribute attribute : attributes(target.object())) {
            String indexed = indexed(attribute);
            if (!indexed.isEmpty()) {
                indexes.add("create index " + table + "_" + attribute.column() + " on " + table + indexed);
            }
        }
        if (database == Database.POSTGRES) {
            indexes.add("create index " + table + "_trigrams on " + table + " using gin (lower(name) gin_trgm_ops)");
        }
        if (target.object().equals(DataObject.DEAL)) {
            indexes.add("create index " + table + "_board on " + table + " (stage, amount, id)");
        }
        return indexes;
    }

    /** What an index of the attribute is made of; empty if there is none. */
    private String indexed(Attribute attribute) {
        String column = attribute.column();
        boolean postgres = database == Database.POSTGRES;
        if (!attribute.indexed() || attribute.kind() == Kind.LONG_TEXT) {
            return "";
        } else if (attribute.kind() == Kind.CHOICES) {
            return postgres ? " using gin (" + column + ")" : "";
        } else if (isTextIndexed(attribute)) {
            return " (" + (postgres ? "lower(" + column + ")" : column + "_lower") + ", id)";
        } else if (attribute.kind() == Kind.MONEY) {
            return " (" + column + " desc nulls last, " + column + CURRENCY + " desc nulls last, id desc)";
        }
        return isSortedFromTheGreatest(attribute)
                ? " (" + column + " desc nulls last, id desc)"
                : " (" + column + ", id)";
    }

    private static boolean isTextIndexed(Attribute attribute) {
        return attribute.kind().isFolded() && attribute.kind() != Kind.LONG_TEXT;
    }

    /** Those that may be empty and are shown from the greatest; empty ones come last. */
    private static boolean isSortedFromTheGreatest(Attribute attribute) {
        return !attribute.required()
                && (attribute.kind() == Kind.MOMENT
                        || attribute.kind() == Kind.NUMBER
                        || attribute.kind() == Kind.RATING);
    }

    private static List<Attribute> attributes(DataObject object) {
        List<Attribute> attributes = new ArrayList<>(List.of(Attribute.OWNER, Attribute.CREATED_AT));
        attributes.addAll(object.attributes());
        return attributes;
    }

    /** Its indexes grew with the records. */
    @Override
    public void finish() {}

    @Override
    public long bytes() {
        return number("select sum(pg_total_relation_size(c.oid)) from pg_class c where c.relkind = 'r'"
                + " and c.relname like 'n\\_w%'");
    }

    // What is written.

    @Override
    public void load(Target target, List<Row> rows) {
        inTransaction(connection -> {
            insert(connection, target, rows);
            return true;
        });
    }

    @Override
    public void insert(Target target, List<Row> rows) {
        inTransaction(connection -> {
            insert(connection, target, rows);
            log.created(connection, rows);
            return true;
        });
    }

    private static void insert(Connection connection, Target target, List<Row> rows) throws SQLException {
        List<String> columns = new ArrayList<>(List.of("id"));
        for (Attribute attribute : attributes(target.object())) {
            columns.add(attribute.column());
            if (attribute.kind() == Kind.MONEY) {
                columns.add(attribute.column() + CURRENCY);
            }
        }
        List<List<@Nullable Object>> all = new ArrayList<>(rows.size());
        for (Row row : rows) {
            List<@Nullable Object> cells = new ArrayList<>(columns.size());
            cells.add(row.id());
            for (Attribute attribute : attributes(target.object())) {
                cells.addAll(cells(attribute, row.value(attribute.name())));
            }
            all.add(cells);
        }
        batch(
                connection,
                "insert into " + table(target) + " (" + String.join(", ", columns) + ") values ("
                        + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")",
                all);
    }

    private static List<@Nullable Object> cells(Attribute attribute, @Nullable Object value) {
        List<@Nullable Object> cells = new ArrayList<>();
        if (attribute.kind() == Kind.MONEY) {
            Money money = (Money) value;
            cells.add(money == null ? null : money.amount());
            cells.add(money == null ? null : money.currency());
        } else {
            cells.add(value);
        }
        return cells;
    }

    @Override
    public void update(Target target, UUID id, Map<String, Object> changes) {
        inTransaction(connection -> {
            Set<String> names = changes.keySet();
            Map<String, Object> before = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "select " + String.join(", ", names) + " from " + table(target) + " where id = ? for update")) {
                select.setObject(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    for (String name : names) {
                        Object value = rows.getObject(name);
                        if (value != null) {
                            before.put(name, value);
                        }
                    }
                }
            }
            List<@Nullable Object> cells = new ArrayList<>(changes.values());
            cells.add(id);
            batch(
                    connection,
                    "update " + table(target) + " set "
                            + names.stream().map(name -> name + " = ?").collect(Collectors.joining(", "))
                            + " where id = ?",
                    List.of(cells));
            log.changed(connection, id, before, changes);
            return true;
        });
    }
}
