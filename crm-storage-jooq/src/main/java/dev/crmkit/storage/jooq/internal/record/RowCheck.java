package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexFault;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.RowImage.Column;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows of one object with what they should be: every place that questions look at, and the slots that nobody has, which are given away as empty. What
 * stands elsewhere, such as in a slot that is being filled, is nobody's business yet. Not thread-safe.
 */
final class RowCheck {
    /** The columns that hold index values, and the documents of the same. */
    private static final List<Column> COLUMNS = RowImage.COLUMNS.stream()
            .filter(column -> isSlot(column.name())
                    || Set.of("mv", "search", "xvals", "xlong").contains(column.name()))
            .toList();

    private final Session session;
    private final Grammar grammar;
    private final ObjectMap object;
    private final Map<String, Field> owners = new HashMap<>();
    private final Set<String> unread = new HashSet<>();
    private final Set<Object> options = new HashSet<>();

    RowCheck(Session session, ObjectMap object) {
        this.session = session;
        this.grammar = Grammar.of(session);
        this.object = object;
        owners.put("t1", Field.SystemField.DISPLAY_NAME);
        object.attributes().values().stream()
                .filter(attribute -> !attribute.deleted())
                .forEach(attribute -> attribute.options().forEach(option -> options.add(option.number())));
        object.attributes()
                .forEach((id, attribute) -> attribute.components().forEach((name, component) -> {
                    String slot = component.slot();
                    // The column of all multi-selects has no one owner.
                    if (slot != null && component.kind() != IndexKind.CHOICES) {
                        owners.put(slot, new Field.Attribute(id, name, component.kind()));
                        if (attribute.deleted() || component.readSlot() == null) {
                            unread.add(slot);
                        }
                    }
                }));
        // Those that nobody has any more and that are not empty yet.
        session
                .sql()
                .fetch(
                        "select slot from crm_slot where workspace_id = ? and object_id = ?",
                        session.workspaceNumber(),
                        object.id())
                .getValues(0, String.class)
                .stream()
                .filter(slot -> !owners.containsKey(slot))
                .forEach(unread::add);
    }

    private static boolean isSlot(String column) {
        return column.length() <= 3 && "krndt".indexOf(column.charAt(0)) >= 0 && Character.isDigit(column.charAt(1));
    }

    List<IndexFault> faults(List<RecordWrite> expected) {
        Map<UUID, RecordWrite> byId = new HashMap<>();
        expected.forEach(write -> byId.put(write.record().id(), write));
        StringBuilder columns = new StringBuilder("r.id");
        for (Column column : COLUMNS) {
            String sql = "r." + column.name();
            columns.append(", ").append(sql);
        }
        return grammar.byId(columns.toString(), List.of(object), session.workspaceNumber(), byId.keySet())
                .query(session, rows -> {
                    List<IndexFault> faults = new ArrayList<>();
                    while (rows.next()) {
                        compare(Objects.requireNonNull(byId.get(rows.getObject(1, UUID.class))), rows, faults);
                    }
                    return faults;
                });
    }

    private void compare(RecordWrite write, ResultSet rows, List<IndexFault> faults) throws SQLException {
        UUID id = write.record().id();
        RowImage image = RowImage.of(grammar.textKey(), object, write);
        Map<String, @Nullable Object> wanted = new HashMap<>();
        for (int i = 0; i < RowImage.COLUMNS.size(); i++) {
            wanted.put(RowImage.COLUMNS.get(i).name(), image.cells().get(i));
        }
        Map<String, @Nullable String> documents = new HashMap<>();
        for (int i = 0; i < COLUMNS.size(); i++) {
            Column column = COLUMNS.get(i);
            if (column.type() == RowImage.Type.DOCUMENT) {
                documents.put(column.name(), rows.getString(i + 2));
            } else if (!unread.contains(column.name())) {
                Object found = column.name().equals("mv") ? members(rows, i + 2) : read(column, rows, i + 2);
                Object should = wanted.get(column.name());
                if (!same(should, found)) {
                    faults.add(new IndexFault(
                            id, owners.get(column.name()), column.name(), shown(column, should), shown(column, found)));
                }
            }
        }
        compareDocuments(write, documents, faults);
    }

