package dev.crmkit.record;

/** What a fault of one item means for the others of a bulk call. Immutable. */
public enum BulkMode {
    /** All items are written or none; every fault is reported at once. */
    ATOMIC,
    /** Each item stands for itself: those without faults are written, the others are reported. */
    PER_ITEM
}
