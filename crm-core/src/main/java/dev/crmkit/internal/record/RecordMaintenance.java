package dev.crmkit.internal.record;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.address.ChannelMerging;
import dev.crmkit.internal.address.ChannelProjection;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.schema.ConversionReport;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.IndexFault;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a change of the schema means for the records that are there: all of an object's records, in portions, within one transaction. */
public final class RecordMaintenance {
    private static final int PORTION = 500;
    private static final int MAX_SAMPLES = 20;

    private final Tx tx;

    /** Maintenance in that transaction. */
    public RecordMaintenance(Tx tx) {
        this.tx = tx;
    }

    /** The name of the counter of an object's live records. */
    public static String counter(UUID objectId) {
        return RecordWriter.counter(objectId);
    }

    /**
     * Works out names, search texts and index values anew.
     *
     * @param taken attributes whose unique keys live records take now
     * @param released attributes whose unique keys live records give up
     */
    public void refresh(DefinedObject object, Set<UUID> taken, Set<UUID> released) {
        RecordWriter writer = new RecordWriter(tx, object);
        forEachPortion(object.id(), portion -> writer.refresh(load(portion, object), taken, released));
    }

    /**
     * Writes some records once more, each as it is, with what follows from its values.
     *
     * @param after the last that was written, or null to begin; the newest come first
     * @return the last that was written now, or null if those were all
     */
    public @Nullable UUID refreshSome(DefinedObject object, @Nullable UUID after, int most) {
        RecordWriter writer = new RecordWriter(tx, object);
        return some(object, after, most, portion -> writer.refresh(load(portion, object), Set.of(), Set.of()));
    }

    /**
     * Compares what is stored of some records with what follows from their values.
     *
     * @param after the last that was compared, or null to begin; the newest come first
     * @param report gets how many records were compared, and where they differ
     * @return the last that was compared now, or null if those were all
     */
    public @Nullable UUID checkSome(
            DefinedObject object, @Nullable UUID after, int most, BiConsumer<Integer, List<IndexFault>> report) {
        RecordWriter writer = new RecordWriter(tx, object);
        return some(
                object,
                after,
                most,
                portion -> report.accept(
                        portion.size(),
                        tx.storage()
                                .indexes()
                                .faults(object.id(), writer.refreshed(load(portion, object), Set.of(), Set.of()))));
    }

    /** Locks the next records, so that nobody changes a value between reading and what is done with it. */
    private @Nullable UUID some(
            DefinedObject object, @Nullable UUID after, int most, Consumer<List<StoredRecord>> work) {
        RecordPage page = tx.records()
                .list(new RecordQuery(
                        object.id(),
                        Predicate.always(),
                        ArchivedFilter.ALL,
                        List.of(),
                        after == null ? null : new Position(List.of(), after),
                        most));
        List<UUID> ids = page.records().stream().map(StoredRecord::id).toList();
        if (!ids.isEmpty()) {
            work.accept(tx.records().lock(ids));
        }
        return page.next() == null ? null : ids.get(ids.size() - 1);
    }

    /** Removes the edges of a reference attribute. */
    public void dropEdges(DefinedObject object, CrmAttribute attribute) {
        AttributeType type = tx.types().get(attribute.spec().type());
        if (type.referencedObject(attribute.spec()).isEmpty()) {
            return;
        }
        RecordProjection projection = new RecordProjection(object, tx.types());
        forEachPortion(object.id(), portion -> {
            List<Edge.Key> keys = new ArrayList<>();
            for (LoadedRecord record : load(portion, object)) {
                for (UUID target : projection.references(attribute, record.values())) {
                    keys.add(new Edge.Key(record.stored().id(), attribute.id().toString(), target));
                }
            }
            if (!keys.isEmpty()) {
                tx.storage().edges().remove(keys);
            }
        });
    }

    /** Takes an attribute's word for addresses back. */
    public void dropChannels(DefinedObject object, CrmAttribute attribute) {
        if (!ChannelProjection.concerns(attribute)) {
            return;
        }
        String what = "drop the addresses of '" + attribute.slug() + "'";
        forEachPortion(object.id(), portion -> {
            ChannelProjection channels = new ChannelProjection(tx, object);
            Map<UUID, Boolean> records = new LinkedHashMap<>();
            for (LoadedRecord record : load(portion, object)) {
                Map<UUID, Object> rest = new LinkedHashMap<>(record.values());
                rest.remove(attribute.id());
                boolean live = !record.stored().isArchived();
                records.put(record.stored().id(), live);
                channels.add(
                        new ChannelProjection.ValueChange(record.stored().id(), record.values(), rest, live, live, ""));
            }
            channels.write(what);
            ChannelMerging.drop(tx, object, attribute, records, what);
        });
    }

