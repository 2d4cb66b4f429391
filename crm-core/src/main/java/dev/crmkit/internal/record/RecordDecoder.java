package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.model.ComputedFault;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.model.StagePosition;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns stored records into what callers get to see, with the names of the records that they refer to. */
final class RecordDecoder {
    private final Tx tx;
    private final DefinedObject object;
    private final RecordProjection projection;
    private final List<Column> columns;

    RecordDecoder(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = tx.access().view().get(object.id());
        this.projection = new RecordProjection(this.object, tx.types());
        this.columns = this.object.attributes().stream()
                .map(attribute -> new Column(attribute, projection.isComputed(attribute)))
                .toList();
    }

    /** An attribute that is shown. Immutable. */
    private record Column(CrmAttribute attribute, boolean computed) {}

    /** A record, with what each of the referring attributes names. */
    private record Referring(LoadedRecord record, List<List<UUID>> references) {}

    /** The records, in the same order; names that are not known yet are read in one statement. */
    List<CrmRecord> decode(List<StoredRecord> stored, Map<UUID, RecordLabel> known) {
        Function<StoredRecord, LoadedRecord> loading = LoadedRecord.loading(object, tx.types());
        List<CrmAttribute> referring = projection.referenceAttributes();
        List<Referring> loaded = new ArrayList<>(stored.size());
        Map<UUID, RecordLabel> labels = new HashMap<>(known);
        Set<UUID> missing = new HashSet<>();
        for (StoredRecord one : stored) {
            LoadedRecord record = loading.apply(one);
            List<List<UUID>> references = referring.stream()
                    .map(attribute -> projection.references(attribute, record.values()))
                    .toList();
            references.forEach(missing::addAll);
            loaded.add(new Referring(record, references));
        }
        missing.removeAll(labels.keySet());
        if (!missing.isEmpty()) {
            labels.putAll(Aliases.labels(tx, projection.targets(tx.schema(), referring), missing));
        }
        Standings standings = Standings.of(
                tx, object.id(), stored.stream().map(StoredRecord::id).toList());
        return loaded.stream()
                .map(record -> decode(record, referring, labels, standings))
                .toList();
    }

    private @Nullable StagePosition position(LoadedRecord loaded) {
        if (object.pipelines().attributes().isEmpty()) {
            return null;
        }
        PipelineSet.Fields fields = object.pipelines().fields();
        String stage = (String) loaded.values().get(fields.stage());
        if (stage == null) {
            return null;
        }
        int slash = stage.indexOf('/');
        return new StagePosition(
                stage.substring(0, slash),
                stage.substring(slash + 1),
                (Instant) Objects.requireNonNull(loaded.values().get(fields.enteredAt())),
                (Instant) loaded.values().get(fields.closedAt()));
    }

    private CrmRecord decode(
            Referring one, List<CrmAttribute> referring, Map<UUID, RecordLabel> labels, Standings standings) {
        LoadedRecord loaded = one.record();
        StoredRecord stored = loaded.stored();
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, ValueSource> sources = new LinkedHashMap<>();
        Map<String, ComputedStatus> computed = new LinkedHashMap<>();
        Map<String, ComputedFault> faults = new LinkedHashMap<>();
        Sources written = Sources.read(stored.sources());
        for (Column column : columns) {
            CrmAttribute attribute = column.attribute();
            Object value = loaded.values().get(attribute.id());
            if (value != null) {
                values.put(attribute.slug(), value);
                sources.put(attribute.slug(), written.of(attribute.key()));
            }
            if (column.computed()) {
                ComputedStatus status = standings.status(loaded, written, attribute);
                computed.put(attribute.slug(), status);
                ComputedFault fault =
                        written.standing(attribute.key()).map(Standing::fault).orElse(null);
                if (status == ComputedStatus.FAILED && fault != null) {
                    faults.put(attribute.slug(), fault);
                }
            }
        }
        Map<String, List<RecordRef>> references = new LinkedHashMap<>();
        for (int i = 0; i < referring.size(); i++) {
            List<RecordRef> refs = new ArrayList<>();
            for (UUID id : one.references().get(i)) {
                RecordLabel label = labels.get(id);
                if (label != null) {
                    refs.add(RecordRefs.of(tx, label));
                }
            }
            if (!refs.isEmpty()) {
                references.put(referring.get(i).slug(), refs);
            }
        }
        return new CrmRecord(
                stored.id(),
                object.slug(),
                stored.version(),
                tx.access().shown(object.id(), stored.displayName()),
                stored.state(),
                position(loaded),
                values,
                references,
                sources,
                computed,
                faults);
    }
}
