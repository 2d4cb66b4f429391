package dev.crmkit.internal.formula;

import java.math.BigDecimal;
import java.util.List;

/** A formula as it was written, before anybody asked what its names mean. Immutable. */
sealed interface Node {

    /** Where it begins in the formula, from 0. */
    int position();

    /** A number. */
    record Decimal(int position, BigDecimal value) implements Node {}

    /** A text. */
    record Text(int position, String value) implements Node {}

    /** True or false. */
    record Truth(int position, boolean value) implements Node {}

    /** No value. */
    record Empty(int position) implements Node {}

    /** An attribute, by slug or id. */
    record Attribute(int position, String name) implements Node {}

    /** An operator: the place is its own. */
    record Operation(int position, String operator, List<Node> operands) implements Node {
        /** Copies the list. */
        public Operation {
            operands = List.copyOf(operands);
        }
    }

    /** A function. */
    record Call(int position, String function, List<Node> arguments) implements Node {
        /** Copies the list. */
        public Call {
            arguments = List.copyOf(arguments);
        }
    }
}
