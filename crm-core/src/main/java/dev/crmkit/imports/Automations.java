package dev.crmkit.imports;

/**
 * What an import means for automations. The engine has none yet: what is said here is kept with the import and told by the events {@code import.written} that
 * caused those of its records. Immutable.
 */
public enum Automations {
    /** Each record's change is an occasion of its own. */
    FIRE,
    /** What a step of the import changed is one occasion. */
    BATCH,
    /** Nothing is an occasion; lists, roll-ups, timeline and the like follow in any case. */
    SUPPRESS
}
