package dev.crmkit.internal.exports;

import dev.crmkit.exports.ExportWording;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.list.DefinedList;
import dev.crmkit.internal.list.ListedRecords;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.tag.TagService;
import dev.crmkit.member.Verb;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.SystemFields;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of the records of one page, in a number of statements that does not hang on how many there are. What has gone or was hidden since the export began
 * leaves its cells empty. Not thread-safe.
 */
final class RowReader {
    private final Tx tx;
    private final ExportPlan plan;
    private final RowForm form;
    private final DefinedObject object;
    private final List<CrmRecord> records;
    private final Map<UUID, CrmAttribute> attributes = new HashMap<>();
    private final Map<UUID, AttributeSpec> entrySpecs = new HashMap<>();
    private final Set<UUID> named;
    private final Map<UUID, List<String>> tags;
    private final Map<UUID, ListedRecords.Entry> entries;

    private RowReader(Tx tx, ExportPlan plan, RowForm form, DefinedObject object, List<CrmRecord> records) {
        this.tx = tx;
        this.plan = plan;
        this.form = form;
        this.object = object;
        this.records = records;
        object.attributes().forEach(attribute -> attributes.put(attribute.id(), attribute));
        this.named = named();
        this.tags = has(ExportColumn.Kind.TAGS) ? TagService.tags(tx, ids()) : Map.of();
        this.entries = entries();
    }

    /** A row for each of the records, with null where there is nothing. */
    static List<List<@Nullable Object>> rows(
            Tx tx, ExportPlan plan, RowForm form, DefinedObject object, List<CrmRecord> records) {
        RowReader reader = new RowReader(tx, plan, form, object, records);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (CrmRecord record : records) {
            List<@Nullable Object> row = new ArrayList<>();
            plan.columns().forEach(column -> row.add(reader.cell(record, column)));
            rows.add(row);
        }
        return rows;
    }

    private Set<UUID> ids() {
        Set<UUID> ids = new LinkedHashSet<>();
        records.forEach(record -> ids.add(record.id()));
        return ids;
    }

    private boolean has(ExportColumn.Kind kind) {
        return plan.columns().stream().anyMatch(column -> column.kind() == kind);
    }

    private Map<UUID, ListedRecords.Entry> entries() {
        String key = plan.list();
        if (key == null || (!has(ExportColumn.Kind.ENTERED) && !has(ExportColumn.Kind.ENTRY))) {
            return Map.of();
        }
        DefinedList list = ListedRecords.list(tx, key);
        list.entryAttributes().forEach(attribute -> entrySpecs.put(attribute.id(), attribute.spec()));
        return ListedRecords.of(tx, list, ids());
    }

    /** The records referred to whose names may go out: those that the actor may take out themselves. */
    private Set<UUID> named() {
        Map<UUID, Set<UUID>> byObject = new HashMap<>();
        for (ExportColumn column : plan.columns()) {
            CrmAttribute attribute = showsNames(column) ? attributes.get(UUID.fromString(column.name())) : null;
            if (attribute != null) {
                for (CrmRecord record : records) {
                    for (RecordRef reference : record.references(attribute.slug())) {
                        byObject.computeIfAbsent(
                                        tx.schema().get(reference.object()).id(), target -> new HashSet<>())
                                .add(reference.id());
                    }
                }
            }
        }
        Set<UUID> permitted = new HashSet<>();
        byObject.forEach((target, ids) -> permitted.addAll(Gate.permitted(tx, target, Verb.EXPORT, ids)));
        return permitted;
    }

    private boolean showsNames(ExportColumn column) {
        return column.kind() == ExportColumn.Kind.NAMES
                || (column.kind() == ExportColumn.Kind.VALUE && plan.look().wording() == ExportWording.TITLES);
    }

