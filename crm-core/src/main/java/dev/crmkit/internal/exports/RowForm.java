package dev.crmkit.internal.exports;

import dev.crmkit.exports.ExportWording;
import dev.crmkit.internal.table.CellWriter;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import java.math.BigDecimal;
import java.util.List;

/** What values are in the rows of an export. Immutable. */
interface RowForm {

    /** The value of an attribute. */
    Object value(AttributeSpec spec, Object canonical);

    /** A part of a compound value. */
    Object part(Object part);

    /** Several texts, such as names; at least one. */
    Object texts(List<String> texts);

    /** The form of cells of a table: all of them texts. */
    static RowForm ofCells(TypeRegistry types, ExportWording wording) {
        CellWriter cells = new CellWriter(types);
        return new RowForm() {
            @Override
            public Object value(AttributeSpec spec, Object canonical) {
                return wording == ExportWording.KEYS ? cells.exact(spec, canonical) : cells.shown(spec, canonical);
            }

            @Override
            public Object part(Object part) {
                return part instanceof BigDecimal number ? number.toPlainString() : part.toString();
            }

            @Override
            public Object texts(List<String> texts) {
                return String.join(CellWriter.SEPARATOR + " ", texts);
            }
        };
    }

    /** The form of fields of JSON objects. */
    static RowForm ofJson(TypeRegistry types, ExportWording wording) {
        CellWriter cells = new CellWriter(types);
        return new RowForm() {
            @Override
            public Object value(AttributeSpec spec, Object canonical) {
                return wording == ExportWording.KEYS
                        ? types.get(spec.type()).store(spec, canonical)
                        : cells.shown(spec, canonical);
            }

            @Override
            public Object part(Object part) {
                return part;
            }

            @Override
            public Object texts(List<String> texts) {
                return texts;
            }
        };
    }
}
