package dev.crmkit.internal.type;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the named parts of a compound value. Not instantiable. */
final class Fields {
    private Fields() {}

    /** The parts that are not empty, in the order of the known names. */
    static Map<String, Object> read(Object input, List<String> known, String expected) {
        if (!(input instanceof Map<?, ?> map)) {
            throw Refusals.wrongType(input, expected);
        }
        for (Object key : map.keySet()) {
            if (!(key instanceof String name) || !known.contains(name)) {
                throw Refusals.malformed(
                        key,
                        "is not a part of the value." + DidYouMean.hint(String.valueOf(key), known) + " The parts are "
                                + DidYouMean.list(known));
            }
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        for (String name : known) {
            Object part = map.get(name);
            if (part != null && !Emptiness.isEmpty(part)) {
                parts.put(name, part);
            }
        }
        return parts;
    }
}
