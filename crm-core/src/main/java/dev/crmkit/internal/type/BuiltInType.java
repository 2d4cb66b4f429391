package dev.crmkit.internal.type;

import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Component;
import dev.crmkit.type.InvalidValueException;
import java.util.List;
import java.util.Map;

/** What the built-in types have in common: most have one component, no options, and a text form that is read as it stands. */
abstract class BuiltInType implements AttributeType {
    private final String name;
    private final IndexKind kind;

    BuiltInType(String name, IndexKind kind) {
        this.name = name;
        this.kind = kind;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<Violation> check(AttributeSpec spec) {
        Config config = new Config(spec);
        config.knownKeys(configKeys());
        checkConfig(config);
        checkOptions(config);
        if (spec.isUnique() && !supportsUnique(spec)) {
            config.fault("unique", "is not supported by the type " + name + ". Take it away, or choose another type");
        }
        Object defaultValue = spec.defaultValue();
        if (config.faults().isEmpty() && !Emptiness.isEmpty(defaultValue) && defaultValue != null) {
            try {
                checkDefault(spec, defaultValue);
            } catch (InvalidValueException e) {
                config.faults().add(new Violation("default", e.code(), e.reason()));
            }
        }
        return List.copyOf(config.faults());
    }

    /** The settings that the type knows. */
    List<String> configKeys() {
        return List.of();
    }

    /** Adds a fault for every setting that does not fit. */
    void checkConfig(Config config) {}

    /** Adds a fault for every option that does not fit; most types have none. */
    void checkOptions(Config config) {
        if (!config.spec().options().isEmpty()) {
            config.fault("options", "do not belong to the type " + name + ". Choose SELECT, STATUS or MULTI_SELECT");
        }
    }

    /** Refuses a default that is not a value of the type. */
    void checkDefault(AttributeSpec spec, Object value) {
        normalise(spec, value);
    }

    @Override
    public Object store(AttributeSpec spec, Object canonical) {
        return canonical;
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        return stored;
    }

    @Override
    public List<Component> components(AttributeSpec spec) {
        return List.of(Component.main(kind));
    }

    @Override
    public Map<String, IndexValue> index(AttributeSpec spec, Object canonical) {
        return Map.of("", indexMain(spec, canonical));
    }

    /** The index value of the main component. */
    abstract IndexValue indexMain(AttributeSpec spec, Object canonical);

    @Override
    public List<String> sortComponents(AttributeSpec spec) {
        return kind.isSortable() ? List.of("") : List.of();
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return true;
    }
}
