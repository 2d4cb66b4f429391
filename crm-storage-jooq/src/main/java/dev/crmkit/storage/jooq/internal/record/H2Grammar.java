package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What H2 says in its own way, much of it by {@link H2Functions}. Immutable. */
final class H2Grammar implements Grammar {
    private final TextKey textKey = new TextKey(Dialect.H2);
    private final String schema;

    H2Grammar(String schema) {
        this.schema = schema;
    }

    @Override
    public TextKey textKey() {
        return textKey;
    }

    @Override
    public String table(ObjectMap object) {
        return schema + ".crm_record";
    }

    @Override
    public String writable(ObjectMap object) {
        return table(object);
    }

    @Override
    public SqlText isOf(ObjectMap object, String alias) {
        return SqlText.of(" AND " + alias + ".object_no = ").add(object.number());
    }

    @Override
    public SqlText table(Collection<ObjectMap> objects) {
        return SqlText.of(schema + ".crm_record r WHERE ");
    }

    // H2 takes the values of IN and ANY to an index only by its first column; a join takes all columns.

    @Override
    public SqlText byId(String columns, Collection<ObjectMap> objects, int workspace, Collection<UUID> ids) {
        return SqlText.of("SELECT " + columns + " FROM UNNEST(CAST(")
                // Rows are locked as the join meets them, so all must ask in one order.
                .bind(array(
                        ids.stream().distinct().sorted(IndexOrder::compareIds).toArray()))
                .add(" AS UUID ARRAY)) w (id) JOIN " + schema + ".crm_record r ON r.workspace_id = ")
                .add(workspace)
                .add(" AND r.id = w.id");
    }

    @Override
    public SqlText holders(int workspace, List<Integer> attributes, List<String> keys) {
        return SqlText.of("SELECT u.attribute_no, u.unique_key, u.record_id FROM UNNEST(CAST(")
                .bind(array(attributes.toArray()))
                .add(" AS INTEGER ARRAY), CAST(")
                .bind(array(keys.toArray()))
                .add(" AS VARCHAR ARRAY)) w (attribute_no, unique_key) JOIN " + schema
                        + ".crm_unique u ON u.workspace_id = ")
                .add(workspace)
                .add(" AND u.attribute_no = w.attribute_no AND u.unique_key = w.unique_key");
    }

    @Override
    public String textIn(String document, String key) {
        return schema + ".crm_text(" + document + ", " + Grammar.literal(key) + ")";
    }

    @Override
    public String numberIn(String document, String key) {
        return schema + ".crm_number(" + document + ", " + Grammar.literal(key) + ")";
    }

    @Override
    public String wholeIn(String document, String key) {
        return schema + ".crm_whole(" + document + ", " + Grammar.literal(key) + ")";
    }

    @Override
    public String listIn(String document, String key) {
        return schema + ".crm_list(" + document + ", " + Grammar.literal(key) + ")";
    }

    @Override
    public String firstOf(String list) {
        return "ARRAY_GET(" + list + ", 1)";
    }

    @Override
    public String sizeOf(String list) {
        return "CARDINALITY(" + list + ")";
    }

    @Override
    public SqlText listHasAny(String list, Collection<String> texts) {
        return commonTexts(list, texts).add(" > 0");
    }

    @Override
    public SqlText listHasAll(String list, Collection<String> texts) {
        return commonTexts(list, texts).add(" = ").add(texts.size());
    }

    private SqlText commonTexts(String list, Collection<String> texts) {
        return SqlText.of(schema + ".crm_common_texts(" + list + ", ")
                .bind(array(texts.toArray()))
                .add(")");
    }

    @Override
    public String isIdIn(String id, String list) {
        return id + " = ANY (CAST(" + list + " AS UUID ARRAY))";
    }

    @Override
    public SqlText numbersHaveAny(String numbers, int[] wanted) {
        return SqlText.of(commonNumbers(numbers, wanted)).add(" > 0");
    }

    @Override
    public SqlText numbersHaveAll(String numbers, int[] wanted) {
        return SqlText.of(commonNumbers(numbers, wanted)).add(" = ").add(wanted.length);
    }