    /** Of the documents, the keys that questions look at. */
    private void compareDocuments(RecordWrite write, Map<String, @Nullable String> documents, List<IndexFault> faults) {
        object.attributes()
                .forEach((id, attribute) -> attribute.components().forEach((name, component) -> {
                    if (attribute.deleted() || component.readSlot() != null || component.kind() == IndexKind.CHOICES) {
                        return;
                    }
                    Field.Attribute field = new Field.Attribute(id, name, component.kind());
                    IndexValue value = write.index().get(field);
                    String column = component.kind() == IndexKind.LONG_TEXT ? "xlong" : "xvals";
                    String key = IndexImage.key(component);
                    Object should = inDocument(value == null ? null : one(field, value, column), component, key);
                    Object found = inDocument(documents.get(column), component, key);
                    if (!same(should, found)) {
                        faults.add(new IndexFault(
                                write.record().id(),
                                field,
                                column + ' ' + key,
                                shown(component, should),
                                shown(component, found)));
                    }
                }));
    }

    /** The document that holds this value and no other. */
    private @Nullable String one(Field.Attribute field, IndexValue value, String column) {
        IndexImage image = IndexImage.of(grammar.textKey(), object, Map.of(field, value));
        return column.equals("xlong") ? image.longDocument() : image.document();
    }

    private static @Nullable Object inDocument(@Nullable String document, ComponentMap component, String key) {
        return switch (component.kind()) {
            case TEXT, LONG_TEXT, TOKEN -> H2Functions.text(document, key);
            case NUMBER -> H2Functions.number(document, key);
            case MOMENT, CHOICE, CODE -> H2Functions.whole(document, key);
            case TOKENS, REFERENCES -> {
                String[] list = H2Functions.list(document, key);
                yield list == null ? null : List.of(list);
            }
            case PRESENCE -> H2Functions.text(document, key);
            case CHOICES -> null;
        };
    }

    private @Nullable Object read(Column column, ResultSet rows, int place) throws SQLException {
        return switch (column.type()) {
            case INT -> {
                int number = rows.getInt(place);
                yield rows.wasNull() ? null : (Object) number;
            }
            case UUID -> rows.getObject(place, UUID.class);
            case NUMERIC -> rows.getBigDecimal(place);
            case MOMENT -> Grammar.moment(rows, place);
            case TEXT -> rows.getString(place);
            case BIGINT, INTS, JSON, DOCUMENT ->
                throw new IllegalStateException("Column " + column + " holds no one index value");
        };
    }

    /** Options of attributes that are gone stay until a record is written; nobody asks for them. */
    private @Nullable Object members(ResultSet rows, int place) throws SQLException {
        Array array = rows.getArray(place);
        if (array == null) {
            return null;
        }
        List<Object> members = new ArrayList<>(List.of((Object[]) array.getArray()));
        members.removeIf(member -> !options.contains(member));
        return members.isEmpty() ? null : members;
    }

    private static boolean same(@Nullable Object should, @Nullable Object found) {
        if (should instanceof BigDecimal a && found instanceof BigDecimal b) {
            return a.compareTo(b) == 0;
        }
        return Objects.equals(should, found);
    }

    private @Nullable String shown(Column column, @Nullable Object cell) {
        boolean isForm = isSlot(column.name()) && cell instanceof String;
        return cell == null ? null : isForm ? readable((String) cell) : cell.toString();
    }

    private @Nullable String shown(ComponentMap component, @Nullable Object value) {
        boolean isForm = component.kind() == IndexKind.TEXT || component.kind() == IndexKind.TOKEN;
        return value == null ? null : isForm ? readable((String) value) : value.toString();
    }

    /** What people wrote. */
    private String readable(String form) {
        int separator = form.indexOf(TextKey.SEPARATOR);
        return grammar.textKey().raw(form.substring(separator + 1));
    }
}
