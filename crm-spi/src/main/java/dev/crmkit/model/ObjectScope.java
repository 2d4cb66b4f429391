package dev.crmkit.model;

/** Where an object comes from. Immutable. */
public enum ObjectScope {
    /** Installed from a blueprint. */
    STANDARD,
    /** Defined by the workspace. */
    CUSTOM
}
