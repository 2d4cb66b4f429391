package dev.crmkit.benchmarks.compare;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A table of which records are in which list, as one writes it beside any layout: a row for each record of a list, found by list and record. Immutable.
 *
 * @param table its name
 * @param workspace whose lists are meant where it holds those of all workspaces; null where it holds those of one
 */
record ListTable(String table, @Nullable Integer workspace) {

    /**
     * Makes it.
     *
     * @param records the table that its rows name rows of; empty where that has no key of an id alone
     */
    String create(String records) {
        return "create table " + table + " (" + (workspace == null ? "" : "workspace int not null, ")
                + "list varchar(100) not null, record_id uuid not null"
                + (records.isEmpty() ? "" : " references " + records)
                + ", primary key (" + (workspace == null ? "" : "workspace, ") + "list, record_id))";
    }

    void add(Connection connection, String list, List<UUID> ids) throws SQLException {
        SqlLayout.batch(
                connection,
                "insert into " + table + " (list, record_id" + (workspace == null ? "" : ", workspace")
                        + ") values (?, ?" + (workspace == null ? "" : ", " + workspace) + ")",
                ids.stream().map(id -> List.of(list, id)).toList());
    }

    /** Whether the record of an alias is in one of these lists. */
    Sql has(String alias, List<?> lists) {
        return Sql.of("exists (select 1 from " + table + " m where "
                        + (workspace == null ? "" : "m.workspace = " + workspace + " and ") + "m.record_id = " + alias
                        + ".id and m.list in ")
                .add(Sql.list(lists))
                .add(")");
    }
}
