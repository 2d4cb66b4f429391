package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL says in its own way. Immutable. */
final class PostgresGrammar implements Grammar {
    private static final int MOST_WRITTEN = 20;

    private final TextKey textKey = new TextKey(Dialect.POSTGRES);
    private final String schema;

    PostgresGrammar(String schema) {
        this.schema = schema;
    }

    @Override
    public TextKey textKey() {
        return textKey;
    }

    @Override
    public String table(ObjectMap object) {
        return schema + ".crm_read" + suffix(List.of(object));
    }

    @Override
    public String writable(ObjectMap object) {
        return tableOf(List.of(object));
    }

    @Override
    public SqlText isOf(ObjectMap object, String alias) {
        if (object.isAlone()) {
            // A constraint of the table says so, and no index of it has the object.
            return SqlText.of("");
        }
        SqlText condition = SqlText.of(" AND " + alias + ".object_no = ").add(object.number());
        return object.second() == null ? condition : condition.add(" AND ").add(isIn(buckets(List.of(object)), alias));
    }

    @Override
    public SqlText table(Collection<ObjectMap> objects) {
        Set<Integer> buckets = buckets(objects);
        SqlText table = SqlText.of(tableOf(objects) + " r WHERE ");
        return buckets.size() == 1 ? table : table.add(isIn(buckets, "r")).add(" AND ");
    }

    /** The partition that holds the records of all these objects, or the whole table. */
    String tableOf(Collection<ObjectMap> objects) {
        return schema + ".crm_record" + suffix(objects);
    }

    private static String suffix(Collection<ObjectMap> objects) {
        Set<Integer> buckets = buckets(objects);
        return buckets.size() == 1 ? ObjectMap.table(buckets.iterator().next()).substring("crm_record".length()) : "";
    }

    /** The rows of these partitions, written out: the planner then looks at no others. */
    private static SqlText isIn(Set<Integer> buckets, String alias) {
        return SqlText.of(alias + ".bucket IN ("
                + Grammar.commas(buckets.stream().mapToInt(b -> b).toArray()) + ")");
    }

    /** The numbers of the partitions that may hold records of the object, with commas between them. */
    String buckets(ObjectMap object) {
        return Grammar.commas(object.buckets().stream().mapToInt(b -> b).toArray());
    }

    private static Set<Integer> buckets(Collection<ObjectMap> objects) {
        Set<Integer> buckets = new TreeSet<>();
        objects.forEach(object -> buckets.addAll(object.buckets()));
        return buckets;
    }

    @Override
    public SqlText byId(String columns, Collection<ObjectMap> objects, int workspace, Collection<UUID> ids) {
        return SqlText.of("SELECT " + columns + " FROM ")
                .add(table(objects))
                .add("r.workspace_id = ")
                .add(workspace)
                // The planner must not see how many there are: it would plan each call anew, which takes longer than to
                // run it.
                .bind(" AND r.id = ANY (CAST((SELECT CAST(? AS uuid[])) AS uuid[]))", array("uuid", ids.toArray()));
    }

    @Override
    public SqlText holders(int workspace, List<Integer> attributes, List<String> keys) {
        return SqlText.of("SELECT attribute_no, unique_key, record_id FROM " + schema
                        + ".crm_unique WHERE workspace_id = ")
                .add(workspace)
                .add(" AND ")
                .add(isOneOf("attribute_no", ElementType.INT, distinct(attributes)))
                .add(" AND ")
                .add(isOneOf("unique_key", ElementType.TEXT, distinct(keys)));
    }

    private static List<?> distinct(List<?> values) {
        return values.stream().distinct().toList();
    }

    @Override
    public String textIn(String document, String key) {
        return "((" + document + "->>" + Grammar.literal(key) + ") COLLATE \"C\")";
    }

    @Override
    public String numberIn(String document, String key) {
        return "CAST(" + document + "->>" + Grammar.literal(key) + " AS numeric)";
    }

    @Override
    public String wholeIn(String document, String key) {
        return "CAST(" + document + "->>" + Grammar.literal(key) + " AS bigint)";
    }

    @Override
    public String listIn(String document, String key) {
        return "(" + document + "->" + Grammar.literal(key) + ")";
    }

    @Override
    public String firstOf(String list) {
        return "((" + list + "->>0) COLLATE \"C\")";
    }

    @Override
    public String sizeOf(String list) {
        return "jsonb_array_length(" + list + ")";
    }

    // pgjdbc reads ?? as the operator's question mark.

    @Override
    public SqlText listHasAny(String list, Collection<String> texts) {
        return SqlText.of("(" + list + " ??| ")
                .bind(array("text", texts.toArray()))
                .add(")");
    }

