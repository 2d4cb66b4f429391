package dev.crmkit.internal.catalog;

import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.ObjectLayout;
import java.util.ArrayList;
import java.util.List;

/** What storages must know of objects. Not instantiable. */
final class Layouts {
    private Layouts() {}

    static ObjectLayout of(DefinedObject defined, TypeRegistry types) {
        List<ObjectLayout.AttributeLayout> attributes = new ArrayList<>();
        defined.storedAttributes().forEach(a -> attributes.add(attribute(a, false, types)));
        defined.deletedAttributes().forEach(a -> attributes.add(attribute(a, true, types)));
        return new ObjectLayout(defined.id(), defined.deleted(), attributes);
    }

    private static ObjectLayout.AttributeLayout attribute(CrmAttribute attribute, boolean deleted, TypeRegistry types) {
        // An attribute of a plugin's type that is gone has no components any more; those that records hold are passed
        // over.
        List<ObjectLayout.ComponentLayout> components = types.find(
                        attribute.spec().type())
                .map(type -> type.components(attribute.spec()).stream()
                        .map(c -> new ObjectLayout.ComponentLayout(
                                c.name(), c.kind(), c.single(), wish(attribute.spec())))
                        .toList())
                .orElse(List.of());
        return new ObjectLayout.AttributeLayout(
                attribute.id(),
                deleted,
                components,
                attribute.spec().options().stream().map(AttributeOption::id).toList());
    }

    private static IndexWish wish(AttributeSpec spec) {
        return spec.isAlwaysIndexed() ? IndexWish.ALWAYS : spec.isIndexed() ? IndexWish.AS_NEEDED : IndexWish.NEVER;
    }
}
