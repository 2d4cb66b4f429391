package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Field;
import java.util.Locale;
import java.util.Optional;

/** The names by which callers know the fields of storages. Not instantiable. */
public final class FieldNames {
    private FieldNames() {}

    /** The name of a field of the object, or of another that a question leads to. */
    public static String name(Tx tx, DefinedObject object, Field field) {
        if (field instanceof Field.SystemField system) {
            return "@" + system.name().toLowerCase(Locale.ROOT);
        }
        Field.Attribute attribute = (Field.Attribute) field;
        return name(object, attribute)
                .or(() -> tx.schema().objects().stream()
                        .flatMap(other -> name(other, attribute).map(slug -> other.slug() + "." + slug).stream())
                        .findFirst())
                .orElse(attribute.attributeId().toString());
    }

    private static Optional<String> name(DefinedObject object, Field.Attribute field) {
        String suffix = field.component().isEmpty() ? "" : " (" + field.component() + ")";
        return object.storedAttributes().stream()
                .filter(attribute -> attribute.id().equals(field.attributeId()))
                .findFirst()
                .map(CrmAttribute::slug)
                .map(slug -> slug + suffix);
    }
}
