package dev.crmkit.testkit.tck;

import dev.crmkit.model.RecordState;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexedRecord;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.PredicateEvaluator;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one workspace should answer: a map of records and the reference evaluators. Not thread-safe. */
final class Model {
    private final Map<UUID, RecordWrite> records = new LinkedHashMap<>();
    private final List<StoredItem> items = new ArrayList<>();

    void apply(RecordWrite write) {
        records.put(write.record().id(), write);
    }

    void add(Collection<StoredItem> inserted) {
        items.addAll(inserted);
    }

    @Nullable
    RecordWrite find(UUID id) {
        return records.get(id);
    }

    List<UUID> ids() {
        return List.copyOf(records.keySet());
    }

    /** The records that a question has, in its order. */
    List<UUID> list(
            UUID object,
            Predicate predicate,
            ArchivedFilter archived,
            List<SortKey> sorts,
            Function<Field, List<String>> options) {
        return matching(object, predicate, archived)
                .sorted(order(sorts, options))
                .map(write -> write.record().id())
                .toList();
    }

    Stream<RecordWrite> matching(UUID object, Predicate predicate, ArchivedFilter archived) {
        return records.values().stream()
                .filter(write -> write.record().objectId().equals(object))
                .filter(write -> archived == ArchivedFilter.ALL
                        || (archived == ArchivedFilter.ARCHIVED)
                                == write.record().isArchived())
                .filter(write -> PredicateEvaluator.test(predicate, new Seen(write)));
    }

    private static Comparator<RecordWrite> order(List<SortKey> sorts, Function<Field, List<String>> options) {
        int idSign = sorts.isEmpty() || sorts.get(sorts.size() - 1).descending() ? -1 : 1;
        return (a, b) -> {
            for (SortKey sort : sorts) {
                Field field = sort.field();
                int order =
                        IndexOrder.compare(value(a, field), value(b, field), sort.descending(), options.apply(field));
                if (order != 0) {
                    return order;
                }
            }
            return idSign * IndexOrder.compareIds(a.record().id(), b.record().id());
        };
    }

    /** The value of a field as the contract defines it. */
    static @Nullable IndexValue value(RecordWrite write, Field field) {
        if (field instanceof Field.Attribute attribute) {
            return write.index().get(attribute);
        }
        RecordState state = write.record().state();
        String name = write.record().displayName();
        return switch ((Field.SystemField) field) {
            case ID -> new IndexValue.References(List.of(write.record().id()));
            case DISPLAY_NAME -> name.isEmpty() ? null : IndexValue.Text.of(name);
            case OWNER -> token(state.owner());
            case ASSIGNEE -> token(state.assignee());
            case SOURCE -> token(state.source());
            case CREATED_AT -> moment(state.createdAt());
            case UPDATED_AT -> moment(state.updatedAt());
            case ARCHIVED_AT -> moment(state.archivedAt());
            case LAST_ACTIVITY_AT -> moment(state.lastActivityAt());
        };
    }

    private static @Nullable IndexValue token(@Nullable String text) {
        return text == null ? null : new IndexValue.Token(text);
    }

    private static @Nullable IndexValue moment(@Nullable Instant instant) {
        return instant == null ? null : new IndexValue.Moment(instant);
    }

    /** A record as the reference evaluator asks it. */
    private final class Seen implements IndexedRecord {
        private final RecordWrite write;

        Seen(RecordWrite write) {
            this.write = write;
        }

        @Override
        public @Nullable IndexValue value(Field field) {
            return Model.value(write, field);
        }

        @Override
        public String searchText() {
            return write.searchText();
        }

        @Override
        public Set<String> itemKeys(String kind) {
            return items.stream()
                    .filter(item ->
                            item.kind().equals(kind) && write.record().id().equals(item.recordId()))
                    .map(StoredItem::key)
                    .collect(Collectors.toSet());
        }

        @Override
        public @Nullable IndexedRecord findTarget(UUID targetObject, UUID id) {
            RecordWrite target = records.get(id);
            return target != null
                            && !target.record().isArchived()
                            && target.record().objectId().equals(targetObject)
                    ? new Seen(target)
                    : null;
        }
    }
}
