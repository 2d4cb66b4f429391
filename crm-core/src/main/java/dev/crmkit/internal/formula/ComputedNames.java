package dev.crmkit.internal.formula;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.query.FilterCodec;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Formulas and roll-ups as they are stored, with ids for names, and as they are shown, with the slugs of the day. Not instantiable. */
public final class ComputedNames {
    /** The settings of a roll-up that name attributes of the records that it is over. */
    private static final List<String> OF_LINKED = List.of("attribute", "order");

    private static final FilterCodec FILTERS = new FilterCodec(TypeRegistry.builtIn(), slug -> Optional.empty());

    private ComputedNames() {}

    /** The object with ids for names in its formulas and roll-ups, and their conditions as documents. */
    public static DefinedObject stored(DefinedObject object, Naming naming) {
        return changed(object, (owner, spec) -> withIds(owner, spec, naming));
    }

    /** The object as it was stored, with slugs for ids. */
    public static DefinedObject shown(DefinedObject object, Naming naming) {
        return changed(object, (owner, spec) -> withSlugs(owner, spec, naming));
    }

    /** The object with what its formulas and roll-ups give, and not how: that names attributes which may be hidden. */
    public static DefinedObject untold(DefinedObject object) {
        return changed(object, (owner, spec) -> {
            AttributeSpec told = spec;
            for (String setting : spec.config().keySet()) {
                told = setting.equals(DerivedType.RESULT) || setting.equals(DerivedType.CURRENCY)
                        ? told
                        : told.config(setting, null);
            }
            return told;
        });
    }

    private static DefinedObject changed(
            DefinedObject object, BiFunction<DefinedObject, AttributeSpec, AttributeSpec> change) {
        if (object.attributes().stream().noneMatch(a -> DerivedType.isOne(a.spec()))) {
            return object;
        }
        return withSpecs(
                object,
                (attribute) -> DerivedType.isOne(attribute.spec())
                        ? change.apply(object, attribute.spec())
                        : attribute.spec());
    }

    /** The object with other specifications of its attributes. */
    static DefinedObject withSpecs(DefinedObject object, Function<CrmAttribute, AttributeSpec> specs) {
        CrmObject o = object.object();
        return object.with(new CrmObject(
                o.id(),
                o.slug(),
                o.singular(),
                o.plural(),
                o.icon(),
                o.colour(),
                o.scope(),
                o.settings(),
                o.attributes().stream()
                        .map(a -> new CrmAttribute(a.id(), a.key(), a.slug(), specs.apply(a)))
                        .toList(),
                o.primaryAttributeId()));
    }

    private static AttributeSpec withIds(DefinedObject owner, AttributeSpec spec, Naming naming) {
        if (spec.type().equals(DerivedType.FORMULA)) {
            return spec.config("formula", idForm(owner, spec, naming));
        }
        Optional<DefinedObject> linked = linked(owner, spec, naming);
        AttributeSpec result = renamed(spec, "reference", referring(owner, spec, linked), naming);
        for (String setting : OF_LINKED) {
            result = renamed(result, setting, linked, naming);
        }
        return linked.isPresent() && spec.config().get("where") instanceof Filter filter
                ? result.config("where", document(linked.get(), filter, naming))
                : result;
    }

    /** The text of a formula with ids for names. */
    static String idForm(DefinedObject owner, AttributeSpec spec, Naming naming) {
        return Formula.renamed(
                String.valueOf(spec.config().get("formula")),
                name -> naming.attribute(owner, name)
                        .map(a -> a.id().toString())
                        .orElse(name));
    }

    /** A condition with ids for names. */
    static Map<String, Object> document(DefinedObject linked, Filter filter, Naming naming) {
        return FILTERS.write(linked.object(), renamed(filter, linked, naming));
    }

    /** A condition with ids for names. */
    static Filter renamed(Filter filter, DefinedObject linked, Naming naming) {
        if (filter instanceof Filter.And and) {
            return Filter.and(
                    and.parts().stream().map(p -> renamed(p, linked, naming)).toList());
        } else if (filter instanceof Filter.Or or) {
            return Filter.or(
                    or.parts().stream().map(p -> renamed(p, linked, naming)).toList());
        } else if (filter instanceof Filter.Not not) {
            return Filter.not(renamed(not.part(), linked, naming));
        }
        Filter.Comparison comparison = (Filter.Comparison) filter;
        String path = naming.attribute(linked, comparison.path())
                .map(a -> a.id().toString())
                .orElse(comparison.path());
        return new Filter.Comparison(path, comparison.operator(), comparison.operands());
    }

    private static AttributeSpec renamed(
            AttributeSpec spec, String setting, Optional<DefinedObject> object, Naming naming) {
        return spec.config().get(setting) instanceof String name && object.isPresent()
                ? naming.attribute(object.get(), name)
                        .map(a -> spec.config(setting, a.id().toString()))
                        .orElse(spec)
                : spec;
    }

    /** The object whose records a roll-up is over. */
    static Optional<DefinedObject> linked(DefinedObject owner, AttributeSpec spec, Naming naming) {
        if (spec.config().get("object") instanceof String slug) {
            return naming.object(slug);
        }
        return spec.config().get("reference") instanceof String reference
                ? naming.attribute(owner, reference)
                        .filter(a -> a.spec().config().get("object") instanceof String)
                        .flatMap(a ->
                                naming.object(String.valueOf(a.spec().config().get("object"))))
                : Optional.empty();
    }

    /** The object whose attribute a roll-up goes along. */
    static Optional<DefinedObject> referring(DefinedObject owner, AttributeSpec spec, Optional<DefinedObject> linked) {
        return spec.config().containsKey("object") ? linked : Optional.of(owner);
    }

    private static AttributeSpec withSlugs(DefinedObject owner, AttributeSpec spec, Naming naming) {
        if (spec.type().equals(DerivedType.FORMULA)) {
            return spec.config(
                    "formula",
                    Formula.renamed(String.valueOf(spec.config().get("formula")), name -> slug(owner, name, naming)));
        }
        Optional<DefinedObject> linked = linked(owner, spec, naming);
        AttributeSpec result = spec;
        Optional<DefinedObject> referring = referring(owner, spec, linked);
        if (spec.config().get("reference") instanceof String name && referring.isPresent()) {
            result = result.config("reference", slug(referring.get(), name, naming));
        }
        if (linked.isPresent()) {
            for (String setting : OF_LINKED) {
                if (spec.config().get(setting) instanceof String name) {
                    result = result.config(setting, slug(linked.get(), name, naming));
                }
            }
        }
        if (spec.config().get("where") instanceof Map<?, ?> document) {
            Filter filter = FilterCodec.read(Json.asObject(document));
            result = result.config(
                    "where",
                    linked.map(object -> FILTERS.withSlugs(object.object(), filter))
                            .orElse(filter));
        }
        return result;
    }

    private static String slug(DefinedObject object, String name, Naming naming) {
        return naming.attribute(object, name).map(CrmAttribute::slug).orElse(name);
    }
}
