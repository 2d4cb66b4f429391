package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.Grammar.ElementType;
import dev.crmkit.storage.jooq.internal.record.Place.Shape;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns predicates into SQL conditions. Not thread-safe.
 *
 * <p>A condition is true where the predicate is, and false or null elsewhere. That is exact for AND and OR; only NOT has to tell null
 * from true, and does. Negations are pushed inwards first, so that indexes serve what is left.
 */
final class PredicateSql {
    /** Up to so many texts are ranges of an index each; more are compared by their folded half. */
    private static final int MOST_TEXT_RANGES = 100;

    private static final String TARGET = "v";

    private final Session session;
    private final Grammar grammar;
    private final Places places;
    private final PlaceValues values;

    PredicateSql(Session session, Grammar grammar, Places places) {
        this.session = session;
        this.grammar = grammar;
        this.places = places;
        this.values = new PlaceValues(grammar);
    }

    SqlText of(Predicate predicate) {
        if (predicate instanceof Predicate.Constant constant) {
            return constant(constant.value());
        } else if (predicate instanceof Predicate.All all) {
            return junction(all.parts(), this::of, " AND ", true);
        } else if (predicate instanceof Predicate.Any any) {
            return junction(any.parts(), this::of, " OR ", false);
        } else if (predicate instanceof Predicate.Not not) {
            return not(not.part());
        } else if (predicate instanceof Predicate.IsEmpty isEmpty) {
            return isEmpty(places.of(isEmpty.field()));
        } else if (predicate instanceof Predicate.In in) {
            return in(places.of(in.field()), in.values());
        } else if (predicate instanceof Predicate.Range range) {
            return range(places.of(range.field()), range);
        } else if (predicate instanceof Predicate.Matches matches) {
            return matches(places.of(matches.field()), matches);
        } else if (predicate instanceof Predicate.HasAny has) {
            return hasAny(places.of(has.field()), has.members());
        } else if (predicate instanceof Predicate.HasAll has) {
            return hasAll(places.of(has.field()), has.members());
        } else if (predicate instanceof Predicate.RefersToAny refers) {
            return refersToAny(places.of(refers.field()), refers.ids());
        } else if (predicate instanceof Predicate.RefersToAll refers) {
            return refersToAll(places.of(refers.field()), refers.ids());
        } else if (predicate instanceof Predicate.SizeBetween size) {
            return sizeBetween(places.of(size.field()), size);
        } else if (predicate instanceof Predicate.Via via) {
            return via(via);
        } else if (predicate instanceof Predicate.HasItem has) {
            return hasItem(has.kind(), has.keys(), " AND ");
        } else if (predicate instanceof Predicate.HasOtherItem has) {
            return hasItem(has.kind(), has.keys(), " AND NOT ");
        } else if (predicate instanceof Predicate.Search search) {
            return search(search);
        }
        throw new IllegalStateException("Unknown predicate " + predicate);
    }

    /** The condition of rows of this object that the predicate is true of, the workspace and object included. */
    static SqlText where(
            Session session, Grammar grammar, Places places, Predicate predicate, @Nullable String archivedCondition) {
        SqlText where = SqlText.of(grammar.beside(places.column("workspace_id")))
                .add(" = ")
                .add(session.workspaceNumber())
                .add(grammar.isOf(places.object(), places.alias()));
        if (archivedCondition != null) {
            where.add(" AND ").add(places.column("archived_at")).add(archivedCondition);
        }
        if (!(predicate instanceof Predicate.Constant constant && constant.value())) {
            where.add(" AND ").add(new PredicateSql(session, grammar, places).of(predicate));
        }
        return where;
    }

    private static SqlText constant(boolean value) {
        return SqlText.of(value ? "TRUE" : "FALSE");
    }

    private static SqlText junction(
            List<Predicate> parts, Function<Predicate, SqlText> compile, String word, boolean whenEmpty) {
        return parts.isEmpty()
                ? constant(whenEmpty)
                : SqlText.of("(")
                        .join(parts.stream().map(compile).toList(), word)
                        .add(")");
    }

