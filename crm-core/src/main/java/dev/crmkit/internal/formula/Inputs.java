package dev.crmkit.internal.formula;

import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a formula is computed from. */
interface Inputs {

    /** The value of an attribute in the form of its {@link Kind}, null if it is empty, or the {@link Failure} that stands for it. */
    @Nullable
    Object value(UUID attribute);

    /** The zone in which days begin. */
    ZoneId zone();
}
