package dev.crmkit.query;

/** Names of the fields that every record has; they filter and sort like attributes. Not instantiable. */
public final class SystemFields {
    /** The record's id. */
    public static final String ID = "@id";
    /** The name people read. */
    public static final String DISPLAY_NAME = "@display_name";
    /** The user who answers for it. */
    public static final String OWNER = "@owner";
    /** The user who works on it. */
    public static final String ASSIGNEE = "@assignee";
    /** Where it came from. */
    public static final String SOURCE = "@source";
    /** When it was created. */
    public static final String CREATED_AT = "@created_at";
    /** When it was changed last. */
    public static final String UPDATED_AT = "@updated_at";
    /** When it was archived; empty while it is live. */
    public static final String ARCHIVED_AT = "@archived_at";
    /** When something last happened around it. */
    public static final String LAST_ACTIVITY_AT = "@last_activity_at";
    /** The key of its pipeline; empty while it is in none, and sorted by the order of the pipelines. */
    public static final String PIPELINE = "@pipeline";
    /** Its stage, as {@code sales/won}, or as {@code won} for the stage of that key in any pipeline; sorted by pipeline, then stage. */
    public static final String STAGE = "@stage";
    /** When it came into its stage. */
    public static final String STAGE_ENTERED_AT = "@stage_entered_at";
    /** When it was closed; empty while its stage is open. */
    public static final String CLOSED_AT = "@closed_at";
    /** Its tags; a set that filters and does not sort. */
    public static final String TAG = "@tag";
    /** The keys of the lists that it is in; it filters and does not sort. */
    public static final String LIST = "@list";

    private SystemFields() {}
}
