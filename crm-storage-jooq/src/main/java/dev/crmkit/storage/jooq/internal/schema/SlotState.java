package dev.crmkit.storage.jooq.internal.schema;

/**
 * How far a slot has come. In each state a value is where readers of the state before look for it, too; only after {@link #SETTLING} and {@link #CLOSED} it is not,
 * and these last until nobody reads by an older state any more. See {@code docs/decisions/021-index-management.md}.
 */
public enum SlotState {
    /** Values are written to both places; every record has to be written once before questions look at the slot. */
    FILLING(true, true, false),
    /** Every record has its value in the slot. Some readers may not know yet. */
    SETTLING(true, true, true),
    /** Values are in the slot alone. */
    READY(false, true, true),
    /** Values are written to both places again; every record has to be written once before questions look at the document. */
    CLOSING(true, true, true),
    /** Every record has its value in the document. Some readers may not know yet. */
    CLOSED(true, true, false),
    /** The slot is to be empty; every record has to be written once before somebody else gets it. */
    RELEASING(true, false, false);

    private final boolean writesDocument;
    private final boolean writesSlot;
    private final boolean readsSlot;

    SlotState(boolean writesDocument, boolean writesSlot, boolean readsSlot) {
        this.writesDocument = writesDocument;
        this.writesSlot = writesSlot;
        this.readsSlot = readsSlot;
    }

    /** Whether writers put values into the document. */
    public boolean writesDocument() {
        return writesDocument;
    }

    /** Whether writers put values into the slot. */
    public boolean writesSlot() {
        return writesSlot;
    }

    /** Whether questions look at the slot; else at the document. */
    public boolean readsSlot() {
        return readsSlot;
    }

    /** Whether every record has to be written once before it goes on. */
    boolean needsRewriting() {
        return this == FILLING || this == CLOSING || this == RELEASING;
    }

    /** Whether it goes on when nobody can read by an older state any more. */
    boolean waits() {
        return this == SETTLING || this == CLOSED;
    }
}
