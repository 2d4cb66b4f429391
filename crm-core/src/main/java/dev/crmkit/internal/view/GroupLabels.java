package dev.crmkit.internal.view;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.GroupField;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.type.RecordIds;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.view.ViewGroup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people read at the head of a group. */
final class GroupLabels {
    private final GroupField field;
    private final Map<String, Head> heads = new LinkedHashMap<>();

    /**
     * What stands at the head of a group. Immutable.
     *
     * @param label what people read
     * @param colour the colour, or null
     * @param archived whether there is a group only where records have the value
     */
    record Head(String label, @Nullable String colour, boolean archived) {}

    private GroupLabels(GroupField field) {
        this.field = field;
    }

    /** The heads of all options; of other fields none yet. */
    static GroupLabels of(DefinedObject object, GroupField field) {
        GroupLabels labels = new GroupLabels(field);
        PipelineSet pipelines = object.pipelines();
        Optional<CrmAttribute> attribute =
                object.object().findAttribute(field.path()).or(() -> pipelines.findField(field.path()));
        if (field.hasOptions() && attribute.isPresent()) {
            for (AttributeOption option : attribute.get().spec().options()) {
                labels.heads.put(option.id(), new Head(option.title(), option.colour(), option.archived()));
            }
        }
        if (field.path().equals(SystemFields.STAGE)) {
            pipelines
                    .stages()
                    .forEach((id, stage) -> labels.heads.put(
                            id, new Head(stage.stage().label(), stage.stage().colour(), false)));
        } else if (field.path().equals(SystemFields.PIPELINE)) {
            for (Pipeline pipeline : pipelines.pipelines()) {
                labels.heads.put(pipeline.key(), new Head(pipeline.label(), null, !pipeline.active()));
            }
        }
        return labels;
    }

    /** The heads that are known, in the order of the options. */
    Map<String, Head> known() {
        return heads;
    }

    /** Reads the names of the records that these keys are the ids of, in one statement; nothing for other fields. */
    void read(Tx tx, Collection<String> keys) {
        if (field.isReference()) {
            List<UUID> ids = keys.stream().map(key -> RecordIds.read(key)).toList();
            Map<UUID, RecordLabel> labels = Aliases.labels(tx, ids);
            for (int i = 0; i < ids.size(); i++) {
                RecordLabel label = labels.get(ids.get(i));
                heads.put(ids.get(i).toString(), new Head(label == null ? "" : label.displayName(), null, false));
            }
        }
    }

    String label(@Nullable String key) {
        return key == null
                ? ""
                : Objects.requireNonNullElse(heads.get(key), new Head(key, null, false))
                        .label();
    }

    ViewGroup group(@Nullable String key, long count) {
        Head head = key == null ? null : heads.get(key);
        return new ViewGroup(key, label(key), head == null ? null : head.colour(), count);
    }
}
