package dev.crmkit.internal.mapping;

import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.RecordRef;
import java.lang.reflect.Type;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds the conversion between an attribute and a component. Not instantiable. */
final class Conversions {
    private static final String MAP = "Map<String, Object>";

    private Conversions() {}

    /**
     * The conversion.
     *
     * @throws dev.crmkit.type.InvalidValueException if a component of that type cannot hold the attribute's values; the reason follows
     *     the names of both
     */
    static Conversion between(AttributeSpec spec, Type type) {
        AttributeSpec held = spec.type().equals("AI_COMPUTED") || DerivedType.isOne(spec) ? resultOf(spec) : spec;
        Conversion found = find(held, type);
        if (found == null) {
            throw MappingFaults.invalid("which cannot hold it. Choose " + choices(held));
        }
        if (JavaTypes.isPrimitive(type) && !type.equals(boolean.class) && !spec.isRequired()) {
            throw MappingFaults.invalid(
                    "which cannot be empty, as the attribute can. Choose a class, or make the attribute required");
        }
        return found;
    }

    /** What a computed attribute holds is of its result type. */
    private static AttributeSpec resultOf(AttributeSpec spec) {
        AttributeSpec result = AttributeSpec.ofType(String.valueOf(spec.config().get("result")))
                .options(spec.options());
        if (spec.config().get("settings") instanceof Map<?, ?> settings) {
            for (Map.Entry<?, ?> setting : settings.entrySet()) {
                result = result.config(String.valueOf(setting.getKey()), setting.getValue());
            }
        }
        return result;
    }

    private static @Nullable Conversion find(AttributeSpec spec, Type type) {
        return switch (spec.type()) {
            case "TEXT", "TEXTAREA", "EMAIL", "PHONE", "URL" -> same(String.class, type);
            case "NUMBER", "RATING" -> NumberConversion.find(type);
            case "DATE" -> same(LocalDate.class, type);
            case "TIMESTAMP" -> same(Instant.class, type);
            case "CHECKBOX" -> type.equals(boolean.class) ? new FlagConversion() : same(Boolean.class, type);
            case "SELECT", "STATUS" -> option(spec, type);
            case "MULTI_SELECT" -> members(type, member -> option(spec, member));
            case "CURRENCY" -> money(type);
            case "PERSON_NAME" ->
                type.equals(String.class) ? new FullNameConversion() : compound(type, CompoundForm.NAME);
            case "LOCATION" -> compound(type, CompoundForm.PLACE);
            case "RECORD_REFERENCE" -> reference(spec, type, Conversions::record);
            case "USER_REFERENCE" -> reference(spec, type, member -> same(String.class, member));
            case "FILE" -> members(type, member -> compound(member, CompoundForm.FILE));
            default -> ofPlugin(type);
        };
    }

    private static String choices(AttributeSpec spec) {
        return switch (spec.type()) {
            case "TEXT", "TEXTAREA", "EMAIL", "PHONE", "URL" -> "String";
            case "NUMBER", "RATING" -> NumberConversion.CHOICES;
            case "DATE" -> "LocalDate";
            case "TIMESTAMP" -> "Instant";
            case "CHECKBOX" -> "Boolean or boolean";
            case "SELECT", "STATUS" -> "String or an enum";
            case "MULTI_SELECT" -> "List or Set of String or of an enum";
            case "CURRENCY" ->
                "a Java record of amount and currency, " + MAP + ", or for the amount alone "
                        + NumberConversion.CHOICES;
            case "PERSON_NAME" ->
                "a Java record of " + String.join(", ", CompoundForm.NAME.parts()) + ", " + MAP + " or String";
            case "LOCATION" -> "a Java record of " + String.join(", ", CompoundForm.PLACE.parts()) + ", or " + MAP;
            case "RECORD_REFERENCE" ->
                (ReferenceConfig.isMultiple(spec) ? "" : "UUID, RecordRef, or ") + "List or Set of UUID or RecordRef";
            case "USER_REFERENCE" -> (ReferenceConfig.isMultiple(spec) ? "" : "String, or ") + "List or Set of String";
            case "FILE" ->
                "List of a Java record of " + String.join(", ", CompoundForm.FILE.parts()) + ", or of " + MAP;
            default -> "the class of its values";
        };
    }

    private static @Nullable Conversion same(Class<?> wanted, Type type) {
        return type.equals(wanted) ? new SameConversion(wanted) : null;
    }

    private static @Nullable Conversion option(AttributeSpec spec, Type type) {
        return type instanceof Class<?> plain && plain.isEnum()
                ? new EnumConversion(plain, spec.options())
                : same(String.class, type);
    }

    private static @Nullable Conversion record(Type type) {
        Conversion id = same(UUID.class, type);
        return id == null ? same(RecordRef.class, type) : id;
    }

    private static @Nullable Conversion money(Type type) {
        NumberConversion amount = NumberConversion.find(type);
        return amount == null ? compound(type, CompoundForm.MONEY) : new AmountConversion(amount);
    }

    private static @Nullable Conversion compound(Type type, CompoundForm form) {
        if (JavaTypes.isMap(type)) {
            return new SameConversion(Map.class);
        }
        return type instanceof Class<?> plain && plain.isRecord()
                ? new PartsConversion(JavaRecord.of(plain), form)
                : null;
    }

    private interface MemberChoice {
        @Nullable
        Conversion find(Type member);
    }

    private static @Nullable Conversion members(Type type, MemberChoice choice) {
        Type member = JavaTypes.findMember(type);
        Conversion each = member == null ? null : choice.find(member);
        return each == null ? null : new MembersConversion(each, JavaTypes.isSet(type));
    }

    private static @Nullable Conversion reference(AttributeSpec spec, Type type, MemberChoice choice) {
        Conversion several = members(type, choice);
        if (several != null || ReferenceConfig.isMultiple(spec)) {
            return several;
        }
        Conversion only = choice.find(type);
        return only == null ? null : new OnlyMemberConversion(only);
    }

    /** What a plugin's values are shows with the first of them. */
    private static @Nullable Conversion ofPlugin(Type type) {
        NumberConversion number = NumberConversion.find(type);
        if (number != null) {
            return number;
        } else if (type.equals(boolean.class)) {
            return new FlagConversion();
        } else if (JavaTypes.isMap(type)) {
            return new SameConversion(Map.class);
        } else if (JavaTypes.findMember(type) != null) {
            return members(type, Conversions::ofPluginMember);
        }
        return ofPluginMember(type);
    }

    private static @Nullable Conversion ofPluginMember(Type type) {
        return type instanceof Class<?> plain && !plain.isPrimitive() ? new SameConversion(plain) : null;
    }
}
