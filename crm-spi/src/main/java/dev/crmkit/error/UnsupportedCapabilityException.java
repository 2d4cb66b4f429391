package dev.crmkit.error;

import java.util.Map;

/** The storage or plugin does not have what the call needs; it says so instead of doing less. Immutable. */
public final class UnsupportedCapabilityException extends CrmException {
    private static final long serialVersionUID = 1L;

    /**
     * The missing power.
     *
     * @param plugin who lacks it, as in "in-memory storage"
     * @param capability its name
     */
    public UnsupportedCapabilityException(String plugin, String capability) {
        super(
                ErrorCode.CAPABILITY_MISSING,
                "The " + plugin + " does not support " + capability + ". Choose one that declares it, or do without",
                Map.of("plugin", plugin, "capability", capability),
                null);
    }
}
