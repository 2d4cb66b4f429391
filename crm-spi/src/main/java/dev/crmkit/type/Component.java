package dev.crmkit.type;

import dev.crmkit.spi.storage.IndexKind;
import java.util.Objects;

/**
 * A form in which an attribute's values take part in queries. Immutable.
 *
 * @param name empty for the main one, else as in {@code currency}
 * @param kind the kind of value
 * @param single for REFERENCES and TOKENS: there is at most one member
 */
public record Component(String name, IndexKind kind, boolean single) {
    /** Checks for null. */
    public Component {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
    }

    /** The main component, of at most one member. */
    public static Component main(IndexKind kind) {
        return new Component("", kind, true);
    }
}