    private @Nullable Object cell(CrmRecord record, ExportColumn column) {
        return switch (column.kind()) {
            case SYSTEM -> system(record, column.name());
            case VALUE -> value(record, column);
            case PART -> part(record, column);
            case NAMES -> names(record, column);
            case TAGS -> texts(tags.getOrDefault(record.id(), List.of()));
            case ENTERED ->
                Optional.ofNullable(entries.get(record.id()))
                        .map(entry -> entry.enteredAt().toString())
                        .orElse(null);
            case ENTRY -> entry(record, column);
        };
    }

    private @Nullable Object value(CrmRecord record, ExportColumn column) {
        CrmAttribute attribute = attributes.get(UUID.fromString(column.name()));
        Object value = attribute == null ? null : record.value(attribute.slug());
        if (attribute == null || value == null) {
            return null;
        }
        return showsNames(column)
                        && tx.types()
                                .get(attribute.spec().type())
                                .referencedObject(attribute.spec())
                                .isPresent()
                ? names(record, column)
                : form.value(attribute.spec(), value);
    }

    private @Nullable Object part(CrmRecord record, ExportColumn column) {
        CrmAttribute attribute = attributes.get(UUID.fromString(column.name()));
        Object value = attribute == null ? null : record.value(attribute.slug());
        Object part = value instanceof Map<?, ?> parts ? parts.get(column.part()) : null;
        return part == null ? null : form.part(part);
    }

    private @Nullable Object names(CrmRecord record, ExportColumn column) {
        CrmAttribute attribute = attributes.get(UUID.fromString(column.name()));
        return attribute == null
                ? null
                : texts(record.references(attribute.slug()).stream()
                        .filter(reference -> named.contains(reference.id())
                                && !reference.displayName().isEmpty())
                        .map(RecordRef::displayName)
                        .toList());
    }

    private @Nullable Object entry(CrmRecord record, ExportColumn column) {
        UUID id = UUID.fromString(column.name());
        AttributeSpec spec = entrySpecs.get(id);
        ListedRecords.Entry entry = entries.get(record.id());
        Object value = entry == null ? null : entry.values().get(id);
        return spec == null || value == null ? null : form.value(spec, value);
    }

    private @Nullable Object texts(List<String> texts) {
        return texts.isEmpty() ? null : form.texts(texts);
    }

    private @Nullable String system(CrmRecord record, String field) {
        return switch (field) {
            case SystemFields.ID -> record.id().toString();
            case SystemFields.DISPLAY_NAME -> record.displayName().isEmpty() ? null : record.displayName();
            case SystemFields.OWNER -> record.state().owner();
            case SystemFields.ASSIGNEE -> record.state().assignee();
            case SystemFields.SOURCE -> record.state().source();
            case SystemFields.CREATED_AT -> record.state().createdAt().toString();
            case SystemFields.UPDATED_AT -> record.state().updatedAt().toString();
            case SystemFields.ARCHIVED_AT -> time(record.state().archivedAt());
            case SystemFields.LAST_ACTIVITY_AT ->
                record.state().lastActivityAt().toString();
            case SystemFields.PIPELINE -> pipeline(record);
            case SystemFields.STAGE -> stage(record);
            case SystemFields.STAGE_ENTERED_AT ->
                record.position().map(at -> at.enteredAt().toString()).orElse(null);
            case SystemFields.CLOSED_AT ->
                record.position().map(at -> time(at.closedAt())).orElse(null);
            default -> throw new IllegalStateException("Not a system field that is a column: " + field);
        };
    }

    private static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private @Nullable String pipeline(CrmRecord record) {
        String key = record.pipeline();
        return key == null || plan.look().wording() == ExportWording.KEYS
                ? key
                : object.pipelines().find(key).map(found -> found.label()).orElse(key);
    }

    private @Nullable String stage(CrmRecord record) {
        String full = record.position().map(at -> at.fullStage()).orElse(null);
        return full == null || plan.look().wording() == ExportWording.KEYS
                ? full
                : object.pipelines()
                        .findStage(full)
                        .map(PipelineSet.PlacedStage::stage)
                        .map(found -> found.label())
                        .orElse(full);
    }
}
