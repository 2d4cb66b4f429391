package dev.crmkit.storage.jooq.internal.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.RowImage.Column;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes rows on PostgreSQL. Immutable.
 *
 * <p>All rows of a call go as one JSON array in one parameter: one statement text for one row and for a thousand, which the driver and the
 * server keep prepared. It is {@code json}, not {@code jsonb}, so that the limits of one document hold for a row and not for the call.
 */
final class PostgresRows implements RecordRows {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String NAMES =
            RowImage.COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "));
    private static final String READ_NAMES =
            RowImage.COLUMNS.stream().map(column -> "x." + column.name()).collect(Collectors.joining(", "));
    private static final String SETS = RowImage.COLUMNS.stream()
            .map(column -> column.name() + " = x." + column.name())
            .collect(Collectors.joining(", "));
    private static final String RECORDS = "json_to_recordset(CAST(? AS json)) AS x(id uuid, "
            + RowImage.COLUMNS.stream()
                    .map(column -> column.name() + " " + column.type().postgres)
                    .collect(Collectors.joining(", "))
            + ")";

    private final PostgresGrammar grammar;

    PostgresRows(PostgresGrammar grammar) {
        this.grammar = grammar;
    }

    @Override
    public void insertIdentities(Session session, ObjectMap object, List<UUID> ids) {
        SqlText.of("INSERT INTO " + session.schema() + ".crm_record_id (workspace_id, id, object_no) SELECT ")
                .add(session.workspaceNumber())
                .add(", x, ")
                .add(object.number())
                .bind(" FROM unnest(?) x", PostgresGrammar.array("uuid", ids.toArray()))
                .update(session);
    }

    @Override
    public void insert(Session session, ObjectMap object, List<RowImage> rows) {
        SqlText.of("INSERT INTO " + grammar.writable(object) + " (workspace_id, bucket, object_no, id, " + NAMES
                        + ") SELECT ")
                .add(session.workspaceNumber())
                .add(", ")
                .add(object.bucket())
                .add(", ")
                .add(object.number())
                .bind(", x.id, " + READ_NAMES + " FROM " + RECORDS, Grammar.text(json(rows)))
                .update(session);
    }

    @Override
    public int update(Session session, ObjectMap object, List<RowImage> rows) {
        return SqlText.of("UPDATE " + grammar.writable(object) + " r SET ")
                .bind(SETS + " FROM " + RECORDS, Grammar.text(json(rows)))
                .add(" WHERE r.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND r.bucket IN (" + grammar.buckets(object) + ") AND r.id = x.id AND r.object_no = ")
                .add(object.number())
                .update(session);
    }

    @Override
    public void touch(Session session, Collection<ObjectMap> objects, List<UUID> ids, Instant at) {
        // Locked first: the join alone would meet the rows in an order of its own.
        SqlText.of("WITH w AS MATERIALIZED (")
                .add(grammar.byId("r.bucket, r.id", objects, session.workspaceNumber(), ids))
                .bind(" AND r.last_activity_at < ? ORDER BY r.id FOR UPDATE)", Grammar.moment(at))
                .bind(" UPDATE " + grammar.tableOf(objects) + " r SET last_activity_at = ?", Grammar.moment(at))
                .add(" FROM w WHERE r.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND r.bucket = w.bucket AND r.id = w.id")
                .update(session);
    }

    @Override
    public void release(Session session, List<HeldKey> keys) {
        keys(SqlText.of("DELETE FROM " + session.schema() + ".crm_unique u USING "), keys)
                .add(" WHERE u.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND u.attribute_no = x.a AND u.unique_key = x.k AND u.record_id = x.r")
                .update(session);
    }

    @Override
    public int take(Session session, List<HeldKey> keys) {
        return keys(
                        SqlText.of("INSERT INTO " + session.schema()
                                        + ".crm_unique (workspace_id, attribute_no, unique_key, record_id) SELECT ")
                                .add(session.workspaceNumber())
                                .add(", x.a, x.k, x.r FROM "),
                        keys)
                .add(" ON CONFLICT DO NOTHING")
                .update(session);
    }

    private static SqlText keys(SqlText statement, List<HeldKey> keys) {
        return statement
                .bind(
                        "unnest(?, ",
                        PostgresGrammar.array(
                                "int4", keys.stream().map(HeldKey::attribute).toArray()))
                .bind(
                        "?, ",
                        PostgresGrammar.array(
                                "text", keys.stream().map(HeldKey::key).toArray()))
                .bind(
                        "?) AS x(a, k, r)",
                        PostgresGrammar.array(
                                "uuid", keys.stream().map(HeldKey::record).toArray()));
    }

    private static String json(List<RowImage> rows) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (RowImage row : rows) {
                json.writeStartObject();
                json.writeStringField("id", row.id().toString());
                for (int i = 0; i < row.cells().size(); i++) {
                    Object cell = row.cells().get(i);
                    if (cell != null) {
                        Column column = RowImage.COLUMNS.get(i);
                        json.writeFieldName(column.name());
                        write(json, column.type(), cell);
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, RowImage.Type type, Object cell) throws IOException {
        if (type == RowImage.Type.JSON) {
            json.writeRawValue((String) cell);
        } else if (cell instanceof BigDecimal number) {
            json.writeNumber(number.toPlainString());
        } else if (cell instanceof Number number) {
            json.writeNumber(number.longValue());
        } else if (cell instanceof List<?> numbers) {
            json.writeStartArray();
            for (Object number : numbers) {
                json.writeNumber((Integer) number);
            }
            json.writeEndArray();
        } else {
            json.writeString(cell.toString());
        }
    }
}
