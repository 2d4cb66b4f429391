package dev.crmkit.type;

import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is special about a type of attribute: how values are read, normalised, stored, compared, sorted and shown. A plugin adds
 * one with {@code CrmEngine.builder().attributeType(...)}. Thread-safe; without state.
 *
 * <p>A value has three forms. The <em>canonical</em> form is what callers get: of equal values it is equal. The <em>stored</em> form is made of
 * {@code String}, {@code BigDecimal}, {@code Boolean}, {@code List} and {@code Map<String, ...>} only; it is what the JSON document holds. The
 * <em>index</em> form is what storages filter and sort by.
 */
public interface AttributeType {

    /** The name, upper case with underscores; stored with every attribute of the type, so it never changes. */
    String name();

    /** What is wrong with the configuration, options and default of an attribute; paths such as {@code maxLength}; empty if nothing. */
    List<Violation> check(AttributeSpec spec);

    /**
     * The canonical form of what a caller gave. Text is not read as a number or date unless the type's own form is text.
     *
     * @param input not null, not empty text and not an empty collection: those are empty values, which no type sees
     * @return the canonical form, or null if the input turns out to be empty
     * @throws InvalidValueException if the input does not fit
     */
    @Nullable
    Object normalise(AttributeSpec spec, Object input);

    /**
     * The canonical form of a text, as it stands in a file.
     *
     * @param text not blank
     * @return the canonical form, or null if the text turns out to be empty
     * @throws InvalidValueException if the text does not fit
     */
    @Nullable
    Object parse(AttributeSpec spec, String text);

    /** The stored form of a canonical value. */
    Object store(AttributeSpec spec, Object canonical);

    /** The canonical form of a stored value; numbers come as {@code BigDecimal}. */
    Object restore(AttributeSpec spec, Object stored);

    /** What people read, on one line; used for display names and search. */
    String display(AttributeSpec spec, Object canonical);

    /** In which forms values take part in queries; the main one first. Depends on the configuration only. */
    List<Component> components(AttributeSpec spec);

    /** The index values of a canonical value, by component name; the main component is always there. */
    Map<String, IndexValue> index(AttributeSpec spec, Object canonical);

    /** The names of the components to sort by, most significant first; empty if the type does not sort. */
    List<String> sortComponents(AttributeSpec spec);

    /** The operators that the type has. */
    Set<Operator> operators(AttributeSpec spec);

    /**
     * The meaning of a comparison. Operators and their negations must be exact complements.
     *
     * @param fields the field of each component by its name
     * @param operator one of {@link #operators}
     * @param operands as the caller gave them; an empty value is null
     * @throws InvalidValueException if the operands do not fit
     */
    Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context);

    /** Whether values can be told apart by a text key and so be unique. */
    boolean supportsUnique(AttributeSpec spec);

    /** Whether the engine alone writes values. */
    default boolean isEngineWritten() {
        return false;
    }

    /** Whether values are long texts, which are stored apart so that lists do not read them. */
    default boolean isLong() {
        return false;
    }

    /** The slug of the object whose records values refer to, if they refer to records. */
    default Optional<String> referencedObject(AttributeSpec spec) {
        return Optional.empty();
    }
}
