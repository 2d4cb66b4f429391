package dev.crmkit.internal.type;

import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.AttributeType;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * FORMULA and ROLLUP: values that follow from others. What they give is found when they are defined and kept in the settings {@code result} and, of money,
 * {@code currency}. What their other settings mean takes the whole schema to say, and is checked with it.
 */
public final class DerivedType extends ComputedType {
    /** The type of formulas. */
    public static final String FORMULA = "FORMULA";

    /** The type of roll-ups. */
    public static final String ROLLUP = "ROLLUP";

    /** The setting that names the type of the values. */
    public static final String RESULT = "result";

    /** The setting that names the currency of bare amounts. */
    public static final String CURRENCY = "currency";

    private static final Set<String> RESULTS = Set.of("NUMBER", "TEXT", "DATE", "TIMESTAMP", "CHECKBOX", "CURRENCY");

    private final String name;
    private final List<String> settings;
    private final Map<String, AttributeType> types = new LinkedHashMap<>();

    private DerivedType(String name, List<String> settings, Collection<AttributeType> others) {
        this.name = name;
        this.settings = settings;
        others.stream().filter(type -> RESULTS.contains(type.name())).forEach(type -> types.put(type.name(), type));
    }

    /** The type of formulas over the plain types. */
    static DerivedType formula(Collection<AttributeType> others) {
        return new DerivedType(FORMULA, List.of("formula", RESULT, CURRENCY), others);
    }

    /** The type of roll-ups over the plain types. */
    static DerivedType rollup(Collection<AttributeType> others) {
        return new DerivedType(
                ROLLUP,
                List.of("object", "reference", "function", "attribute", "where", "order", RESULT, CURRENCY),
                others);
    }

    /** Whether values of attributes of that type follow from others. */
    public static boolean isOne(AttributeSpec spec) {
        return spec.type().equals(FORMULA) || spec.type().equals(ROLLUP);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Violation> check(AttributeSpec spec) {
        Config config = new Config(spec);
        config.knownKeys(settings);
        if (name.equals(FORMULA)) {
            config.checkText("formula", true, "amount * probability");
        } else {
            config.checkText("reference", true, "company");
            config.checkText("function", true, "SUM");
            config.checkText("object", false, "deal");
            config.checkText("attribute", false, "amount");
            config.checkText("order", false, "@created_at");
        }
        config.checkText(CURRENCY, false, "EUR");
        String currency = Config.text(spec, CURRENCY);
        if (currency != null && CurrencyCodes.scale(currency) < 0) {
            config.fault(CURRENCY, "must be a currency of ISO 4217 such as EUR, not " + Refusals.show(currency));
        }
        Object result = spec.config().get(RESULT);
        if (result != null && !types.containsKey(String.valueOf(result))) {
            config.fault(
                    RESULT,
                    Refusals.show(result) + " is not a type that it can give. Leave it out, or name one of "
                            + DidYouMean.list(types.keySet()));
        }
        if (!spec.options().isEmpty()) {
            config.fault("options", "do not go with a computed value. Take them away");
        }
        refuseRules(config, spec);
        return config.faults();
    }

    @Override
    AttributeType result(AttributeSpec spec) {
        AttributeType type = types.get(String.valueOf(spec.config().get(RESULT)));
        if (type == null) {
            throw new IllegalStateException("What " + spec + " gives was not found out");
        }
        return type;
    }

    @Override
    AttributeSpec resultSpec(AttributeSpec spec) {
        AttributeSpec result = AttributeSpec.ofType(String.valueOf(spec.config().get(RESULT)));
        return result.type().equals("CURRENCY")
                ? result.config("currency", spec.config().get(CURRENCY))
                : result;
    }
}
