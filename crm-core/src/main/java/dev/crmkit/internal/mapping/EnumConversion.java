package dev.crmkit.internal.mapping;

import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.AttributeOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options as the constants of an enum: those that have the same name but for case, hyphens, underscores and spaces. */
final class EnumConversion implements Conversion {
    private final Class<?> type;
    private final Map<String, Object> constants = new LinkedHashMap<>();
    private final Map<Object, String> ids = new LinkedHashMap<>();

    /**
     * Pairs constants and options.
     *
     * @throws dev.crmkit.type.InvalidValueException if a constant has no option, or more than one
     */
    EnumConversion(Class<?> type, List<AttributeOption> options) {
        this.type = type;
        List<String> known = options.stream().map(AttributeOption::id).toList();
        List<String> faults = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            List<String> matching =
                    known.stream().filter(id -> plain(id).equals(plain(name))).toList();
            if (matching.isEmpty()) {
                faults.add(name + " is not an option");
            } else if (matching.size() > 1) {
                faults.add(name + " stands for several options, " + String.join(" and ", matching));
            } else if (constants.putIfAbsent(matching.get(0), constant) != null) {
                faults.add(name + " stands for option " + matching.get(0) + ", as another constant does");
            } else {
                ids.put(constant, matching.get(0));
            }
        }
        if (!faults.isEmpty()) {
            throw MappingFaults.invalid("whose constants and options do not pair: " + String.join("; ", faults)
                    + ". The options are " + DidYouMean.list(known)
                    + ". Name the constants after them, or choose String");
        }
    }

    private static String plain(String name) {
        return name.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        if (canonical == null) {
            return null;
        }
        Object constant = constants.get((String) canonical);
        if (constant == null) {
            throw MappingFaults.unreadable(
                    canonical,
                    "has no constant in " + JavaTypes.name(type) + ". Add one to "
                            + DidYouMean.list(
                                    ids.keySet().stream().map(Object::toString).toList())
                            + ", or choose String");
        }
        return constant;
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        return held == null ? null : ids.get(held);
    }
}
