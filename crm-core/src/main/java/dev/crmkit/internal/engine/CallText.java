package dev.crmkit.internal.engine;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The text of a call, the same for the same arguments, and its fingerprint (SHA-256). Not instantiable. */
public final class CallText {
    private CallText() {}

    /** The fingerprint of a call. */
    public static String fingerprint(Object... parts) {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            append(text, part);
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("null;");
        } else if (value instanceof Map<?, ?> map) {
            TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
            map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
            text.append('{');
            sorted.forEach((key, element) -> {
                append(text, key);
                append(text, element);
            });
            text.append('}');
        } else if (value instanceof Collection<?> list) {
            text.append('[');
            list.forEach(element -> append(text, element));
            text.append(']');
        } else {
            String plain = value.toString();
            text.append(value.getClass().getSimpleName())
                    .append(plain.length())
                    .append(':')
                    .append(plain)
                    .append(';');
        }
    }
}
