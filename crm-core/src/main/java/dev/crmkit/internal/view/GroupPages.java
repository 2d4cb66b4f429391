package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.internal.record.RecordReads;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.ViewGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a board or the lanes of a timeline, with what is in them: one question for what is computed and one for all first records, however many
 * there are. Immutable.
 *
 * @param groups in order
 * @param omitted how many more there are
 */
record GroupPages(List<GroupPage> groups, int omitted) {

    /**
     * A group with its records. Immutable.
     *
     * @param group what stands at its head
     * @param values what was computed beside the count, empty if the group has no records
     * @param page its first records
     */
    record GroupPage(ViewGroup group, List<@Nullable Object> values, Page<CrmRecord> page) {

        /** The first of the values. */
        @Nullable
        Object value() {
            return values.isEmpty() ? null : values.get(0);
        }
    }

    /**
     * Every group.
     *
     * @param computed counts first
     */
    static GroupPages of(
            Tx tx,
            DefinedObject object,
            GroupField field,
            KanbanLayout layout,
            ListQuery list,
            AggregateQuery computed) {
        RecordReads reads = new RecordReads(tx, object);
        Map<@Nullable String, Long> counts = new HashMap<>();
        Map<@Nullable String, List<@Nullable Object>> values = new LinkedHashMap<>();
        AggregateQuery grouped = computed.groupBy(GroupKey.of(field.path()));
        for (AggregateResult.Group group :
                reads.aggregate(grouped, RecordReads.Part.ALL).groups()) {
            String key = field.key(group.keys().get(0));
            counts.put(key, count(group));
            values.put(key, rest(group));
        }
        GroupLabels labels = GroupLabels.of(object, field);
        GroupOrder order = GroupOrder.of(tx, field, layout, counts, labels);
        List<@Nullable IndexValue> asked = new ArrayList<>();
        order.keys().forEach(key -> asked.add(key == null ? null : field.value(key)));
        List<Page<CrmRecord>> pages = reads.heads(list, field, asked);
        List<GroupPage> groups = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            String key = order.keys().get(i);
            groups.add(new GroupPage(
                    labels.group(key, counts.getOrDefault(key, 0L)),
                    values.getOrDefault(key, List.of()),
                    pages.get(i)));
        }
        return new GroupPages(groups, order.omitted());
    }

    /** One group alone. */
    static GroupPages ofOne(
            Tx tx,
            DefinedObject object,
            GroupField field,
            @Nullable String key,
            ListQuery list,
            AggregateQuery computed) {
        RecordReads reads = new RecordReads(tx, object);
        RecordReads.Part part = new RecordReads.Part(field, key == null ? null : field.value(key));
        AggregateResult.Group group = reads.aggregate(computed, part).groups().get(0);
        GroupLabels labels = GroupLabels.of(object, field);
        labels.read(tx, key == null ? List.of() : List.of(key));
        GroupPage page = new GroupPage(labels.group(key, count(group)), rest(group), reads.page(list, part));
        return new GroupPages(List.of(page), 0);
    }

    static long count(AggregateResult.Group group) {
        return (Long) Objects.requireNonNull(group.values().get(0));
    }

    static List<@Nullable Object> rest(AggregateResult.Group group) {
        return group.values().subList(1, group.values().size());
    }
}
