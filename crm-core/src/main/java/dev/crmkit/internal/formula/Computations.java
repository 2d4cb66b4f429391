package dev.crmkit.internal.formula;

import dev.crmkit.internal.type.CurrencyCodes;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of the records of one object. Immutable.
 *
 * @param formulas each after those that it reads
 * @param rollups in the order of the attributes
 */
public record Computations(List<FormulaComputation> formulas, List<RollupComputation> rollups) {
    /** Nothing. */
    public static final Computations NONE = new Computations(List.of(), List.of());

    /** Copies the lists. */
    public Computations {
        formulas = List.copyOf(formulas);
        rollups = List.copyOf(rollups);
    }

    /** Whether nothing is computed. */
    public boolean isEmpty() {
        return formulas.isEmpty() && rollups.isEmpty();
    }

    /**
     * What was computed for an attribute. Immutable.
     *
     * @param value in canonical form, or null if it is empty
     * @param failure why there is no value, or null
     * @param print of the definition that it was computed by
     */
    public record Outcome(@Nullable Object value, @Nullable Failure failure, String print) {}

    /**
     * Computes all formulas of a record.
     *
     * @param values canonical, by attribute id
     * @param failures of the roll-ups that have no value for a reason
     * @param attributes of the object
     * @return by attribute id
     */
    public Map<UUID, Outcome> compute(
            Map<UUID, Object> values,
            Map<UUID, Failure> failures,
            Collection<CrmAttribute> attributes,
            TypeRegistry types,
            ZoneId zone) {
        Map<UUID, CrmAttribute> byId = new HashMap<>();
        attributes.forEach(attribute -> byId.put(attribute.id(), attribute));
        Map<UUID, Object> computed = new HashMap<>(failures);
        Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
        Inputs inputs = new Inputs() {
            @Override
            public @Nullable Object value(UUID attribute) {
                Object known = computed.get(attribute);
                Object value = known == null ? values.get(attribute) : known;
                CrmAttribute read = byId.get(attribute);
                return value == null || value instanceof Failure || read == null || outcomes.containsKey(attribute)
                        ? known
                        : inside(value);
            }

            @Override
            public ZoneId zone() {
                return zone;
            }
        };
        for (FormulaComputation formula : formulas) {
            CrmAttribute attribute = formula.attribute();
            Outcome outcome = outcome(attribute, formula.formula().evaluate(inputs), formula.print(), types);
            Object shown = outcome.failure() != null
                    ? outcome.failure()
                    : outcome.value() == null ? null : inside(outcome.value());
            computed.remove(attribute.id());
            if (shown != null) {
                computed.put(attribute.id(), shown);
            }
            outcomes.put(attribute.id(), outcome);
        }
        return outcomes;
    }

    /** A canonical value as formulas read it. */
    static Object inside(Object canonical) {
        if (canonical instanceof Map<?, ?> map && map.containsKey("currency")) {
            return Money.of(canonical);
        } else if (canonical instanceof Number number && !(number instanceof BigDecimal)) {
            return BigDecimal.valueOf(number.longValue());
        }
        return canonical;
    }

    /** What a result means for the attribute: in canonical form, money and quotients rounded. */
    public static Outcome outcome(CrmAttribute attribute, @Nullable Object result, String print, TypeRegistry types) {
        if (result == null) {
            return new Outcome(null, null, print);
        } else if (result instanceof Failure failure) {
            return new Outcome(null, failure, print);
        }
        AttributeType type = types.get(attribute.spec().type());
        try {
            return new Outcome(type.normalise(attribute.spec(), outside(result)), null, print);
        } catch (InvalidValueException e) {
            Failure.Reason reason =
                    result instanceof String ? Failure.Reason.TEXT_TOO_LONG : Failure.Reason.NUMBER_OUT_OF_RANGE;
            return new Outcome(
                    null,
                    Failure.of(
                            reason,
                            "the result is larger than a value of type "
                                    + attribute.spec().config().get("result") + " may be"),
                    print);
        }
    }

    private static Object outside(Object result) {
        if (result instanceof Money money) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put(
                    "amount",
                    money.amount().setScale(Math.max(0, CurrencyCodes.scale(money.currency())), RoundingMode.HALF_UP));
            map.put("currency", money.currency());
            return map;
        }
        return result instanceof Instant at ? at.truncatedTo(ChronoUnit.MICROS) : result;
    }

    /** Money as a result of a roll-up. */
    public static Object money(BigDecimal amount, String currency) {
        return new Money(amount, currency);
    }
}
