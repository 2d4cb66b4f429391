package dev.crmkit;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/**
 * What holds for a whole workspace. Immutable.
 *
 * @param zone in which days, weeks and months begin; UTC where nothing was set
 * @param systemTagPrefixes how tags begin that only automations, models and the engine give and take, in any case; up to 20 of 1 to 60 code
 *     points; {@code bot:} where nothing was set
 */
public record WorkspaceSettings(ZoneId zone, List<String> systemTagPrefixes) {
    /** Copies the prefixes. */
    public WorkspaceSettings {
        Objects.requireNonNull(zone, "zone");
        systemTagPrefixes = List.copyOf(systemTagPrefixes);
    }

    /** The standard settings with that zone. */
    public WorkspaceSettings(ZoneId zone) {
        this(zone, List.of("bot:"));
    }

    /** The settings of a workspace for which nothing was set. */
    public static WorkspaceSettings standard() {
        return new WorkspaceSettings(ZoneOffset.UTC);
    }

    /** The same with another zone. */
    public WorkspaceSettings zone(ZoneId newZone) {
        return new WorkspaceSettings(newZone, systemTagPrefixes);
    }

    /** The same with other prefixes of system tags. */
    public WorkspaceSettings systemTagPrefixes(List<String> prefixes) {
        return new WorkspaceSettings(zone, prefixes);
    }
}