    private SqlText not(Predicate part) {
        if (part instanceof Predicate.Constant constant) {
            return constant(!constant.value());
        } else if (part instanceof Predicate.Not not) {
            return of(not.part());
        } else if (part instanceof Predicate.All all) {
            return junction(all.parts(), this::not, " OR ", false);
        } else if (part instanceof Predicate.Any any) {
            return junction(any.parts(), this::not, " AND ", true);
        } else if (part instanceof Predicate.IsEmpty isEmpty) {
            return isNotEmpty(places.of(isEmpty.field()));
        } else if (part instanceof Predicate.Via
                || part instanceof Predicate.HasItem
                || part instanceof Predicate.HasOtherItem) {
            // EXISTS is never null, and H2 does not read its own form of EXISTS (...) IS NOT TRUE.
            return SqlText.of("NOT ").add(of(part));
        }
        return SqlText.of("((").add(of(part)).add(") IS NOT TRUE)");
    }

    private SqlText isEmpty(Place place) {
        if (place.shape() == Shape.MEMBERS) {
            return place.options().isEmpty()
                    ? constant(true)
                    : SqlText.of("(")
                            .add(grammar.numbersHaveAny(place.sql(), place.optionNumbers()))
                            .add(" IS NOT TRUE)");
        }
        return place.nullable() ? SqlText.of(place.sql() + " IS NULL") : constant(false);
    }

    /** Also the condition under which the field counts in a group. */
    SqlText isNotEmpty(Place place) {
        if (place.shape() == Shape.MEMBERS) {
            return place.options().isEmpty()
                    ? constant(false)
                    : grammar.numbersHaveAny(place.sql(), place.optionNumbers());
        }
        return place.nullable() ? SqlText.of(place.sql() + " IS NOT NULL") : constant(true);
    }

    private SqlText in(Place place, List<IndexValue> wanted) {
        if (place.kind() == IndexKind.TEXT) {
            return textIn(place, wanted);
        }
        List<Object> elements = new ArrayList<>();
        for (IndexValue value : wanted) {
            Object element = values.element(place, value);
            if (element != null) {
                elements.add(element);
            }
        }
        return isOneOf(place.sql(), values.elementType(place), elements);
    }

    private SqlText isOneOf(String sql, ElementType type, List<?> elements) {
        if (elements.isEmpty()) {
            return constant(false);
        }
        return elements.size() == 1
                ? SqlText.of(sql + " = ").bind(PlaceValues.bind(elements.get(0)))
                : grammar.isOneOf(sql, type, elements);
    }

    private SqlText textIn(Place place, List<IndexValue> wanted) {
        List<String> folded = wanted.stream()
                .map(value -> ((IndexValue.Text) value).folded())
                .distinct()
                .toList();
        if (folded.isEmpty()) {
            return constant(false);
        }
        TextKey key = grammar.textKey();
        if (folded.size() > MOST_TEXT_RANGES) {
            return grammar.isOneOf(
                    grammar.foldedOf(place.sql()),
                    ElementType.TEXT,
                    folded.stream().map(key::token).toList());
        }
        List<SqlText> ranges = folded.stream()
                .map(text -> textRange(place, key.equalFrom(text), key.equalBelow(text)))
                .toList();
        return SqlText.of("(").join(ranges, " OR ").add(")");
    }

    private static SqlText textRange(Place place, String from, @Nullable String below) {
        SqlText range = SqlText.of("(" + place.sql() + " >= ").bind(Grammar.text(from));
        if (below != null) {
            range.add(" AND " + place.sql() + " < ").bind(Grammar.text(below));
        }
        return range.add(")");
    }

    private SqlText range(Place place, Predicate.Range range) {
        SqlText condition = SqlText.of("(");
        if (range.low() != null) {
            condition.add(place.sql() + (range.lowIncluded() ? " >= " : " > ")).bind(values.bind(place, range.low()));
        }
        if (range.high() != null) {
            condition
                    .add(range.low() == null ? "" : " AND ")
                    .add(place.sql() + (range.highIncluded() ? " <= " : " < "))
                    .bind(values.bind(place, range.high()));
        }
        if (range.low() == null && range.high() == null) {
            condition.add(isNotEmpty(place));
        }
        return condition.add(")");
    }