    @Override
    public SqlText listHasAll(String list, Collection<String> texts) {
        return SqlText.of("(" + list + " ??& ")
                .bind(array("text", texts.toArray()))
                .add(")");
    }

    @Override
    public String isIdIn(String id, String list) {
        return id + " = ANY (ARRAY(SELECT CAST(e AS uuid) FROM jsonb_array_elements_text(" + list + ") e))";
    }

    @Override
    public SqlText numbersHaveAny(String numbers, int[] wanted) {
        return SqlText.of("(" + numbers + " && ").add(numbers(wanted)).add(")");
    }

    @Override
    public SqlText numbersHaveAll(String numbers, int[] wanted) {
        return SqlText.of("(" + numbers + " @> ").add(numbers(wanted)).add(")");
    }

    @Override
    public String commonNumbers(String numbers, int[] wanted) {
        return "(SELECT count(*) FROM unnest(" + numbers + ") e WHERE e = ANY (" + numbers(wanted) + "))";
    }

    @Override
    public String leastRank(String numbers, int[] order) {
        return "(SELECT min(array_position(" + numbers(order) + ", e)) FROM unnest(" + numbers + ") e)";
    }

    private static String numbers(int[] numbers) {
        return "CAST('{" + Grammar.commas(numbers) + "}' AS int[])";
    }

    @Override
    public SqlText isOneOf(String sql, ElementType type, List<?> values) {
        return SqlText.of(sql + " = ANY (").bind(array(type, values)).add(")");
    }

    @Override
    public SqlText forEach(ElementType type, List<?> values, BiFunction<SqlText, String, SqlText> statement) {
        // The text is the same for any number of values, and is planned once for all of them.
        return SqlText.of("(SELECT l.* FROM unnest(CAST(")
                .bind(array(type, values))
                .add(" AS " + name(type) + "[])) WITH ORDINALITY g (v, n) CROSS JOIN LATERAL (")
                .add(statement.apply(SqlText.of("g.v"), "g.n"))
                .add(") l)");
    }

    private static String name(ElementType type) {
        return switch (type) {
            case INT -> "int4";
            case BIGINT -> "int8";
            case NUMERIC -> "numeric";
            case TEXT -> "text";
            case UUID -> "uuid";
            case MOMENT -> "timestamptz";
        };
    }

    private static SqlText.Bind array(ElementType type, List<?> values) {
        return array(name(type), values.stream().map(PostgresGrammar::element).toArray());
    }

    @Override
    public SqlText isItemKeyOneOf(String sql, Collection<String> keys) {
        // Written out: a plan for any key takes no notice that one key has half of the records and another none. A
        // backslash may mean something in a literal, if the database is set so.
        return keys.size() > MOST_WRITTEN || keys.stream().anyMatch(key -> key.indexOf('\\') >= 0)
                ? isOneOf(sql, ElementType.TEXT, List.copyOf(keys))
                : SqlText.of(sql + " IN ("
                        + keys.stream().sorted().map(Grammar::literal).collect(Collectors.joining(", ")) + ")");
    }

    private static Object element(Object value) {
        // Moments go as texts with their own zone: the driver would write them in the session's.
        return value instanceof BigDecimal number
                ? number.toPlainString()
                : value instanceof Integer ? value : value.toString();
    }

    /** Binds an array of the named element type. */
    static SqlText.Bind array(String type, Object[] elements) {
        return (statement, index) ->
                statement.setArray(index, statement.getConnection().createArrayOf(type, elements));
    }

    @Override
    public SqlText isLike(String sql, String pattern) {
        // Without ESCAPE, which is a function call here; the backslash is the default.
        return SqlText.of(sql + " LIKE ").bind(Grammar.text(pattern));
    }

    @Override
    public String foldedOf(String sql) {
        return "split_part(" + sql + ", chr(1), 1)";
    }

    @Override
    public String hasValue(Place slot) {
        return slot.sql() + " IS NOT NULL";
    }

    @Override
    public String micros(String moment) {
        // Exact, and whatever the session's time zone.
        return "CAST(extract(epoch FROM " + moment + ") * 1000000 AS bigint)";
    }

    @Override
    public SqlText bucket(Place moment, List<Instant> begins) {
        return moment.shape() == Place.Shape.MICROS
                ? SqlText.of("width_bucket(" + moment.sql() + ", ")
                        .bind(array("int8", begins.stream().map(Grammar::micros).toArray()))
                        .add(")")
                : SqlText.of("width_bucket(" + moment.sql() + ", ")
                        .bind(array(
                                "timestamptz",
                                begins.stream().map(Instant::toString).toArray()))
                        .add(")");
    }

    @Override
    public String leadOfOrder(Places places, @Nullable String tied, boolean descending) {
        return "";
    }

    @Override
    public RecordRows rows() {
        return new PostgresRows(this);
    }
}
