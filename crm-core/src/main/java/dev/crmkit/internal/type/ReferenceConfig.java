package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;

/** What the configuration of a reference says. Not instantiable. */
public final class ReferenceConfig {
    static final String OBJECT = "object";
    static final String MULTIPLE = "multiple";
    static final String HIERARCHY = "hierarchy";
    static final String ARCHIVE_WITH = "archiveWith";

    /** The most members of one value. */
    public static final int MAX_MEMBERS = 1000;

    private ReferenceConfig() {}

    /** Whether a value may have more than one member. */
    public static boolean isMultiple(AttributeSpec spec) {
        return Config.flag(spec, MULTIPLE);
    }

    /** Whether the reference is to the record above, so that cycles are refused. */
    public static boolean isHierarchy(AttributeSpec spec) {
        return Config.flag(spec, HIERARCHY);
    }

    /** Whether archiving the record referred to archives the referring one along. */
    public static boolean isArchivedWith(AttributeSpec spec) {
        return Config.flag(spec, ARCHIVE_WITH);
    }

    /** Refuses more members than the attribute takes. */
    static void checkSize(AttributeSpec spec, int size, String members) {
        if (size > 1 && !isMultiple(spec)) {
            throw Refusals.outOfRange(
                    size, members + " are more than the one that the attribute takes. Name one, or set multiple");
        } else if (size > MAX_MEMBERS) {
            throw Refusals.tooLong(size, MAX_MEMBERS, members);
        }
    }
}