    @Override
    public String commonNumbers(String numbers, int[] wanted) {
        return schema + ".crm_common_numbers(" + numbers + ", ARRAY[" + Grammar.commas(wanted) + "])";
    }

    @Override
    public String leastRank(String numbers, int[] order) {
        return schema + ".crm_least_rank(" + numbers + ", ARRAY[" + Grammar.commas(order) + "])";
    }

    @Override
    public SqlText isOneOf(String sql, ElementType type, List<?> values) {
        String name = switch (type) {
            case INT -> "INTEGER";
            case BIGINT -> "BIGINT";
            case NUMERIC -> "DECFLOAT";
            case TEXT -> "VARCHAR";
            case UUID -> "UUID";
            case MOMENT -> "TIMESTAMP WITH TIME ZONE";
        };
        Object[] elements = values.stream().map(H2Grammar::element).toArray();
        // Only with the cast does H2 know the type early enough to use an index.
        return SqlText.of(sql + " = ANY (CAST(").bind(array(elements)).add(" AS " + name + " ARRAY))");
    }

    @Override
    public SqlText forEach(ElementType type, List<?> values, BiFunction<SqlText, String, SqlText> statement) {
        // H2 has no LATERAL.
        List<SqlText> statements = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            SqlText value = SqlText.of("").bind(PlaceValues.bind(values.get(i)));
            statements.add(SqlText.of("(")
                    .add(statement.apply(value, Integer.toString(i + 1)))
                    .add(")"));
        }
        return SqlText.of("").join(statements, " UNION ALL ");
    }

    @Override
    public SqlText isItemKeyOneOf(String sql, Collection<String> keys) {
        // One key too is an array, which H2 takes to no index: the index of the record's items finds few, that of the
        // key's may find many.
        return SqlText.of(sql + " = ANY (CAST(")
                .bind(array(keys.stream()
                        .map(key -> key.getBytes(StandardCharsets.UTF_8))
                        .toArray()))
                .add(" AS VARBINARY ARRAY))");
    }

    private static Object element(Object value) {
        return value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value;
    }

    private static SqlText.Bind array(Object[] elements) {
        return (statement, index) -> statement.setObject(index, elements);
    }

    @Override
    public SqlText isLike(String sql, String pattern) {
        return SqlText.of(sql + " LIKE ").bind(Grammar.text(pattern)).add(" ESCAPE '\\'");
    }

    @Override
    public String foldedOf(String sql) {
        return "SUBSTRING(" + sql + " FROM 1 FOR POSITION(CHAR(1) IN " + sql + ") - 1)";
    }

    @Override
    public String hasValue(Place slot) {
        // NULLs are in the index, before all values, and only a range passes over them.
        String least = switch (slot.kind()) {
            case TEXT, LONG_TEXT, TOKEN, TOKENS -> "''";
            case NUMBER -> "-1" + "0".repeat(30);
            case MOMENT -> "TIMESTAMP WITH TIME ZONE '0001-01-01 00:00:00Z'";
            case CHOICE, CHOICES, CODE, PRESENCE -> "-2147483648";
            case REFERENCES -> "UUID '00000000-0000-0000-0000-000000000000'";
        };
        return slot.sql() + " >= " + least;
    }

    @Override
    public String beside(String column) {
        // H2 takes the first of two indexes that look alike to it, and the primary key begins with the workspace.
        return "(" + column + " + 0)";
    }

    @Override
    public String micros(String moment) {
        return schema + ".crm_micros(" + moment + ")";
    }

    @Override
    public SqlText bucket(Place moment, List<Instant> begins) {
        String micros = moment.shape() == Place.Shape.MICROS ? moment.sql() : micros(moment.sql());
        Object[] elements = begins.stream().map(Grammar::micros).toArray();
        return SqlText.of(schema + ".crm_bucket(" + micros + ", ")
                .bind(array(elements))
                .add(")");
    }

    @Override
    public String leadOfOrder(Places places, @Nullable String tied, boolean descending) {
        String object = orderBy(places.column("object_no"), descending, false) + ", ";
        return tied == null ? object : object + orderBy(tied, descending, false) + ", ";
    }

    @Override
    public RecordRows rows() {
        return new H2Rows(this);
    }
}
