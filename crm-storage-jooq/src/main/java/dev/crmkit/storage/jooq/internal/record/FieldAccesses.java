package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.model.IndexState;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage.FieldAccess;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.IndexStates;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds out which fields of a query have an index. Not thread-safe. */
final class FieldAccesses {
    private final Session session;
    private final Grammar grammar;
    private final IndexStates states;
    private final Map<Field, IndexState> found = new LinkedHashMap<>();

    FieldAccesses(Session session, Grammar grammar) {
        this.session = session;
        this.grammar = grammar;
        this.states = new IndexStates(session);
    }

    List<FieldAccess> of(Places places, RecordQuery query) {
        visit(places, query.predicate());
        for (SortKey key : query.sorts()) {
            IndexState state = state(places, key.field());
            boolean ordered = SortColumn.of(grammar, places, key).isIndexed();
            // An index has the values of some fields, but not in the order that is asked for.
            add(key.field(), state == IndexState.READY && !ordered ? IndexState.UNSUPPORTED : state);
        }
        return found.entrySet().stream()
                .map(entry -> new FieldAccess(entry.getKey(), entry.getValue()))
                .toList();
    }

    private void visit(Places places, Predicate predicate) {
        if (predicate instanceof Predicate.All all) {
            all.parts().forEach(part -> visit(places, part));
        } else if (predicate instanceof Predicate.Any any) {
            any.parts().forEach(part -> visit(places, part));
        } else if (predicate instanceof Predicate.Not not) {
            visit(places, not.part());
        } else if (predicate instanceof Predicate.Via via) {
            add(places, via.field());
            ObjectMap target = session.map().objects().get(via.targetObject());
            if (target != null) {
                visit(new Places(grammar, target, "v"), via.inner());
            }
        } else {
            Field field = field(predicate);
            if (field != null) {
                add(places, field);
            }
        }
    }

    private static @Nullable Field field(Predicate predicate) {
        if (predicate instanceof Predicate.IsEmpty isEmpty) {
            return isEmpty.field();
        } else if (predicate instanceof Predicate.In in) {
            return in.field();
        } else if (predicate instanceof Predicate.Range range) {
            return range.field();
        } else if (predicate instanceof Predicate.Matches matches) {
            return matches.field();
        } else if (predicate instanceof Predicate.HasAny has) {
            return has.field();
        } else if (predicate instanceof Predicate.HasAll has) {
            return has.field();
        } else if (predicate instanceof Predicate.RefersToAny refers) {
            return refers.field();
        } else if (predicate instanceof Predicate.RefersToAll refers) {
            return refers.field();
        } else if (predicate instanceof Predicate.SizeBetween size) {
            return size.field();
        }
        return null;
    }

    private void add(Places places, Field field) {
        add(field, state(places, field));
    }

    /** A field that is asked for in several ways is served as badly as the worst of them. */
    private void add(Field field, IndexState state) {
        found.merge(field, state, (known, also) -> known == IndexState.READY ? also : known);
    }

    private IndexState state(Places places, Field field) {
        if (field instanceof Field.Attribute attribute) {
            return states.of(places.object().id(), places.component(attribute));
        }
        return places.of(field).slot() ? IndexState.READY : IndexState.UNSUPPORTED;
    }
}
