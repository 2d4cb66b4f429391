package dev.crmkit.internal.index;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.FieldNames;
import dev.crmkit.internal.record.RecordMaintenance;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.schema.AttributeIndex;
import dev.crmkit.schema.IndexReport;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexFault;
import dev.crmkit.spi.storage.IndexWish;
import dev.crmkit.spi.storage.StoredIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is said of the indexes of an object. Not instantiable. */
public final class IndexCatalog {
    private static final int PORTION = 500;
    private static final int MAX_SAMPLES = 100;

    private IndexCatalog() {}

    /** How the attributes of an object are indexed, as far as it shows them. */
    public static List<AttributeIndex> list(Tx tx, DefinedObject shown) {
        Map<UUID, List<StoredIndex>> byAttribute = new LinkedHashMap<>();
        tx.storage()
                .indexes()
                .list(shown.id())
                .forEach(index -> byAttribute
                        .computeIfAbsent(index.field().attributeId(), id -> new ArrayList<>())
                        .add(index));
        List<AttributeIndex> indexes = new ArrayList<>();
        for (CrmAttribute attribute : shown.storedAttributes()) {
            byAttribute
                    .getOrDefault(attribute.id(), List.of())
                    .forEach(index -> indexes.add(new AttributeIndex(
                            attribute.slug(),
                            index.field().component(),
                            index.state(),
                            index.place(),
                            index.wish() == IndexWish.ALWAYS,
                            index.lastUsed())));
        }
        return indexes;
    }

    /** Compares the index values of an object's records with their values. */
    public static IndexReport check(Transactions transactions, String object) {
        Found found = new Found();
        @Nullable UUID after = null;
        do {
            UUID from = after;
            after = transactions.<@Nullable UUID>write(tx -> portion(tx, object, from, found));
        } while (after != null);
        return new IndexReport(found.records, found.faults, found.samples);
    }

    private static @Nullable UUID portion(Tx tx, String slug, @Nullable UUID after, Found found) {
        tx.access().require(Power.MANAGE_SCHEMA, "check indexes");
        DefinedObject object = tx.schema().get(slug);
        boolean shows =
                tx.access().reachesAll(object.id(), Verb.READ) && !tx.access().hidesSomethingOf(object);
        return new RecordMaintenance(tx).checkSome(object, after, PORTION, (records, faults) -> {
            found.records += records;
            found.faults += faults.size();
            if (shows) {
                faults.stream()
                        .limit(MAX_SAMPLES - found.samples.size())
                        .map(fault -> shown(tx, object, fault))
                        .forEach(found.samples::add);
            }
        });
    }

    private static IndexReport.Fault shown(Tx tx, DefinedObject object, IndexFault fault) {
        Field field = fault.field();
        return new IndexReport.Fault(
                fault.recordId(),
                field == null ? "" : FieldNames.name(tx, object, field),
                fault.place(),
                fault.expected(),
                fault.found());
    }

    /** Lets the workers write the index values of an object's records once more. */
    public static void rebuild(Tx tx, String object) {
        tx.access().require(Power.MANAGE_SCHEMA, "rebuild indexes");
        IndexUpkeep.rewrite(tx, tx.schema().get(object).id());
    }

    /** What was found so far. Not thread-safe. */
    private static final class Found {
        private final List<IndexReport.Fault> samples = new ArrayList<>();
        private long records;
        private long faults;
    }
}
