package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.imports.EmptyCells;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.table.CellParser;
import dev.crmkit.internal.type.RecordIds;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.SystemFields;
import dev.crmkit.tag.Tags;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the cells of rows by the types of the attributes, as far as that can be done without asking for other records. Not thread-safe. */
final class RowReader {
    private static final Set<ActorKind> AUTOMATIC = EnumSet.of(ActorKind.AUTOMATION, ActorKind.AI, ActorKind.SYSTEM);

    private final Tx tx;
    private final Plan plan;
    private final CellParser parser;
    private final boolean clears;

    RowReader(Tx tx, Plan plan) {
        this.tx = tx;
        this.plan = plan;
        this.parser =
                new CellParser(tx.types(), plan.spec().cells(), tx.schema().zone());
        this.clears = plan.spec().emptyCells() == EmptyCells.CLEAR;
    }

    /**
     * What the cells of a row say. Not thread-safe.
     *
     * @param row the row
     * @param values by slug or name of the field; null empties one
     * @param names texts that name records
     * @param tags to add
     * @param faults what is wrong so far; paths begin with the row's place
     */
    record Cells(
            TableRow row,
            Map<String, @Nullable Object> values,
            List<Names> names,
            List<TagName> tags,
            List<Violation> faults) {

        /** The id of the record that the row names, if it names one. */
        @Nullable
        UUID id() {
            return (UUID) values.get(SystemFields.ID);
        }
    }

    /**
     * Texts of one cell that name records. Immutable.
     *
     * @param column the column
     * @param texts not blank
     */
    record Names(Plan.Column column, List<String> texts) {
        Names {
            texts = List.copyOf(texts);
        }
    }

    Cells read(TableRow row) {
        Cells cells = new Cells(row, new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<CrmAttribute, Map<String, Object>> parts = new LinkedHashMap<>();
        checkWidth(cells);
        for (Plan.Column column : plan.columns()) {
            String text = column.place() < row.cells().size() ? row.cells().get(column.place()) : "";
            read(cells, column, WhiteSpace.isBlank(text) ? null : text, parts);
        }
        parts.forEach((attribute, some) -> {
            // A currency without an amount says nothing: sheets fill that column down to the end.
            boolean empty =
                    some.isEmpty() || (attribute.spec().type().equals("CURRENCY") && !some.containsKey("amount"));
            put(cells, attribute, empty ? null : some);
        });
        return cells;
    }

    private void checkWidth(Cells cells) {
        List<String> all = cells.row().cells();
        for (int i = plan.width(); i < all.size(); i++) {
            if (!WhiteSpace.isBlank(all.get(i))) {
                cells.faults()
                        .add(new Violation(
                                cells.row().place(),
                                ErrorCode.VALUE_MALFORMED,
                                "has " + all.size() + " cells, and the header has " + plan.width()
                                        + ". Put quotes around a cell that holds the delimiter"));
                return;
            }
        }
    }

    private void read(
            Cells cells, Plan.Column column, @Nullable String text, Map<CrmAttribute, Map<String, Object>> parts) {
        StoredColumn stored = column.stored();
        switch (stored.kind()) {
            case VALUE -> value(cells, needed(column), text);
            case PART -> {
                Map<String, Object> some = parts.computeIfAbsent(needed(column), attribute -> new LinkedHashMap<>());
                if (text != null) {
                    part(cells, needed(column), stored.name(), text, some);
                }
            }
            case FIELD -> {
                if (text != null || clears) {
                    cells.values().put(stored.name(), text == null ? null : WhiteSpace.strip(text));
                }
            }
            case TAGS -> {
                if (text != null) {
                    tags(cells, text);
                }
            }
            case ID -> {
                if (text != null) {
                    id(cells, text);
                }
            }
            case REFERENCE -> {
                boolean multiple = ReferenceConfig.isMultiple(needed(column).spec());
                if (text != null) {
                    cells.names()
                            .add(new Names(column, multiple ? parser.names(text) : List.of(WhiteSpace.strip(text))));
                } else if (clears) {
                    cells.values().put(needed(column).slug(), null);
                }
            }
            case RELATION -> {
                if (text != null) {
                    cells.names().add(new Names(column, parser.names(text)));
                }
            }
        }
    }

    private static CrmAttribute needed(Plan.Column column) {
        return Objects.requireNonNull(column.attribute());
    }

    private void value(Cells cells, CrmAttribute attribute, @Nullable String text) {
        Object value = null;
        if (text != null) {
            try {
                value = parser.parse(attribute.spec(), text);
            } catch (InvalidValueException e) {
                fault(cells, attribute.slug(), e);
                return;
            }
        }
        put(cells, attribute, value);
    }

    private void put(Cells cells, CrmAttribute attribute, @Nullable Object value) {
        try {
            Object canonical = value == null ? null : type(attribute.spec()).normalise(attribute.spec(), value);
            if (canonical != null || clears) {
                cells.values().put(attribute.slug(), canonical);
            }
        } catch (InvalidValueException e) {
            fault(cells, attribute.slug(), e);
        }
    }

    private AttributeType type(AttributeSpec spec) {
        return tx.types().get(spec.type());
    }

    private static void fault(Cells cells, String name, InvalidValueException e) {
        cells.faults().add(new Violation(cells.row().place() + "." + name, e.code(), e.reason()));
    }

    private void part(Cells cells, CrmAttribute attribute, String part, String text, Map<String, Object> some) {
        boolean number = part.equals("amount") || part.equals("latitude") || part.equals("longitude");
        try {
            some.put(
                    part,
                    number
                            ? parser.number(text)
                            : part.equals("currency") ? WhiteSpace.strip(text).toUpperCase(Locale.ROOT) : text);
        } catch (InvalidValueException e) {
            fault(cells, attribute.slug(), e);
        }
    }

    private void id(Cells cells, String text) {
        try {
            cells.values().put(SystemFields.ID, RecordIds.read(text));
        } catch (InvalidValueException e) {
            fault(cells, SystemFields.ID, e);
        }
    }

    private void tags(Cells cells, String text) {
        List<String> prefixes = tx.schema().systemTagPrefixes();
        List<String> names = parser.list(text);
        if (names.size() > Tags.MAX_TAGS) {
            cells.faults()
                    .add(new Violation(
                            cells.row().place() + "." + SystemFields.TAG,
                            ErrorCode.VALUE_TOO_LONG,
                            "are " + names.size() + "; the limit is " + Tags.MAX_TAGS));
            return;
        }
        for (String name : names) {
            try {
                TagName tag = TagName.of(name);
                if (!AUTOMATIC.contains(tx.actor().kind()) && tag.isReserved(prefixes)) {
                    cells.faults()
                            .add(new Violation(
                                    cells.row().place() + "." + SystemFields.TAG,
                                    ErrorCode.TAG_RESERVED,
                                    "'" + tag.written() + "' is set by automations only. Reserved are the prefixes "
                                            + String.join(", ", prefixes)));
                } else if (cells.tags().stream().noneMatch(other -> other.key().equals(tag.key()))) {
                    cells.tags().add(tag);
                }
            } catch (InvalidValueException e) {
                fault(cells, SystemFields.TAG, e);
            }
        }
    }
}
