package dev.crmkit.internal.type;

import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.List;

/** The types that every engine has. Not instantiable. */
public final class BuiltInTypes {
    private BuiltInTypes() {}

    /** All of them; computed values may be of any of the others that can be computed. */
    public static List<AttributeType> all() {
        List<AttributeType> all = plain();
        all.addAll(computed(all));
        return List.copyOf(all);
    }

    /** All but the computed ones, which build on the others; a new list. */
    static List<AttributeType> plain() {
        return new ArrayList<>(List.of(
                new TextType(),
                new TextAreaType(),
                new NumberType(),
                new CurrencyType(),
                new DateType(),
                new TimestampType(),
                new CheckboxType(),
                new SelectType(),
                new StatusType(),
                new MultiSelectType(),
                new EmailType(),
                new PhoneType(),
                new UrlType(),
                new LocationType(),
                new PersonNameType(),
                new RatingType(),
                new RecordReferenceType(),
                new UserReferenceType(),
                new FileType()));
    }

    /** The computed types over the given ones. */
    static List<AttributeType> computed(List<AttributeType> others) {
        return List.of(new AiComputedType(others), DerivedType.formula(others), DerivedType.rollup(others));
    }
}
