package dev.crmkit.error;

import java.util.Map;

/** The named thing is not in this workspace; a thing of another workspace answers exactly so. Immutable. */
public final class NotFoundException extends CrmException {
    private static final long serialVersionUID = 1L;

    /**
     * Nothing found.
     *
     * @param details what was looked for
     */
    public NotFoundException(ErrorCode code, String message, Map<String, ?> details) {
        super(code, message, details, null);
    }
}
