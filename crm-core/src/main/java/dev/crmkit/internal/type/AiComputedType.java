package dev.crmkit.internal.type;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * AI_COMPUTED: a value that the engine computes and that otherwise is one of the type that {@code result} names, with that type's settings
 * under {@code settings} and its options as the attribute's own.
 *
 * <p>It is stored, compared, sorted and shown as the result type does it, so callers read a plain value and an attribute can turn into one
 * of the result type and back. How fresh the value is stands beside it, as who wrote it does: a value that is not there yet is pending too.
 * While no inputs are named, every value of the record that is not computed itself counts as one.
 */
final class AiComputedType extends ComputedType {
    private static final String NAME = "AI_COMPUTED";
    private static final String RESULT = "result";
    private static final String SETTINGS = "settings";
    private static final Set<String> NO_RESULTS = Set.of(NAME, "RECORD_REFERENCE", "USER_REFERENCE", "FILE");

    private final Map<String, AttributeType> types;

    /** Over the types that a result may have; those that cannot be computed are left out here. */
    AiComputedType(List<AttributeType> candidates) {
        Map<String, AttributeType> byName = new LinkedHashMap<>();
        for (AttributeType type : candidates) {
            if (!NO_RESULTS.contains(type.name()) && !type.isEngineWritten()) {
                byName.put(type.name(), type);
            }
        }
        this.types = Collections.unmodifiableMap(byName);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Violation> check(AttributeSpec spec) {
        Config config = new Config(spec);
        config.knownKeys(List.of(RESULT, SETTINGS));
        config.checkText(RESULT, true, "TEXT");
        String result = Config.text(spec, RESULT);
        AttributeType type = result == null ? null : types.get(result);
        if (result != null && type == null) {
            config.fault(
                    RESULT,
                    Refusals.show(result) + " is not a type that can be computed."
                            + DidYouMean.hint(result, types.keySet()) + " Choose one of "
                            + DidYouMean.list(types.keySet()));
        }
        Object settings = spec.config().get(SETTINGS);
        boolean isMap =
                settings instanceof Map<?, ?> map && map.keySet().stream().allMatch(String.class::isInstance);
        if (settings != null && !isMap) {
            config.fault(SETTINGS, "must be a map of the settings of the result type, not " + Refusals.show(settings));
        }
        refuseRules(config, spec);
        List<Violation> faults = new ArrayList<>(config.faults());
        if (type != null && (settings == null || isMap)) {
            for (Violation fault : type.check(resultSpec(spec))) {
                faults.add(spec.config().containsKey(SETTINGS) && isSetting(fault) ? fault.under(SETTINGS) : fault);
            }
        }
        return List.copyOf(faults);
    }

    private static boolean isSetting(Violation fault) {
        return fault.code() == ErrorCode.SCHEMA_INVALID_CONFIG && !fault.path().startsWith("options");
    }

    @Override
    AttributeSpec resultSpec(AttributeSpec spec) {
        AttributeSpec result =
                AttributeSpec.ofType(String.valueOf(Config.text(spec, RESULT))).options(spec.options());
        if (spec.config().get(SETTINGS) instanceof Map<?, ?> settings) {
            for (Map.Entry<?, ?> setting : settings.entrySet()) {
                result = result.config((String) setting.getKey(), setting.getValue());
            }
        }
        return result;
    }

    @Override
    AttributeType result(AttributeSpec spec) {
        AttributeType type = types.get(String.valueOf(Config.text(spec, RESULT)));
        if (type == null) {
            throw new IllegalStateException("The result type of " + spec + " was not checked");
        }
        return type;
    }
}
