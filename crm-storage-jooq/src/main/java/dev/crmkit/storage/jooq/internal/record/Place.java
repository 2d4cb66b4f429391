package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import java.util.List;

/**
 * Where a row has the values of a field, as SQL. Immutable.
 *
 * @param kind the kind of the values
 * @param shape in which form they stand there
 * @param sql the expression; null in a row without a value, but for {@link Shape#MEMBERS}
 * @param slot whether it is a column of its own with an index that sorts and filters
 * @param nullable whether a row may be without a value
 * @param options the attribute's options in their order; empty for other kinds
 */
record Place(IndexKind kind, Shape shape, String sql, boolean slot, boolean nullable, List<OptionMap> options) {

    /** In which form values stand in a row. */
    enum Shape {
        /** One value, of the type that belongs to the kind. */
        SCALAR,
        /** A moment as microseconds since the epoch. */
        MICROS,
        /** A list of texts: tokens in their key form, or ids. */
        LIST,
        /** Option numbers of several attributes together. */
        MEMBERS
    }

    /** A column that always has a value or may be without one. */
    static Place column(IndexKind kind, String sql, boolean slot, boolean nullable) {
        return new Place(kind, Shape.SCALAR, sql, slot, nullable, List.of());
    }

    /** The numbers of the options, in the order of the options. */
    int[] optionNumbers() {
        return options.stream().mapToInt(OptionMap::number).toArray();
    }

    /** The place of the option in the order, from 1; 0 if it is unknown. */
    int rank(String option) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).id().equals(option)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Whether the numbers of the options ascend in the order of the options. */
    boolean isNumberedInOrder() {
        for (int i = 1; i < options.size(); i++) {
            if (options.get(i - 1).number() >= options.get(i).number()) {
                return false;
            }
        }
        return true;
    }
}
