package dev.crmkit.internal.formula;

/** A fault of a formula at a place; never leaves this package. */
final class FormulaFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int position;
    private final String reason;

    /** A fault of what begins at that place, from 0. */
    FormulaFault(int position, String reason) {
        super(reason, null, false, false);
        this.position = position;
        this.reason = reason;
    }

    /** For people, who count from 1. */
    String shown() {
        return "at character " + (position + 1) + ": " + reason;
    }
}
