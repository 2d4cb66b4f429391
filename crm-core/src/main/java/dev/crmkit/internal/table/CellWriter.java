package dev.crmkit.internal.table;

import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the canonical values of attributes into the texts of cells; total over all types. Immutable. */
public final class CellWriter {
    /** What stands between several values in one cell. */
    public static final String SEPARATOR = ";";

    private final TypeRegistry types;

    /** For attributes of these types. */
    public CellWriter(TypeRegistry types) {
        this.types = types;
    }

    /**
     * The text that reads back as the same value: as people write it, and as JSON where that would lose something. An option that is no longer offered
     * stands as its id, which an import refuses.
     */
    public String exact(AttributeSpec spec, Object canonical) {
        AttributeType type = types.get(spec.type());
        String text = plain(type, spec, canonical);
        if (isPlain(canonical) || canonical.equals(read(type, spec, text))) {
            return text;
        }
        return CompoundCells.write(type.store(spec, canonical));
    }

    /** The text as people read it. */
    public String shown(AttributeSpec spec, Object canonical) {
        return types.get(spec.type()).display(spec, canonical);
    }

    /** Whether there is one text for each value and one value for each text. */
    private static boolean isPlain(Object canonical) {
        return canonical instanceof String
                || canonical instanceof BigDecimal
                || canonical instanceof Boolean
                || canonical instanceof LocalDate
                || canonical instanceof Instant;
    }

    private static String plain(AttributeType type, AttributeSpec spec, Object canonical) {
        if (canonical instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (isPlain(canonical)) {
            return canonical.toString();
        } else if (canonical instanceof Collection<?> members) {
            return members.stream().map(String::valueOf).collect(Collectors.joining(SEPARATOR));
        }
        return type.display(spec, canonical);
    }

    private static @Nullable Object read(AttributeType type, AttributeSpec spec, String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            return CompoundCells.find(type, spec, text).orElseGet(() -> type.parse(spec, text));
        } catch (InvalidValueException e) {
            return null;
        }
    }
}
