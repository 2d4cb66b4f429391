package dev.crmkit.spi.table;

import java.io.IOException;

/** The bytes of a file are no table of its format; reading them again would not help. */
public class BrokenTableException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * A broken table.
     *
     * @param message what is wrong, and where
     */
    public BrokenTableException(String message) {
        super(message);
    }

    /**
     * A broken table, found by somebody else.
     *
     * @param message what is wrong, and where
     * @param cause who found it
     */
    public BrokenTableException(String message, Throwable cause) {
        super(message, cause);
    }
}
