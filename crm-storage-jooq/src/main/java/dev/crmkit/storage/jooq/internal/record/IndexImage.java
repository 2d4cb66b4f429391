package dev.crmkit.storage.jooq.internal.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.OptionMap;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The index values of one record as they stand in its row: a function of the values and the object's map, of nothing else. Immutable.
 *
 * @param slots what stands in slots, by column: {@code Integer}, {@code UUID}, {@code BigDecimal}, {@code Instant} or {@code String}
 * @param members the option numbers of column mv, ascending
 * @param document the JSON document of column xvals, or null
 * @param longDocument the JSON document of column xlong, or null
 */
record IndexImage(
        Map<String, Object> slots,
        List<Integer> members,
        @Nullable String document,
        @Nullable String longDocument) {

    private static final JsonFactory JSON = new JsonFactory();

    static IndexImage of(TextKey textKey, ObjectMap object, Map<Field.Attribute, IndexValue> index) {
        Map<String, Object> slots = new TreeMap<>();
        Set<Integer> members = new TreeSet<>();
        Map<String, IndexValue> document = new TreeMap<>();
        Map<String, IndexValue> longDocument = new TreeMap<>();
        Map<String, AttributeMap> attributes = new TreeMap<>();
        index.forEach((field, value) -> {
            AttributeMap attribute = object.attributes().get(field.attributeId());
            ComponentMap component =
                    attribute == null ? null : attribute.components().get(field.component());
            if (attribute == null || component == null || component.kind() != value.kind()) {
                throw new IllegalArgumentException("Object " + object.id() + " keeps no index values of " + field);
            }
            if (value instanceof IndexValue.Choices choices) {
                choices.options().forEach(option -> members.add(number(attribute, option)));
            } else if (value instanceof IndexValue.LongText) {
                longDocument.put(key(component), value);
            } else {
                String slot = component.slot();
                if (slot != null && component.writesSlot()) {
                    slots.put(slot, inSlot(textKey, attribute, value));
                }
                if (component.writesDocument()) {
                    document.put(key(component), value);
                    attributes.put(key(component), attribute);
                }
            }
        });
        return new IndexImage(
                slots,
                List.copyOf(members),
                json(textKey, attributes, document),
                json(textKey, attributes, longDocument));
    }

    /**
     * The key of a component's values in a document. It ends with the kind: after a change of kind, records that were not written since
     * still have a value of the old one, which must neither show nor fail.
     */
    static String key(ComponentMap component) {
        return component.key()
                + switch (component.kind()) {
                    case TEXT -> ":t";
                    case LONG_TEXT -> ":l";
                    case TOKEN -> ":o";
                    case TOKENS -> ":os";
                    case NUMBER -> ":n";
                    case MOMENT -> ":d";
                    case CHOICE -> ":k";
                    case CHOICES -> ":ks";
                    case CODE -> ":c";
                    case REFERENCES -> ":r";
                    case PRESENCE -> ":p";
                };
    }

    private static Object inSlot(TextKey textKey, AttributeMap attribute, IndexValue value) {
        if (value instanceof IndexValue.Text text) {
            return textKey.text(text);
        } else if (value instanceof IndexValue.Token token) {
            return textKey.token(token.token());
        } else if (value instanceof IndexValue.Tokens tokens) {
            return textKey.token(only(tokens.tokens(), attribute));
        } else if (value instanceof IndexValue.Decimal decimal) {
            return decimal.number();
        } else if (value instanceof IndexValue.Moment moment) {
            return moment.instant();
        } else if (value instanceof IndexValue.Choice choice) {
            return number(attribute, choice.option());
        } else if (value instanceof IndexValue.Code code) {
            return code.number();
        } else if (value instanceof IndexValue.References references) {
            return only(references.ids(), attribute);
        } else if (value instanceof IndexValue.Present) {
            return 1;
        }
        throw new IllegalStateException("No slot holds a value of kind " + value.kind());
    }

    private static <T> T only(List<T> members, AttributeMap attribute) {
        if (members.size() != 1) {
            throw new IllegalArgumentException(
                    "Attribute " + attribute.id() + " has one member at most, not " + members.size());
        }
        return members.get(0);
    }

    private static int number(AttributeMap attribute, String option) {
        for (OptionMap known : attribute.options()) {
            if (known.id().equals(option)) {
                return known.number();
            }
        }
        throw new IllegalArgumentException("Attribute " + attribute.id() + " has no option '" + option + "'");
    }

    private static @Nullable String json(
            TextKey textKey, Map<String, AttributeMap> attributes, Map<String, IndexValue> values) {
        if (values.isEmpty()) {
            return null;
        }
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, IndexValue> entry : values.entrySet()) {
                json.writeFieldName(entry.getKey());
                write(json, textKey, attributes.get(entry.getKey()), entry.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, TextKey textKey, @Nullable AttributeMap attribute, IndexValue value)
            throws IOException {
        if (value instanceof IndexValue.LongText longText) {
            json.writeString(longText.folded());
        } else if (value instanceof IndexValue.Text text) {
            json.writeString(textKey.text(text));
        } else if (value instanceof IndexValue.Token token) {
            json.writeString(textKey.token(token.token()));
        } else if (value instanceof IndexValue.Decimal decimal) {
            json.writeNumber(decimal.number().toPlainString());
        } else if (value instanceof IndexValue.Moment moment) {
            json.writeNumber(Grammar.micros(moment.instant()));
        } else if (value instanceof IndexValue.Code code) {
            json.writeNumber(code.number());
        } else if (value instanceof IndexValue.Choice choice && attribute != null) {
            json.writeNumber(number(attribute, choice.option()));
        } else if (value instanceof IndexValue.Tokens tokens) {
            json.writeStartArray();
            for (String token : tokens.tokens()) {
                json.writeString(textKey.token(token));
            }
            json.writeEndArray();
        } else if (value instanceof IndexValue.References references) {
            json.writeStartArray();
            for (UUID id : references.ids()) {
                json.writeString(id.toString());
            }
            json.writeEndArray();
        } else if (value instanceof IndexValue.Present) {
            json.writeBoolean(true);
        } else {
            throw new IllegalStateException("No document holds a value of kind " + value.kind());
        }
    }
}
