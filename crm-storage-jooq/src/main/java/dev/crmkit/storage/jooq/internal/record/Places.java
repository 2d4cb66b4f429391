package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.AttributeMap;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap.ComponentMap;
import java.util.List;

/** Finds the {@link Place} of each field of one object in rows of one alias. Immutable. */
final class Places {
    private final Grammar grammar;
    private final ObjectMap object;
    private final String alias;

    Places(Grammar grammar, ObjectMap object, String alias) {
        this.grammar = grammar;
        this.object = object;
        this.alias = alias;
    }

    ObjectMap object() {
        return object;
    }

    /** The alias of the rows. */
    String alias() {
        return alias;
    }

    /** A column of the rows. */
    String column(String name) {
        return alias + '.' + name;
    }

    /**
     * The place of the field.
     *
     * @throws IllegalArgumentException if the object has no such attribute or component of that kind
     */
    Place of(Field field) {
        return field instanceof Field.SystemField system ? system(system) : attribute((Field.Attribute) field);
    }

    private Place system(Field.SystemField field) {
        return switch (field) {
            case ID -> Place.column(IndexKind.REFERENCES, column("id"), true, false);
            case DISPLAY_NAME -> Place.column(IndexKind.TEXT, column("t1"), true, true);
            case OWNER -> Place.column(IndexKind.TOKEN, column("owner"), true, true);
            case ASSIGNEE -> Place.column(IndexKind.TOKEN, column("assignee"), true, true);
            case SOURCE -> Place.column(IndexKind.TOKEN, column("source"), false, true);
            case CREATED_AT -> Place.column(IndexKind.MOMENT, column("created_at"), true, false);
            case UPDATED_AT -> Place.column(IndexKind.MOMENT, column("updated_at"), false, false);
            case ARCHIVED_AT -> Place.column(IndexKind.MOMENT, column("archived_at"), false, true);
            case LAST_ACTIVITY_AT -> Place.column(IndexKind.MOMENT, column("last_activity_at"), false, false);
        };
    }

    /**
     * Where the object keeps the values of the field.
     *
     * @throws IllegalArgumentException if it has no such attribute or component of that kind
     */
    ComponentMap component(Field.Attribute field) {
        AttributeMap attribute = object.attributes().get(field.attributeId());
        ComponentMap component =
                attribute == null ? null : attribute.components().get(field.component());
        if (component == null || component.kind() != field.kind()) {
            throw new IllegalArgumentException("Object " + object.id() + " keeps no index values of " + field);
        }
        return component;
    }

    private Place attribute(Field.Attribute field) {
        ComponentMap component = component(field);
        IndexKind kind = component.kind();
        List<ObjectMap.OptionMap> options =
                kind == IndexKind.CHOICE || kind == IndexKind.CHOICES ? options(field) : List.of();
        if (kind == IndexKind.CHOICES) {
            return new Place(kind, Place.Shape.MEMBERS, column("mv"), false, true, options);
        }
        String slot = component.readSlot();
        if (slot != null) {
            return new Place(kind, Place.Shape.SCALAR, column(slot), true, true, options);
        }
        String document = column(kind == IndexKind.LONG_TEXT ? "xlong" : "xvals");
        String key = IndexImage.key(component);
        return switch (kind) {
            case TOKENS, REFERENCES ->
                new Place(kind, Place.Shape.LIST, grammar.listIn(document, key), false, true, options);
            case MOMENT -> new Place(kind, Place.Shape.MICROS, grammar.wholeIn(document, key), false, true, options);
            case NUMBER -> new Place(kind, Place.Shape.SCALAR, grammar.numberIn(document, key), false, true, options);
            case CHOICE, CODE ->
                new Place(kind, Place.Shape.SCALAR, grammar.wholeIn(document, key), false, true, options);
            default -> new Place(kind, Place.Shape.SCALAR, grammar.textIn(document, key), false, true, options);
        };
    }

    private List<ObjectMap.OptionMap> options(Field.Attribute field) {
        AttributeMap attribute = object.attributes().get(field.attributeId());
        return attribute == null ? List.of() : attribute.options();
    }
}
