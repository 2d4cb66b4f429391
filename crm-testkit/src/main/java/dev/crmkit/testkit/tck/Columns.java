package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.ObjectLayout.AttributeLayout;
import dev.crmkit.spi.storage.ObjectLayout.ComponentLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An object with attributes of every kind: each once with an index wanted and once without, references and tokens also as single ones, and
 * one attribute with two components.
 */
final class Columns {
    final UUID object;
    private final List<AttributeLayout> attributes = new ArrayList<>();
    private final Map<Field.Attribute, AttributeLayout> byField = new LinkedHashMap<>();
    private final Map<String, Field.Attribute> byName = new LinkedHashMap<>();
    final Field.Attribute currency;

    Columns(Random random) {
        object = Ids.next(random);
        for (IndexKind kind : IndexKind.values()) {
            add(kind.name(), random, new ComponentLayout("", kind, false, true));
            add("PLAIN_" + kind, random, new ComponentLayout("", kind, false, false));
        }
        add("SINGLE_REFERENCES", random, new ComponentLayout("", IndexKind.REFERENCES, true, true));
        add("SINGLE_TOKENS", random, new ComponentLayout("", IndexKind.TOKENS, true, true));
        AttributeLayout money = add(
                "MONEY",
                random,
                new ComponentLayout("", IndexKind.NUMBER, false, true),
                new ComponentLayout("currency", IndexKind.TOKEN, false, true));
        currency = new Field.Attribute(money.id(), "currency", IndexKind.TOKEN);
        byField.put(currency, money);
    }

    private AttributeLayout add(String name, Random random, ComponentLayout... components) {
        UUID id = Ids.next(random);
        IndexKind kind = components[0].kind();
        boolean choice = kind == IndexKind.CHOICE || kind == IndexKind.CHOICES;
        // Neither alphabetical nor in the order of their making, so that only the given order can be right.
        List<String> options = choice
                ? Stream.of("m", "z", "a", "q", "b")
                        .map(letter -> letter + "-" + id)
                        .toList()
                : List.of();
        AttributeLayout layout = new AttributeLayout(id, false, List.of(components), options);
        attributes.add(layout);
        Field.Attribute field = new Field.Attribute(id, "", kind);
        byField.put(field, layout);
        byName.put(name, field);
        return layout;
    }

    /** The attribute of the kind that wants an index. */
    Field.Attribute of(IndexKind kind) {
        return named(kind.name());
    }

    /** The attribute of the kind that wants none. */
    Field.Attribute plain(IndexKind kind) {
        return named("PLAIN_" + kind);
    }

    Field.Attribute money() {
        return named("MONEY");
    }

    Field.Attribute singleReferences() {
        return named("SINGLE_REFERENCES");
    }

    Field.Attribute singleTokens() {
        return named("SINGLE_TOKENS");
    }

    private Field.Attribute named(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** Both attributes of a kind. */
    List<Field.Attribute> both(IndexKind kind) {
        return List.of(of(kind), plain(kind));
    }

    /** Every attribute field. */
    List<Field.Attribute> fields() {
        return List.copyOf(byField.keySet());
    }

    boolean isSingle(Field field) {
        return field.equals(singleReferences()) || field.equals(singleTokens());
    }

    /** The options of a CHOICE or CHOICES field in their order; empty for other fields. */
    List<String> options(Field field) {
        AttributeLayout layout = field instanceof Field.Attribute attribute ? byField.get(attribute) : null;
        return layout == null ? List.of() : layout.options();
    }

    ObjectLayout layout() {
        return new ObjectLayout(object, false, attributes);
    }
}
