package dev.crmkit.error;

import java.util.Map;

/** The actor's roles do not allow it; nothing was written. Immutable. */
public final class ForbiddenException extends CrmException {
    private static final long serialVersionUID = 1L;

    /**
     * Something that is not allowed.
     *
     * @param message what was asked, and who could
     * @param details what it was about
     */
    public ForbiddenException(String message, Map<String, ?> details) {
        super(ErrorCode.FORBIDDEN, message, details, null);
    }
}
