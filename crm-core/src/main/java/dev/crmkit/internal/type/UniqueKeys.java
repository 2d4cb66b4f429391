package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Component;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The text by which a unique value is told apart. It is made from the index form, so two values have the same key exactly where they are
 * equal in a filter: texts without case, numbers as numbers. Not instantiable.
 */
public final class UniqueKeys {
    private static final int MAX_PLAIN = 200;

    private UniqueKeys() {}

    /** The key of a canonical value: 2 to 201 code points; long ones are hashed. */
    public static String of(AttributeType type, AttributeSpec spec, Object canonical) {
        Map<String, IndexValue> index = type.index(spec, canonical);
        List<Component> components = type.components(spec);
        StringBuilder key = new StringBuilder();
        for (Component component : components) {
            IndexValue value = index.get(component.name());
            String text = value == null ? "" : text(value);
            // With the length before each part, no two lists of parts run together into the same text.
            key.append(components.size() == 1 ? "" : text.length() + ":").append(text);
        }
        // The sign in front keeps a text that looks like a hash from being one.
        return key.codePointCount(0, key.length()) > MAX_PLAIN ? "#" + hash(key.toString()) : "=" + key;
    }

    private static String text(IndexValue value) {
        if (value instanceof IndexValue.Text text) {
            return text.folded();
        } else if (value instanceof IndexValue.LongText text) {
            return text.folded();
        } else if (value instanceof IndexValue.Token token) {
            return token.token();
        } else if (value instanceof IndexValue.Tokens tokens) {
            return members(tokens.tokens().stream().sorted().toList());
        } else if (value instanceof IndexValue.Decimal decimal) {
            return decimal.number().toPlainString();
        } else if (value instanceof IndexValue.Moment moment) {
            return moment.instant().toString();
        } else if (value instanceof IndexValue.Choice choice) {
            return choice.option();
        } else if (value instanceof IndexValue.Choices choices) {
            return members(choices.options().stream().sorted().toList());
        } else if (value instanceof IndexValue.Code code) {
            return Integer.toString(code.number());
        } else if (value instanceof IndexValue.References references) {
            return members(
                    references.ids().stream().map(Object::toString).sorted().toList());
        }
        throw new IllegalArgumentException("Values of the kind " + value.kind() + " cannot be told apart");
    }

    private static String members(List<String> sorted) {
        StringBuilder text = new StringBuilder();
        for (String member : sorted) {
            text.append(member.length()).append(':').append(member);
        }
        return text.toString();
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
