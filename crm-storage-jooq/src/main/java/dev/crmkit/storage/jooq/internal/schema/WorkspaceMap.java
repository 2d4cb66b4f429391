package dev.crmkit.storage.jooq.internal.schema;

import java.util.Map;
import java.util.UUID;

/**
 * A workspace's objects at one schema version. Immutable.
 *
 * @param workspace its id
 * @param number its compact number; 0 while it does not exist
 * @param schemaVersion the version that this shows
 * @param objects every object that was ever defined, by id
 */
public record WorkspaceMap(String workspace, int number, long schemaVersion, Map<UUID, ObjectMap> objects) {}
