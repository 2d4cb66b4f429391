package dev.crmkit.internal.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents as plain Java: {@code Map}, {@code List}, {@code String}, {@code BigDecimal}, {@code Boolean} and null. Numbers never pass through
 * {@code double} and are written without exponent. Not instantiable.
 */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(10_000)
                    .build())
            .build();

    private Json() {}

    /** Writes a document. Integers may be {@code Integer}, {@code Long} or {@code BigInteger} too. */
    public static String write(@Nullable Object document) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof BigDecimal number) {
            generator.writeNumber(number);
        } else if (value instanceof Integer || value instanceof Long) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigInteger number) {
            generator.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName(String.valueOf(entry.getKey()));
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else {
            throw new IllegalArgumentException(
                    "Not a JSON value: " + value.getClass().getName());
        }
    }

    /** Reads a document that is an object; empty text is an empty object. */
    public static Map<String, Object> readObject(String text) {
        if (text.isEmpty()) {
            return new LinkedHashMap<>();
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(
                        "Not a JSON object: " + text.substring(0, Math.min(80, text.length())));
            }
            Map<String, Object> object = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                Object value = read(parser);
                if (value != null) {
                    object.put(name, value);
                }
            }
            return object;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads any document. */
    public static @Nullable Object read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            return read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a text that is one whole document and nothing else; empty if it is none, or null. */
    public static Optional<Object> findWhole(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Object value = read(parser);
            return parser.nextToken() == null ? Optional.ofNullable(value) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IllegalArgumentException("The JSON document ends too early");
        }
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case START_ARRAY -> readArray(parser);
            case START_OBJECT -> readFields(parser);
            default -> throw new IllegalArgumentException("Unexpected " + token + " in a JSON document");
        };
    }

    private static List<@Nullable Object> readArray(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(read(parser));
        }
        return list;
    }

    private static Map<String, @Nullable Object> readFields(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            map.put(name, read(parser));
        }
        return map;
    }

    /** A map from a document, seen as an object without nulls. */
    public static Map<String, Object> asObject(Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            if (value != null) {
                object.put((String) Objects.requireNonNull(key), value);
            }
        });
        return object;
    }

    /** The object under a name; empty if it is not there. */
    public static Map<String, Object> object(Map<String, Object> document, String name) {
        return document.get(name) instanceof Map<?, ?> map ? asObject(map) : Map.of();
    }

    /** The list under a name; empty if it is not there. */
    public static List<Object> list(Map<String, Object> document, String name) {
        List<Object> list = new ArrayList<>();
        if (document.get(name) instanceof List<?> found) {
            found.forEach(element -> list.add(Objects.requireNonNull(element)));
        }
        return list;
    }

    /** The text under a name. */
    public static @Nullable String text(Map<String, Object> document, String name) {
        return (String) document.get(name);
    }

    /** The text under a name that is always there. */
    public static String requiredText(Map<String, Object> document, String name) {
        return Objects.requireNonNull(text(document, name), name);
    }

    /** The boolean under a name; false if it is not there. */
    public static boolean flag(Map<String, Object> document, String name) {
        return Boolean.TRUE.equals(document.get(name));
    }

    /** The number under a name; zero if it is not there. */
    public static BigDecimal number(Map<String, Object> document, String name) {
        return document.get(name) instanceof BigDecimal number ? number : BigDecimal.ZERO;
    }
}
