package dev.crmkit.error;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything the engine throws on purpose: a stable {@link #code()}, a message that names the fix, and details for programs.
 *
 * <p>The message ends in the code in brackets. Neither message nor details hold secrets. Immutable.
 */
public class CrmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, Object> details;

    /** An exception without details. */
    public CrmException(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    /**
     * An exception with details.
     *
     * @param details facts for programs (object, attribute, id…); copied
     * @param cause what lies beneath, or null
     */
    public CrmException(ErrorCode code, String message, Map<String, ?> details, @Nullable Throwable cause) {
        super(message + " [" + Objects.requireNonNull(code, "code") + "]", cause);
        this.code = code;
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** The stable code. */
    public final ErrorCode code() {
        return code;
    }

    /** Facts for programs, unmodifiable, in the order given; empty after Java serialization. */
    public final Map<String, Object> details() {
        return details == null ? Map.of() : details;
    }
}
