package dev.crmkit.internal.type;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The attribute types of one engine by name: the built-in ones and those of plugins. Immutable. */
public final class TypeRegistry {
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,62}");

    private final Map<String, AttributeType> types;

    private TypeRegistry(Map<String, AttributeType> types) {
        this.types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
    }

    /** The built-in types alone. */
    public static TypeRegistry builtIn() {
        return withPlugins(List.of(), fault -> {
            throw new IllegalStateException(fault.message());
        });
    }

    /**
     * The built-in types and those of plugins. A plugin's type whose name is taken or malformed is a fault and left out.
     *
     * @param faults receives every fault, in the order of the plugins
     */
    public static TypeRegistry withPlugins(List<AttributeType> plugins, Consumer<Violation> faults) {
        List<AttributeType> all = BuiltInTypes.plain();
        List<String> names = new ArrayList<>(
                BuiltInTypes.all().stream().map(AttributeType::name).toList());
        for (AttributeType plugin : plugins) {
            String name = plugin.name();
            if (!NAME.matcher(name).matches()) {
                faults.accept(fault("The name " + Refusals.show(name)
                        + " of an attribute type is malformed: it has up to 63 upper-case letters, digits and"
                        + " underscores, as in GEO_SHAPE"));
            } else if (names.contains(name)) {
                faults.accept(fault("There are two attribute types of the name " + name + ". Give the plugin's ("
                        + plugin.getClass().getName() + ") another"));
            } else {
                names.add(name);
                all.add(plugin);
            }
        }
        all.addAll(BuiltInTypes.computed(all));
        Map<String, AttributeType> byName = new LinkedHashMap<>();
        all.forEach(type -> byName.put(type.name(), type));
        return new TypeRegistry(byName);
    }

    private static Violation fault(String message) {
        return new Violation("attributeType", ErrorCode.CONFIGURATION_INVALID, message);
    }

    /** The type of that name, if it is registered. */
    public Optional<AttributeType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /**
     * The type of that name.
     *
     * @throws CrmException {@link ErrorCode#SCHEMA_UNKNOWN_TYPE} if it is not registered
     */
    public AttributeType get(String name) {
        AttributeType type = types.get(name);
        if (type == null) {
            throw new CrmException(ErrorCode.SCHEMA_UNKNOWN_TYPE, describeUnknown(name));
        }
        return type;
    }

    /** What to say about a name that no type has. */
    public String describeUnknown(String name) {
        return "There is no attribute type " + Refusals.show(name) + "." + DidYouMean.hint(name, types.keySet())
                + " The types are " + DidYouMean.list(types.keySet());
    }

    /** The names, built-in types first. */
    public List<String> names() {
        return List.copyOf(types.keySet());
    }
}
