package dev.crmkit.error;

/** Stable names of everything the engine refuses; they are never renamed, and {@code docs/errors.md} explains each. Immutable. */
public enum ErrorCode {
    /** Several faults of one input; the violations say which. */
    INVALID_INPUT,
    /** A required attribute has no value. */
    VALUE_REQUIRED,
    /** The value's Java type does not fit the attribute's type. */
    VALUE_WRONG_TYPE,
    /** The value has the right type but not the right form. */
    VALUE_MALFORMED,
    /** The value is below the least or above the greatest allowed one. */
    VALUE_OUT_OF_RANGE,
    /** The text or collection is longer than allowed. */
    VALUE_TOO_LONG,
    /** The option is not one of the attribute's options. */
    VALUE_UNKNOWN_OPTION,
    /** The referenced record does not exist in this workspace, or is of another object. */
    VALUE_UNKNOWN_REFERENCE,
    /** Another live record already holds this unique value. */
    VALUE_DUPLICATE,
    /** The attribute is written by the engine only. */
    VALUE_READ_ONLY,
    /** The reference would make a record its own ancestor. */
    VALUE_CYCLE,
    /** The record's values together are larger than allowed. */
    VALUES_TOO_LARGE,
    /** A Bean Validation constraint of the typed view does not hold. */
    CONSTRAINT_VIOLATED,
    /** The object is not defined in this workspace. */
    SCHEMA_UNKNOWN_OBJECT,
    /** The attribute is not defined on this object. */
    SCHEMA_UNKNOWN_ATTRIBUTE,
    /** The attribute type is not registered with this engine. */
    SCHEMA_UNKNOWN_TYPE,
    /** The slug is taken already. */
    SCHEMA_DUPLICATE_SLUG,
    /** The slug is not of the allowed form, or reserved. */
    SCHEMA_MALFORMED_SLUG,
    /** The attribute's configuration does not fit its type. */
    SCHEMA_INVALID_CONFIG,
    /** An object would have more attributes than allowed. */
    SCHEMA_TOO_MANY_ATTRIBUTES,
    /** The change of the schema is refused because records stand against it. */
    SCHEMA_CHANGE_REFUSED,
    /** The Java record does not map to the object. */
    MAPPING_INVALID,
    /** The operator does not exist for the attribute's type. */
    QUERY_UNKNOWN_OPERATOR,
    /** The operand does not fit the operator. */
    QUERY_INVALID_OPERAND,
    /** The attribute cannot be sorted, grouped or summed. */
    QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
    /** The condition is nested too deeply or compares too much. */
    QUERY_TOO_COMPLEX,
    /** The page size, the cap or another number of the query is outside its limits. */
    QUERY_LIMIT,
    /** The cursor was changed, or belongs to another workspace, filter or sort. */
    INVALID_CURSOR,
    /** No such record in this workspace. */
    RECORD_NOT_FOUND,
    /** The record changed since the caller read it. */
    RECORD_STALE,
    /** The record is archived and must be restored before it can be changed. */
    RECORD_ARCHIVED,
    /** The record would be a duplicate of another, by a rule that refuses duplicates. */
    RECORD_DUPLICATE,
    /** The record was merged into another, which the details name. */
    RECORD_MERGED,
    /** There is no such merge in force. */
    MERGE_NOT_FOUND,
    /** The merge cannot be undone before a later one. */
    MERGE_BLOCKED,
    /** The pipeline does not let the record move to this stage. */
    STAGE_MOVE_REFUSED,
    /** The stage asks for a value that the record lacks. */
    STAGE_REQUIREMENT_MISSING,
    /** No such pipeline or stage. */
    PIPELINE_NOT_FOUND,
    /** The change of the pipeline is refused because records or other stages stand against it. */
    PIPELINE_CHANGE_REFUSED,
    /** No such list. */
    LIST_NOT_FOUND,
    /** The change of the list, or of its records, is refused because of what the list is or what stands against it. */
    LIST_CHANGE_REFUSED,
    /** No such view in this workspace, or it is somebody else's own. */
    VIEW_NOT_FOUND,
    /** The view was changed since the caller read it. */
    VIEW_STALE,
    /** The view no longer fits the schema, or is about what the actor may not see. */
    VIEW_BROKEN,
    /** The tag is set by automations only. */
    TAG_RESERVED,
    /** Somebody else owns the record. */
    RECORD_CLAIMED,
    /** The actor's roles do not allow it. */
    FORBIDDEN,
    /** The idempotency key was used before with another body. */
    IDEMPOTENCY_MISMATCH,
    /** No such member, group or role in this workspace. */
    MEMBER_NOT_FOUND,
    /** The change of a member, group or role is refused because others stand against it. */
    MEMBER_CHANGE_REFUSED,
    /** No such document in this workspace. */
    DOCUMENT_NOT_FOUND,
    /** No such channel in this workspace. */
    CHANNEL_NOT_FOUND,
    /** No such note in this workspace. */
    NOTE_NOT_FOUND,
    /** The note was edited since the caller read it. */
    NOTE_STALE,
    /** Somebody else works on the task. */
    TASK_TAKEN,
    /** The task is done or cancelled and must be reopened before it can be changed so. */
    TASK_CLOSED,
    /** The task has child tasks that are neither done nor cancelled. */
    TASK_HAS_OPEN_CHILDREN,
    /** No such file in this workspace, or its bytes are gone. */
    FILE_NOT_FOUND,
    /** No such export in this workspace, or it is somebody else's own. */
    EXPORT_NOT_FOUND,
    /** No such import in this workspace, or it is somebody else's. */
    IMPORT_NOT_FOUND,
    /** The same file was imported so before. */
    IMPORT_REPEATED,
    /** The import is not in a state in which that can be done. */
    IMPORT_CHANGE_REFUSED,
    /** No such job. */
    JOB_NOT_FOUND,
    /** The worker is to stop the job: its lease is lost, or the engine is closing. */
    JOB_STOPPED,
    /** The engine's configuration has faults; the violations say which. */
    CONFIGURATION_INVALID,
    /** The storage lacks a declared capability. */
    CAPABILITY_MISSING,
    /** The database holds a newer layout than this version understands. */
    STORAGE_NEWER_SCHEMA,
    /** The storage failed; the cause says how, and {@link StorageException#isRetryable()} whether another try may succeed. */
    STORAGE_FAILED,
    /** A plugin broke its contract. */
    PLUGIN_FAILED
}
