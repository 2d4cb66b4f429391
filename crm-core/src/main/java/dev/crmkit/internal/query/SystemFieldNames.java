package dev.crmkit.internal.query;

import dev.crmkit.query.SystemFields;
import java.util.List;

/** The names of the fields that every record has. Not instantiable. */
public final class SystemFieldNames {
    /** All of them, in the order in which people are told of them. */
    public static final List<String> ALL = List.of(
            SystemFields.ID,
            SystemFields.DISPLAY_NAME,
            SystemFields.OWNER,
            SystemFields.ASSIGNEE,
            SystemFields.SOURCE,
            SystemFields.CREATED_AT,
            SystemFields.UPDATED_AT,
            SystemFields.ARCHIVED_AT,
            SystemFields.LAST_ACTIVITY_AT,
            SystemFields.PIPELINE,
            SystemFields.STAGE,
            SystemFields.STAGE_ENTERED_AT,
            SystemFields.CLOSED_AT,
            SystemFields.TAG,
            SystemFields.LIST);

    private SystemFieldNames() {}
}
