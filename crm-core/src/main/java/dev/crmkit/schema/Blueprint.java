package dev.crmkit.schema;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A set of objects that a workspace installs whole and then makes its own. Immutable.
 *
 * @param name as in {@code crm.standard}
 * @param version goes up with every change of the blueprint
 * @param objects what it defines; they may refer to each other
 * @param pipelines of these objects, or of others that the workspace has
 */
public record Blueprint(String name, int version, List<ObjectSchema> objects, List<Pipeline> pipelines) {
    /** Copies the lists. */
    public Blueprint {
        Objects.requireNonNull(name, "name");
        objects = List.copyOf(objects);
        pipelines = List.copyOf(pipelines);
    }

    /** A blueprint without pipelines. */
    public Blueprint(String name, int version, List<ObjectSchema> objects) {
        this(name, version, objects, List.of());
    }

    /** A blueprint of these objects. */
    public static Blueprint of(String name, int version, ObjectSchema... objects) {
        return new Blueprint(name, version, Arrays.asList(objects));
    }

    /** The same with these pipelines besides. */
    public Blueprint with(Pipeline... more) {
        List<Pipeline> all = new ArrayList<>(pipelines);
        all.addAll(Arrays.asList(more));
        return new Blueprint(name, version, objects, all);
    }

    /**
     * This blueprint and the other in one, under this one's name and version. An object that both have gets the attributes of both; where both say
     * something, or have a pipeline of one key, this one's holds.
     */
    public Blueprint and(Blueprint other) {
        Map<String, ObjectSchema> bySlug = new LinkedHashMap<>();
        List<ObjectSchema> all = new ArrayList<>(objects);
        all.addAll(other.objects);
        for (ObjectSchema object : all) {
            bySlug.merge(object.slug(), object, Blueprint::completed);
        }
        Map<List<String>, Pipeline> byKey = new LinkedHashMap<>();
        Stream.concat(pipelines.stream(), other.pipelines.stream())
                .forEach(pipeline -> byKey.putIfAbsent(List.of(pipeline.object(), pipeline.key()), pipeline));
        return new Blueprint(name, version, List.copyOf(bySlug.values()), List.copyOf(byKey.values()));
    }

    /** The same with another currency (ISO 4217) as the default of every amount of money. */
    public Blueprint withCurrency(String currency) {
        Objects.requireNonNull(currency, "currency");
        return new Blueprint(
                name,
                version,
                objects.stream()
                        .map(object -> copy(
                                        object,
                                        spec -> spec.type().equals("CURRENCY")
                                                ? spec.config("currency", currency)
                                                : spec)
                                .build())
                        .toList(),
                pipelines);
    }

    private static ObjectSchema completed(ObjectSchema object, ObjectSchema other) {
        ObjectSchema.Builder builder = copy(object, spec -> spec);
        other.attributes().forEach((slug, spec) -> {
            if (!object.attributes().containsKey(slug)) {
                builder.attribute(slug, spec);
            }
        });
        other.settings().forEach((key, value) -> {
            if (!object.settings().containsKey(key)) {
                builder.setting(key, value);
            }
        });
        String primary = object.primaryAttribute() == null ? other.primaryAttribute() : object.primaryAttribute();
        return (primary == null ? builder : builder.primary(primary)).build();
    }

    private static ObjectSchema.Builder copy(ObjectSchema object, UnaryOperator<AttributeSpec> change) {
        ObjectSchema.Builder builder = ObjectSchema.named(object.slug())
                .singular(object.singular())
                .plural(object.plural())
                .icon(object.icon())
                .colour(object.colour())
                .scope(object.scope());
        object.settings().forEach(builder::setting);
        object.attributes().forEach((slug, spec) -> builder.attribute(slug, change.apply(spec)));
        String primary = object.primaryAttribute();
        return primary == null ? builder : builder.primary(primary);
    }
}
