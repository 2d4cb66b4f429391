package dev.crmkit.spi.storage;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The meaning of every {@link Predicate}, in Java: what all storages must agree with. Not instantiable. */
public final class PredicateEvaluator {
    private PredicateEvaluator() {}

    /** Whether the predicate is true of the record. */
    public static boolean test(Predicate predicate, IndexedRecord record) {
        if (predicate instanceof Predicate.Constant constant) {
            return constant.value();
        } else if (predicate instanceof Predicate.All all) {
            return all.parts().stream().allMatch(part -> test(part, record));
        } else if (predicate instanceof Predicate.Any any) {
            return any.parts().stream().anyMatch(part -> test(part, record));
        } else if (predicate instanceof Predicate.Not not) {
            return !test(not.part(), record);
        } else if (predicate instanceof Predicate.IsEmpty isEmpty) {
            return record.value(isEmpty.field()) == null;
        } else if (predicate instanceof Predicate.In in) {
            return in(record.value(in.field()), in.values());
        } else if (predicate instanceof Predicate.Range range) {
            return inRange(record.value(range.field()), range);
        } else if (predicate instanceof Predicate.Matches matches) {
            return matches(record.value(matches.field()), matches);
        } else if (predicate instanceof Predicate.HasAny hasAny) {
            Set<String> own = members(record.value(hasAny.field()));
            return hasAny.members().stream().anyMatch(own::contains);
        } else if (predicate instanceof Predicate.HasAll hasAll) {
            return members(record.value(hasAll.field())).containsAll(hasAll.members());
        } else if (predicate instanceof Predicate.RefersToAny refersToAny) {
            Set<UUID> own = new HashSet<>(ids(record.value(refersToAny.field())));
            return refersToAny.ids().stream().anyMatch(own::contains);
        } else if (predicate instanceof Predicate.RefersToAll refersToAll) {
            return new HashSet<>(ids(record.value(refersToAll.field()))).containsAll(refersToAll.ids());
        } else if (predicate instanceof Predicate.SizeBetween size) {
            int own = size(record.value(size.field()));
            return own >= size.least() && own <= size.most();
        } else if (predicate instanceof Predicate.Via via) {
            return ids(record.value(via.field())).stream().anyMatch(id -> {
                IndexedRecord target = record.findTarget(via.targetObject(), id);
                return target != null && test(via.inner(), target);
            });
        } else if (predicate instanceof Predicate.HasItem hasItem) {
            Set<String> own = record.itemKeys(hasItem.kind());
            return hasItem.keys().isEmpty()
                    ? !own.isEmpty()
                    : hasItem.keys().stream().anyMatch(own::contains);
        } else if (predicate instanceof Predicate.HasOtherItem hasOther) {
            return !hasOther.keys().containsAll(record.itemKeys(hasOther.kind()));
        } else if (predicate instanceof Predicate.Search search) {
            return search.words().stream().allMatch(record.searchText()::contains);
        }
        throw new IllegalStateException("Unknown predicate " + predicate);
    }

    private static boolean in(@Nullable IndexValue own, List<IndexValue> values) {
        if (own == null) {
            return false;
        }
        if (own instanceof IndexValue.Text text) {
            return values.stream().anyMatch(v -> ((IndexValue.Text) v).folded().equals(text.folded()));
        }
        return values.contains(own);
    }

    private static boolean inRange(@Nullable IndexValue own, Predicate.Range range) {
        if (own == null) {
            return false;
        }
        IndexValue low = range.low();
        if (low != null) {
            int order = compareScalars(own, low);
            if (order < 0 || (order == 0 && !range.lowIncluded())) {
                return false;
            }
        }
        IndexValue high = range.high();
        if (high != null) {
            int order = compareScalars(own, high);
            return order < 0 || (order == 0 && range.highIncluded());
        }
        return true;
    }

    private static int compareScalars(IndexValue a, IndexValue b) {
        if (a instanceof IndexValue.Decimal x && b instanceof IndexValue.Decimal y) {
            return x.number().compareTo(y.number());
        } else if (a instanceof IndexValue.Moment x && b instanceof IndexValue.Moment y) {
            return x.instant().compareTo(y.instant());
        } else if (a instanceof IndexValue.Code x && b instanceof IndexValue.Code y) {
            return Integer.compare(x.number(), y.number());
        }
        throw new IllegalStateException("No range over " + a.kind() + " and " + b.kind());
    }

    private static boolean matches(@Nullable IndexValue own, Predicate.Matches matches) {
        if (own == null) {
            return false;
        }
        String text =
                own instanceof IndexValue.LongText longText ? longText.folded() : ((IndexValue.Text) own).folded();
        return switch (matches.where()) {
            case INSIDE -> text.contains(matches.literal());
            case BEGIN -> text.startsWith(matches.literal());
            case END -> text.endsWith(matches.literal());
        };
    }

    private static Set<String> members(@Nullable IndexValue own) {
        if (own == null) {
            return Set.of();
        }
        return own instanceof IndexValue.Choices choices
                ? choices.options()
                : new HashSet<>(((IndexValue.Tokens) own).tokens());
    }

    private static Collection<UUID> ids(@Nullable IndexValue own) {
        return own == null ? List.of() : ((IndexValue.References) own).ids();
    }

    private static int size(@Nullable IndexValue own) {
        return own instanceof IndexValue.References references
                ? references.ids().size()
                : members(own).size();
    }
}
