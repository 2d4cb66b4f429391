package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.model.RecordState;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record's row: what stands in each of {@link #COLUMNS}. Immutable.
 *
 * @param id the record
 * @param cells one per column: a text, number, {@code Instant}, {@code UUID} or {@code List<Integer>}, or null
 */
record RowImage(UUID id, List<@Nullable Object> cells) {

    /** Every column that a write fills, but for the workspace, the bucket, the object and the id. */
    static final List<Column> COLUMNS = columns();

    /** The type of a column. */
    enum Type {
        /** A whole number of 32 bits. */
        INT("int", "INTEGER"),
        /** A whole number of 64 bits. */
        BIGINT("bigint", "BIGINT"),
        /** An exact number. */
        NUMERIC("numeric", "NUMERIC"),
        /** An id. */
        UUID("uuid", "UUID"),
        /** A moment. */
        MOMENT("timestamptz", "TIMESTAMP WITH TIME ZONE"),
        /** A text. */
        TEXT("text", "VARCHAR"),
        /** A JSON document that nothing looks into, as text. */
        JSON("json", "VARCHAR"),
        /** A JSON document that conditions look into, as text. */
        DOCUMENT("jsonb", "VARCHAR"),
        /** Whole numbers. */
        INTS("int[]", "INTEGER ARRAY");

        final String postgres;
        final String h2;

        Type(String postgres, String h2) {
            this.postgres = postgres;
            this.h2 = h2;
        }
    }

    /**
     * A column. Immutable.
     *
     * @param name its name
     * @param type its type
     */
    record Column(String name, Type type) {}

    private static List<Column> columns() {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("version", Type.BIGINT),
                new Column("owner", Type.TEXT),
                new Column("assignee", Type.TEXT),
                new Column("source", Type.TEXT),
                new Column("created_at", Type.MOMENT),
                new Column("created_by_kind", Type.TEXT),
                new Column("created_by", Type.TEXT),
                new Column("updated_at", Type.MOMENT),
                new Column("archived_at", Type.MOMENT),
                new Column("last_activity_at", Type.MOMENT),
                new Column("vals", Type.JSON),
                new Column("lvals", Type.JSON),
                new Column("sources", Type.JSON),
                new Column("xvals", Type.DOCUMENT),
                new Column("xlong", Type.DOCUMENT),
                new Column("search", Type.TEXT),
                new Column("mv", Type.INTS)));
        slots(columns, "k", 8, Type.INT);
        slots(columns, "r", 4, Type.UUID);
        slots(columns, "n", 8, Type.NUMERIC);
        slots(columns, "d", 6, Type.MOMENT);
        slots(columns, "t", 10, Type.TEXT);
        return List.copyOf(columns);
    }

    private static void slots(List<Column> columns, String letter, int number, Type type) {
        for (int i = 1; i <= number; i++) {
            columns.add(new Column(letter + i, type));
        }
    }

    static RowImage of(TextKey textKey, ObjectMap object, RecordWrite write) {
        StoredRecord record = write.record();
        RecordState state = record.state();
        IndexImage index = IndexImage.of(textKey, object, write.index());
        String name = record.displayName();
        List<@Nullable Object> cells = new ArrayList<>(COLUMNS.size());
        for (Column column : COLUMNS) {
            cells.add(
                    switch (column.name()) {
                        case "version" -> record.version();
                        case "owner" -> token(textKey, state.owner());
                        case "assignee" -> token(textKey, state.assignee());
                        case "source" -> token(textKey, state.source());
                        case "created_at" -> state.createdAt();
                        case "created_by_kind" -> state.createdBy().kind().name();
                        case "created_by" -> state.createdBy().id();
                        case "updated_at" -> state.updatedAt();
                        case "archived_at" -> state.archivedAt();
                        case "last_activity_at" -> state.lastActivityAt();
                        case "vals" -> orNull(record.values());
                        case "lvals" -> orNull(record.longValues());
                        case "sources" -> orNull(record.sources());
                        case "xvals" -> index.document();
                        case "xlong" -> index.longDocument();
                        case "search" -> orNull(write.searchText());
                        case "mv" -> index.members().isEmpty() ? null : index.members();
                        case "t1" -> name.isEmpty() ? null : textKey.text(IndexValue.Text.of(name));
                        default -> index.slots().get(column.name());
                    });
        }
        return new RowImage(record.id(), cells);
    }

    private static @Nullable String token(TextKey textKey, @Nullable String text) {
        return text == null ? null : textKey.token(text);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