    private SqlText matches(Place place, Predicate.Matches matches) {
        String literal = matches.literal();
        if (place.kind() == IndexKind.LONG_TEXT) {
            String like = TextKey.like(literal);
            return grammar.isLike(
                    place.sql(),
                    switch (matches.where()) {
                        case INSIDE -> '%' + like + '%';
                        case BEGIN -> like + '%';
                        case END -> '%' + like;
                    });
        }
        TextKey key = grammar.textKey();
        return switch (matches.where()) {
            case INSIDE -> grammar.isLike(place.sql(), key.inside(literal));
            case BEGIN -> textRange(place, key.beginFrom(literal), key.beginBelow(literal));
            case END -> grammar.isLike(place.sql(), key.atEnd(literal));
        };
    }

    private SqlText hasAny(Place place, Set<String> members) {
        if (place.shape() == Shape.MEMBERS) {
            int[] numbers = numbers(place, members);
            return numbers.length == 0 ? constant(false) : grammar.numbersHaveAny(place.sql(), numbers);
        }
        List<String> tokens = tokens(members);
        if (place.shape() == Shape.SCALAR) {
            return isOneOf(place.sql(), ElementType.TEXT, tokens);
        }
        return tokens.isEmpty() ? constant(false) : grammar.listHasAny(place.sql(), tokens);
    }

    private SqlText hasAll(Place place, Set<String> members) {
        if (members.isEmpty()) {
            return constant(true);
        }
        if (place.shape() == Shape.MEMBERS) {
            int[] numbers = numbers(place, members);
            return numbers.length < members.size() ? constant(false) : grammar.numbersHaveAll(place.sql(), numbers);
        }
        if (place.shape() == Shape.SCALAR) {
            return members.size() > 1 ? constant(false) : isOneOf(place.sql(), ElementType.TEXT, tokens(members));
        }
        return grammar.listHasAll(place.sql(), tokens(members));
    }

    private static int[] numbers(Place place, Set<String> members) {
        return place.options().stream()
                .filter(option -> members.contains(option.id()))
                .mapToInt(ObjectMap.OptionMap::number)
                .toArray();
    }

    private List<String> tokens(Set<String> members) {
        return members.stream().map(grammar.textKey()::token).sorted().toList();
    }

    private SqlText refersToAny(Place place, Collection<UUID> ids) {
        if (place.shape() == Shape.SCALAR) {
            return isOneOf(place.sql(), ElementType.UUID, List.copyOf(ids));
        }
        return ids.isEmpty() ? constant(false) : grammar.listHasAny(place.sql(), texts(ids));
    }

