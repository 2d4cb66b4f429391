package dev.crmkit.internal.type;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of an attribute. A setting may come from Java or from stored JSON, so a whole number may be any kind of Java
 * number. The checks collect every fault; the readers expect a configuration that was checked. Not thread-safe.
 */
final class Config {
    private final AttributeSpec spec;
    private final List<Violation> faults = new ArrayList<>();

    Config(AttributeSpec spec) {
        this.spec = spec;
    }

    static int whole(AttributeSpec spec, String key, int otherwise) {
        BigDecimal number = Numbers.find(spec.config().get(key));
        return number == null ? otherwise : number.intValue();
    }

    static @Nullable BigDecimal number(AttributeSpec spec, String key) {
        return Numbers.find(spec.config().get(key));
    }

    static boolean flag(AttributeSpec spec, String key) {
        return Boolean.TRUE.equals(spec.config().get(key));
    }

    static @Nullable String text(AttributeSpec spec, String key) {
        return spec.config().get(key) instanceof String text ? text : null;
    }

    AttributeSpec spec() {
        return spec;
    }

    List<Violation> faults() {
        return faults;
    }

    void knownKeys(List<String> known) {
        for (String key : spec.config().keySet()) {
            if (!known.contains(key)) {
                String choices = known.isEmpty()
                        ? "The type " + spec.type() + " has no settings"
                        : "The settings of " + spec.type() + " are " + DidYouMean.list(known);
                fault(key, "is not a setting." + DidYouMean.hint(key, known) + " " + choices);
            }
        }
    }

    void checkWhole(String key, int least, int most) {
        Object value = spec.config().get(key);
        if (value == null) {
            return;
        }
        BigDecimal number = Numbers.find(value);
        if (number == null
                || number.stripTrailingZeros().scale() > 0
                || number.compareTo(BigDecimal.valueOf(least)) < 0
                || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            fault(key, "must be a whole number from " + least + " to " + most + ", not " + Refusals.show(value));
        }
    }

    void checkNumber(String key) {
        Object value = spec.config().get(key);
        if (value != null && Numbers.find(value) == null) {
            fault(key, "must be a number, not " + Refusals.show(value));
        }
    }

    void checkFlag(String key) {
        Object value = spec.config().get(key);
        if (value != null && !(value instanceof Boolean)) {
            fault(key, "must be true or false, not " + Refusals.show(value));
        }
    }

    void checkText(String key, boolean required, String example) {
        Object value = spec.config().get(key);
        if (value == null && required) {
            fault(key, "is missing. Set it, as in config(\"" + key + "\", \"" + example + "\")");
        } else if (value != null && (!(value instanceof String text) || WhiteSpace.isBlank(text))) {
            fault(key, "must be a text such as " + example + ", not " + Refusals.show(value));
        }
    }

    void fault(String path, String message) {
        faults.add(new Violation(path, ErrorCode.SCHEMA_INVALID_CONFIG, message));
    }
}
