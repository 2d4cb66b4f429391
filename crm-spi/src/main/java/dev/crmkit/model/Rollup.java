package dev.crmkit.model;

import dev.crmkit.query.Filter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A roll-up as it is being named: over which records, then what is computed of them. Begun by {@link Attributes#rollup(String, String)}; every method returns a
 * changed copy or the attribute. Immutable.
 */
public final class Rollup {
    private final @Nullable String object;
    private final String reference;
    private final @Nullable Filter filter;

    private Rollup(@Nullable String object, String reference, @Nullable Filter filter) {
        this.object = object;
        this.reference = Objects.requireNonNull(reference, "reference");
        this.filter = filter;
    }

    static Rollup over(@Nullable String object, String reference) {
        return new Rollup(object, reference, null);
    }

    /**
     * Only over those that the condition is true of; replaces an earlier one. It is about what is written to them: not about tags, other records, or days that
     * move, such as "last week".
     */
    public Rollup where(Filter newFilter) {
        return new Rollup(object, reference, Objects.requireNonNull(newFilter, "newFilter"));
    }

    /** How many there are; 0 for none. */
    public AttributeSpec count() {
        return attribute("COUNT", null);
    }

    /** How many of them have a value; 0 for none. */
    public AttributeSpec count(String attribute) {
        return attribute("COUNT", attribute);
    }

    /** The sum of a number, rating or money; empty for none. Amounts of several currencies make the value fail. */
    public AttributeSpec sum(String attribute) {
        return attribute("SUM", attribute);
    }

    /** The mean of a number, rating or money, to 10 digits after the point, half up, of money to those of the currency; empty for none. */
    public AttributeSpec avg(String attribute) {
        return attribute("AVG", attribute);
    }

    /** The least number, rating, amount of money, day or instant; empty for none. */
    public AttributeSpec min(String attribute) {
        return attribute("MIN", attribute);
    }

    /** The greatest number, rating, amount of money, day or instant; empty for none. */
    public AttributeSpec max(String attribute) {
        return attribute("MAX", attribute);
    }

    /**
     * The value of the record that comes first in an order; empty if that record has none.
     *
     * @param order a number, rating, amount of money, day or instant of the records, or {@code @created_at}; those without one are passed over
     */
    public AttributeSpec first(String attribute, String order) {
        return attribute("FIRST", attribute).config("order", order);
    }

    /**
     * The value of the record that comes last in an order; empty if that record has none.
     *
     * @param order as in {@link #first}
     */
    public AttributeSpec last(String attribute, String order) {
        return attribute("LAST", attribute).config("order", order);
    }

    private AttributeSpec attribute(String function, @Nullable String attribute) {
        return AttributeSpec.ofType("ROLLUP")
                .config("object", object)
                .config("reference", reference)
                .config("function", function)
                .config("attribute", attribute)
                .config("where", filter);
    }
}
