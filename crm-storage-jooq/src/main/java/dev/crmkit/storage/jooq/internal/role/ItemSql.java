package dev.crmkit.storage.jooq.internal.role;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.storage.jooq.internal.Cells;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The questions for items. Not thread-safe.
 *
 * <p>Where the question names one record, one key or none, an index gives the order; H2 sees that only if the whole of the index is named,
 * in one direction. Where it names several, their items are sorted, and the values are joined: H2 takes several to an index only so, and PostgreSQL reads
 * the text of an array anew for each row that it holds against it.
 */
final class ItemSql {
    static final String SELECT = "select i.id, i.kind, i.record_id, i.item_key, i.item_at, i.document";

    private static final JsonFactory JSON = new JsonFactory();

    private final boolean onPostgres;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    private ItemSql(boolean onPostgres) {
        this.onPostgres = onPostgres;
    }

    String text() {
        return sql.toString();
    }

    Object[] parameters() {
        return parameters.toArray();
    }

    /** A key as the database holds it. */
    static Object key(boolean onPostgres, String key) {
        return onPostgres ? key : key.getBytes(StandardCharsets.UTF_8);
    }

    static ItemSql list(boolean onPostgres, int workspace, ItemQuery query) {
        ItemSql sql = new ItemSql(onPostgres);
        String lead;
        if (!query.records().isEmpty()) {
            lead = sql.from("record_id", "uuid", query.records().toArray(UUID[]::new), workspace)
                    ? "workspace_id record_id kind "
                    : "";
            if (!query.keys().isEmpty()) {
                String keys = "cast(? as " + sql.array(sql.keyType()) + ")";
                sql.add(
                        " and i.item_key = any("
                                + (onPostgres ? "array(select v from unnest(" + keys + ") k (v))" : keys) + ")",
                        (Object) sql.keys(query.keys()));
            }
        } else if (!query.keys().isEmpty()) {
            lead = sql.from("item_key", sql.keyType(), sql.keys(query.keys()), workspace)
                    ? "workspace_id kind item_key "
                    : "";
        } else {
            sql.add(SELECT + " from crm_item i where i.workspace_id = ?", workspace);
            lead = "workspace_id kind ";
        }
        sql.add(" and i.kind = ?", query.kind());
        sql.after(query);
        sql.order((lead + "item_at id").split(" ", -1), query.newestFirst());
        sql.add(" limit ?", query.limit());
        return sql;
    }

    /** Begins with the items that have one of the values in the column, and says whether that is one value alone. */
    private boolean from(String column, String type, Object[] values, int workspace) {
        if (values.length == 1) {
            add(SELECT + " from crm_item i where i.workspace_id = ?", workspace);
            add(" and i." + column + " = ?", values[0]);
            return true;
        }
        if (onPostgres) {
            add(
                    SELECT + " from json_array_elements_text(cast(? as json)) w (v) join crm_item i on i." + column
                            + " = cast(w.v as " + type + ")",
                    json(values));
        } else {
            add(
                    SELECT + " from unnest(cast(? as " + array(type) + ")) w (v) join crm_item i on i." + column
                            + " = w.v",
                    (Object) values);
        }
        add(" and i.workspace_id = ?", workspace);
        return false;
    }

    /**
     * The values as JSON. Of an array the planner knows the size for some plans, and takes it to be ten for those that it keeps, which are then the wrong
     * ones for thousands; of JSON it always expects a hundred.
     */
    private static String json(Object[] values) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (Object value : values) {
                json.writeString(value.toString());
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private String keyType() {
        return onPostgres ? "text" : "varbinary";
    }

    private Object[] keys(Set<String> keys) {
        return onPostgres
                ? keys.toArray(String[]::new)
                : keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    }

    private String array(String type) {
        return onPostgres ? type + "[]" : type + " array";
    }

    private void after(ItemQuery query) {
        ItemQuery.Place after = query.after();
        if (after != null) {
            String beyond = query.newestFirst() ? "<" : ">";
            Object at = after.at().atOffset(ZoneOffset.UTC);
            // The first condition says nothing new, but is a range of the index.
            add(
                    " and i.item_at " + beyond + "= " + Cells.MOMENT + " and (i.item_at, i.id) " + beyond + " ("
                            + Cells.MOMENT + ", ?)",
                    at,
                    at,
                    after.id());
        }
    }

    private void order(String[] columns, boolean descending) {
        for (int i = 0; i < columns.length; i++) {
            sql.append(i == 0 ? " order by i." : ", i.").append(columns[i]).append(descending ? " desc" : "");
        }
    }

    static ItemSql keys(
            boolean onPostgres, int workspace, String kind, String prefix, @Nullable String after, int limit) {
        ItemSql sql = new ItemSql(onPostgres);
        sql.add(
                "select i.item_key, count(*) as total from crm_item i where i.workspace_id = ? and i.kind = ?",
                workspace,
                kind);
        sql.prefix(prefix);
        if (after != null) {
            sql.add(" and i.item_key > ?", key(onPostgres, after));
        }
        sql.add(
                " group by i.workspace_id, i.kind, i.item_key order by i.workspace_id, i.kind, i.item_key limit ?",
                limit);
        return sql;
    }

    static ItemSql byKey(
            boolean onPostgres,
            int workspace,
            String kind,
            String prefix,
            ItemStorage.@Nullable KeyPlace after,
            int limit) {
        ItemSql sql = new ItemSql(onPostgres);
        sql.add(SELECT + " from crm_item i where i.workspace_id = ? and i.kind = ?", workspace, kind);
        sql.prefix(prefix);
        if (after != null) {
            Object key = key(onPostgres, after.key());
            // The first condition says nothing new, but is a range of the index.
            sql.add(
                    " and i.item_key >= ? and (i.item_key, i.item_at, i.id) > (?, " + Cells.MOMENT + ", ?)",
                    key,
                    key,
                    after.at().atOffset(ZoneOffset.UTC),
                    after.id());
        }
        sql.order("workspace_id kind item_key item_at id".split(" ", -1), false);
        sql.add(" limit ?", limit);
        return sql;
    }

    private void prefix(String prefix) {
        if (!prefix.isEmpty()) {
            add(" and i.item_key >= ?", key(onPostgres, prefix));
            Object end = onPostgres ? pastPrefix(prefix) : pastPrefix(prefix.getBytes(StandardCharsets.UTF_8));
            if (end != null) {
                add(" and i.item_key < ?", end);
            }
        }
    }

    /** The least text, by code point, after all that begin with the prefix; null if there is none. */
    private static @Nullable String pastPrefix(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }

    /** The same for UTF-8, which has no byte FF. */
    private static byte[] pastPrefix(byte[] prefix) {
        byte[] end = prefix.clone();
        end[end.length - 1]++;
        return end;
    }

    private void add(String piece, Object... values) {
        sql.append(piece);
        parameters.addAll(List.of(values));
    }
}
