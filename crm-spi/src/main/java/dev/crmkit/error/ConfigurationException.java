package dev.crmkit.error;

import java.util.List;

/** The configuration of an engine or storage has faults: all of them at once. Immutable. */
public final class ConfigurationException extends InvalidInputException {
    private static final long serialVersionUID = 1L;

    /**
     * The faults of one configuration.
     *
     * @param what the thing that could not be built, as in "build the engine"
     * @param violations at least one
     */
    public ConfigurationException(String what, List<Violation> violations) {
        super(ErrorCode.CONFIGURATION_INVALID, what, violations);
    }
}
