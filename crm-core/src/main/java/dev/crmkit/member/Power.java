package dev.crmkit.member;

/** What is done with the workspace as a whole, or with records beyond the verbs. Immutable. */
public enum Power {
    /** Change objects and attributes. Who has it sees every definition, and in reports of conversions samples of values. */
    MANAGE_SCHEMA,
    /** Change members, groups and roles, up to what one has oneself. */
    MANAGE_MEMBERS,
    /** Change settings, rate tables, what holds for addresses and senders; list suppressions, lift them, and suppress any address. */
    MANAGE_SETTINGS,
    /** See counts of jobs and dead jobs, requeue and discard them. */
    MANAGE_JOBS,
    /** Read the audit, and export what {@link Verb#EXPORT} reaches; it shows nothing that one does not see elsewhere. */
    READ_AUDIT,
    /** Change owner and assignee of records that somebody else owns. */
    ASSIGN_OTHERS,
    /** Merge records. */
    MERGE,
    /** Erase records, and forget the texts of suppressed addresses. */
    ERASE,
    /** Move closed records back to open stages. */
    REOPEN,
    /** Move records against the rules of their pipelines. */
    FORCE_STAGE,
    /** Define and change shared lists, and say which records are in them. */
    MANAGE_LISTS,
    /** Share saved views, and change those that are shared. */
    MANAGE_VIEWS,
    /** Import records from files, as far as the verbs reach. */
    IMPORT
}
