package dev.crmkit.internal.formula;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the names in a formula mean. */
interface Scope {

    /**
     * The attribute of that slug or id.
     *
     * @throws UnreadableInputException if there is none that a formula can read; the message names the choices
     */
    Input find(String name);

    /**
     * An attribute that a formula reads. Immutable.
     *
     * @param id the attribute
     * @param kind what its values are
     * @param currency the currency of bare amounts, of money
     * @param options the ids of its options; empty if it has none
     */
    record Input(UUID id, Kind kind, @Nullable String currency, List<String> options) {
        /** Copies the list. */
        public Input {
            options = List.copyOf(options);
        }
    }

    /** Says why a name cannot be read; never leaves this package. */
    final class UnreadableInputException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String reason;

        UnreadableInputException(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }
}
