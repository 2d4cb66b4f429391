package dev.crmkit.testkit.tck;

import java.util.Locale;

/**
 * Small JSON objects for tests. A storage may keep JSON in a form of its own; so these have keys of rising length, and are compared
 * without the white space between tokens. Not instantiable.
 */
final class Json {
    private Json() {}

    static String of(String key, String text) {
        StringBuilder json = new StringBuilder("{\"").append(key).append("\":\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').appendCodePoint(c);
            } else if (c < 0x20) {
                json.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                json.appendCodePoint(c);
            }
        });
        return json.append("\"}").toString();
    }

    static String compact(String json) {
        StringBuilder compact = new StringBuilder();
        boolean inText = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (inText && c == '\\') {
                compact.append(c).append(json.charAt(++i));
            } else if (inText || !Character.isWhitespace(c)) {
                compact.append(c);
                inText ^= c == '"';
            }
        }
        return compact.toString();
    }
}
