package dev.crmkit.type;

import dev.crmkit.error.ErrorCode;
import java.util.Objects;

/**
 * How an {@link AttributeType} refuses a value or operand. The engine catches it, adds the attribute's name and reports it together with
 * the input's other faults. Immutable.
 */
public final class InvalidValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    /**
     * A refusal.
     *
     * @param message what is wrong with which value, the choices or the limit, and the fix; without the attribute's name
     */
    public InvalidValueException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = Objects.requireNonNull(code, "code");
    }

    /** The stable code. */
    public ErrorCode code() {
        return code;
    }

    /** The message; never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