    private SqlText refersToAll(Place place, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return constant(true);
        }
        if (place.shape() == Shape.SCALAR) {
            return ids.size() > 1 ? constant(false) : isOneOf(place.sql(), ElementType.UUID, List.copyOf(ids));
        }
        return grammar.listHasAll(place.sql(), texts(ids));
    }

    private static List<String> texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).sorted().toList();
    }

    private SqlText sizeBetween(Place place, Predicate.SizeBetween size) {
        String own = switch (place.shape()) {
            case MEMBERS -> place.options().isEmpty() ? "0" : grammar.commonNumbers(place.sql(), place.optionNumbers());
            case LIST -> "COALESCE(" + grammar.sizeOf(place.sql()) + ", 0)";
            case SCALAR, MICROS -> "(CASE WHEN " + place.sql() + " IS NULL THEN 0 ELSE 1 END)";
        };
        return SqlText.of("(" + own + " BETWEEN " + size.least() + " AND " + size.most() + ")");
    }

    private SqlText via(Predicate.Via via) {
        Place reference = places.of(via.field());
        ObjectMap target = session.map().objects().get(via.targetObject());
        if (target == null) {
            return constant(false);
        }
        Places targets = new Places(grammar, target, TARGET);
        String id = targets.column("id");
        return SqlText.of("EXISTS (SELECT 1 FROM " + grammar.table(target) + " " + TARGET + " WHERE ")
                .add(
                        reference.shape() == Shape.LIST
                                ? grammar.isIdIn(id, reference.sql())
                                : id + " = " + reference.sql())
                .add(" AND ")
                .add(where(session, grammar, targets, via.inner(), " IS NULL"))
                .add(")");
    }

    private SqlText hasItem(String kind, Set<String> keys, String andKey) {
        SqlText exists = SqlText.of("EXISTS (SELECT 1 FROM " + session.schema() + ".crm_item i WHERE i.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND i.record_id = " + places.column("id") + " AND i.kind = ")
                .add(Grammar.literal(kind));
        if (!keys.isEmpty()) {
            exists.add(andKey).add(grammar.isItemKeyOneOf("i.item_key", keys));
        }
        return exists.add(")");
    }

    private SqlText search(Predicate.Search search) {
        return search.words().isEmpty()
                ? constant(true)
                : SqlText.of("(")
                        .join(
                                search.words().stream()
                                        .map(word ->
                                                grammar.isLike(places.column("search"), '%' + TextKey.like(word) + '%'))
                                        .toList(),
                                " AND ")
                        .add(")");
    }

    /** Whether the predicate is plainly false of every record in which the field is empty; false where that is not plain. */
    static boolean needsValue(Predicate predicate, Field field) {
        if (predicate instanceof Predicate.All all) {
            return all.parts().stream().anyMatch(part -> needsValue(part, field));
        } else if (predicate instanceof Predicate.In in) {
            return in.field().equals(field);
        } else if (predicate instanceof Predicate.Range range) {
            return range.field().equals(field);
        } else if (predicate instanceof Predicate.Matches matches) {
            return matches.field().equals(field);
        } else if (predicate instanceof Predicate.RefersToAny refers) {
            return refers.field().equals(field);
        }
        return predicate instanceof Predicate.Not not
                && not.part() instanceof Predicate.IsEmpty isEmpty
                && isEmpty.field().equals(field);
    }

    /** Whether the predicate plainly bounds the field on that side, in every record that it is true of. */
    static boolean isBounded(Predicate predicate, Field field, boolean below) {
        if (predicate instanceof Predicate.All all) {
            return all.parts().stream().anyMatch(part -> isBounded(part, field, below));
        } else if (predicate instanceof Predicate.Range range) {
            return range.field().equals(field) && (below ? range.low() : range.high()) != null;
        }
        return predicate instanceof Predicate.Matches matches
                && matches.field().equals(field)
                && matches.where() == Predicate.Where.BEGIN;
    }

    /** Whether every record that the predicate is true of has one text in a slot. No column is the same in all of them: texts differ in their spelling. */
    boolean hasText(Predicate predicate) {
        if (predicate instanceof Predicate.All all) {
            return all.parts().stream().anyMatch(this::hasText);
        }
        return predicate instanceof Predicate.In in
                && in.field().kind() == IndexKind.TEXT
                && in.values().size() == 1
                && places.of(in.field()).slot();
    }

    /**
     * The column of a slot that the predicate ties to one value in every record that it is true of, or null. Sorting by it changes no
     * order, but lets H2 walk the slot's index.
     */
    @Nullable
    String tiedSlot(Predicate predicate) {
        if (predicate instanceof Predicate.All all) {
            return all.parts().stream()
                    .map(this::tiedSlot)
                    .filter(slot -> slot != null)
                    .findFirst()
                    .orElse(null);
        }
        Field field = predicate instanceof Predicate.In in && in.values().size() == 1
                ? in.field()
                : predicate instanceof Predicate.RefersToAny refers
                                && refers.ids().size() == 1
                        ? refers.field()
                        : null;
        if (!(field instanceof Field.Attribute) || field.kind() == IndexKind.TEXT) {
            return null;
        }
        Place place = places.of(field);
        return place.slot() ? place.sql() : null;
    }
}
