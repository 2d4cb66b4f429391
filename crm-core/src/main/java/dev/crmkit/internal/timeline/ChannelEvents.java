package dev.crmkit.internal.timeline;

import dev.crmkit.event.EventTypes;
import java.util.Set;

/** The events that tell addresses. Not instantiable. */
public final class ChannelEvents {
    /** Their types. */
    public static final Set<String> TYPES = Set.of(
            EventTypes.CHANNEL_ADDED,
            EventTypes.CHANNEL_CHANGED,
            EventTypes.CHANNEL_VERIFIED,
            EventTypes.CHANNEL_REMOVED,
            EventTypes.CONSENT_RECORDED);

    private ChannelEvents() {}
}
