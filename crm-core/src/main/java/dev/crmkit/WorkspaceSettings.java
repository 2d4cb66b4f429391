package dev.crmkit;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * What holds for a whole workspace. Immutable.
 *
 * @param zone in which days, weeks and months begin; UTC where nothing was set
 */
public record WorkspaceSettings(ZoneId zone) {
    /** Checks for null. */
    public WorkspaceSettings {
        Objects.requireNonNull(zone, "zone");
    }

    /** The settings of a workspace for which nothing was set. */
    public static WorkspaceSettings standard() {
        return new WorkspaceSettings(ZoneOffset.UTC);
    }

    /** The same with another zone. */
    public WorkspaceSettings zone(ZoneId newZone) {
        return new WorkspaceSettings(newZone);
    }
}