    /** What would become of the values of an attribute that changes its type. */
    public ConversionReport survey(
            DefinedObject object, CrmAttribute before, CrmAttribute after, UnconvertibleValues unconvertible) {
        long[] counts = new long[2];
        List<ConversionReport.Sample> samples = new ArrayList<>();
        forEachPortion(object.id(), portion -> {
            for (LoadedRecord record : load(portion, object)) {
                Object value = record.values().get(before.id());
                if (value == null) {
                    continue;
                }
                Conversion conversion = convert(before, after, value);
                if (conversion.value() != null) {
                    counts[0]++;
                } else {
                    counts[1]++;
                    if (samples.size() < MAX_SAMPLES) {
                        samples.add(new ConversionReport.Sample(
                                record.stored().id(), display(before, value), conversion.fault()));
                    }
                }
            }
        });
        boolean empties = unconvertible == UnconvertibleValues.EMPTY;
        return new ConversionReport(
                empties || counts[1] == 0, counts[0], empties ? counts[1] : 0, empties ? 0 : counts[1], samples);
    }

    /**
     * Converts the values of an attribute that has changed its type; those that do not fit are empty from now on. Each of them has its event.
     *
     * @param cause the event of the change of the schema
     */
    public void convert(
            DefinedObject objectBefore,
            DefinedObject objectAfter,
            CrmAttribute before,
            CrmAttribute after,
            UUID cause) {
        if (before.spec().isUnique()) {
            refresh(objectBefore, Set.of(), Set.of(before.id()));
        }
        dropEdges(objectBefore, before);
        dropChannels(objectBefore, before);
        AttributeType type = tx.types().get(before.spec().type());
        RecordWriter writer = RecordWriter.following(tx, objectAfter, cause);
        forEachPortion(objectAfter.id(), portion -> {
            List<RecordDraft> drafts = new ArrayList<>();
            List<LoadedRecord> rest = new ArrayList<>();
            for (StoredRecord stored : portion) {
                Object value = LoadedRecord.of(stored, objectBefore, tx.types())
                        .values()
                        .get(before.id());
                LoadedRecord loaded = LoadedRecord.of(stored, objectAfter, tx.types());
                if (value == null) {
                    rest.add(loaded);
                } else {
                    RecordDraft draft = RecordDraft.change(loaded);
                    draft.replaces(after.id(), type.store(before.spec(), value));
                    draft.set(after.id(), convert(before, after, value).value());
                    drafts.add(draft);
                }
            }
            writer.write(
                    drafts,
                    EventTypes.RECORD_UPDATED,
                    "retype " + objectAfter.slug() + "." + after.slug(),
                    drafts.stream().map(d -> "").toList());
            if (!rest.isEmpty()) {
                writer.refresh(rest, Set.of(), Set.of());
            }
        });
    }

    /** A value of the new type, or why there is none. */
    private record Conversion(@Nullable Object value, String fault) {}

    private Conversion convert(CrmAttribute before, CrmAttribute after, Object value) {
        AttributeType target = tx.types().get(after.spec().type());
        try {
            Object converted = target.normalise(after.spec(), value);
            if (!Emptiness.isEmpty(converted)) {
                return new Conversion(converted, "");
            }
        } catch (InvalidValueException e) {
            // What the new type does not take as it is, it may still read as text.
        }
        String text = display(before, value);
        try {
            Optional<String> option = after.spec().options().stream()
                    .filter(o -> o.title().equalsIgnoreCase(text) || o.id().equalsIgnoreCase(text))
                    .map(AttributeOption::id)
                    .findFirst();
            Object converted = target.parse(after.spec(), option.orElse(text));
            return Emptiness.isEmpty(converted)
                    ? new Conversion(null, "is empty for the new type")
                    : new Conversion(converted, "");
        } catch (InvalidValueException e) {
            return new Conversion(null, e.reason());
        }
    }

    private String display(CrmAttribute attribute, Object value) {
        return tx.types().get(attribute.spec().type()).display(attribute.spec(), value);
    }

    private List<LoadedRecord> load(List<StoredRecord> portion, DefinedObject object) {
        return portion.stream()
                .map(stored -> LoadedRecord.of(stored, object, tx.types()))
                .toList();
    }

    private void forEachPortion(UUID objectId, Consumer<List<StoredRecord>> work) {
        @Nullable Position after = null;
        do {
            RecordPage page = tx.records()
                    .list(new RecordQuery(objectId, Predicate.always(), ArchivedFilter.ALL, List.of(), after, PORTION));
            // Locked, so that nobody changes a value between reading and rewriting it.
            List<UUID> ids = page.records().stream().map(StoredRecord::id).toList();
            if (!ids.isEmpty()) {
                work.accept(tx.records().lock(ids));
            }
            after = page.next();
        } while (after != null);
    }
}
