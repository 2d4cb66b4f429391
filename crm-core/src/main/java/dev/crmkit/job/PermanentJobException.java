package dev.crmkit.job;

import org.jspecify.annotations.Nullable;

/** Thrown by a handler: the job can never succeed. It is dead at once, whatever attempts are left. Immutable. */
public final class PermanentJobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A reason for people, without secrets: it is kept with the dead job. */
    public PermanentJobException(String message) {
        this(message, null);
    }

    /**
     * A reason and what lies beneath.
     *
     * @param message for people, without secrets: it is kept with the dead job
     * @param cause not kept
     */
    public PermanentJobException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
