package dev.crmkit.member;

/** What a role takes away from an attribute. Immutable. */
public enum AttributeRule {
    /** It can be read and not written. */
    READ_ONLY,
    /** It is as if it did not exist: in values, conditions, sorts, groups, history and errors. */
    HIDDEN
}
