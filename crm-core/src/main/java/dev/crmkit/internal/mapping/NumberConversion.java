package dev.crmkit.internal.mapping;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Exact numbers as Java's number types: what does not fit is refused, never rounded. */
final class NumberConversion implements Conversion {
    /** What a component may be, for messages. */
    static final String CHOICES = "BigDecimal, BigInteger, Long, Integer or Short";

    private static final Map<Type, Function<BigDecimal, Object>> EXACT = Map.of(
            BigDecimal.class, number -> number,
            BigInteger.class, BigDecimal::toBigIntegerExact,
            Long.class, BigDecimal::longValueExact,
            long.class, BigDecimal::longValueExact,
            Integer.class, BigDecimal::intValueExact,
            int.class, BigDecimal::intValueExact,
            Short.class, BigDecimal::shortValueExact,
            short.class, BigDecimal::shortValueExact);

    private final Type held;
    private final Function<BigDecimal, Object> exact;

    private NumberConversion(Type held, Function<BigDecimal, Object> exact) {
        this.held = held;
        this.exact = exact;
    }

    /** The conversion to that Java type, or null if it holds no exact numbers. */
    static @Nullable NumberConversion find(Type held) {
        Function<BigDecimal, Object> exact = EXACT.get(held);
        return exact == null ? null : new NumberConversion(held, exact);
    }

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        if (canonical == null) {
            if (JavaTypes.isPrimitive(held)) {
                throw MappingFaults.invalid(
                        "is empty, which " + JavaTypes.name(held) + " cannot be. Choose " + CHOICES);
            }
            return null;
        }
        if (!(canonical instanceof BigDecimal number)) {
            throw MappingFaults.unreadable(canonical, "is not a number");
        }
        try {
            return exact.apply(number);
        } catch (ArithmeticException e) {
            throw MappingFaults.unreadable(number, "does not fit " + JavaTypes.name(held) + ". Choose BigDecimal");
        }
    }

    @Override
    public @Nullable Object write(@Nullable Object value, @Nullable Object current) {
        return value;
    }
}
