package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.merge.Merge;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergePreview;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.merge.Merges;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Merges, each in one transaction that has the workspace alone. */
public final class MergeService implements Merges {
    private static final int MOST_MERGES = 1_000;

    private final Transactions transactions;

    /** The merges of the workspace that the transactions are of. */
    public MergeService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public MergePreview preview(UUID primary, List<UUID> others, Map<String, MergeChoice> choices) {
        check(primary, others, choices);
        return transactions.read(
                tx -> Merging.of(tx, primary, others, choices, false).preview());
    }

    private static void check(UUID primary, List<UUID> others, Map<String, MergeChoice> choices) {
        Objects.requireNonNull(primary, "primary");
        Objects.requireNonNull(others, "others");
        Objects.requireNonNull(choices, "choices");
    }

    @Override
    public MergeResult merge(UUID primary, List<UUID> others) {
        return merge(primary, others, Map.of());
    }

    @Override
    public MergeResult merge(UUID primary, List<UUID> others, Map<String, MergeChoice> choices) {
        check(primary, others, choices);
        return transactions.alone(tx -> {
            Merging.Merged merged =
                    Merging.of(tx, primary, others, choices, true).merge();
            return new MergeResult(
                    merged.id(), decode(tx, List.of(merged.survivor())).get(0), merged.things());
        });
    }

    @Override
    public List<CrmRecord> unmerge(UUID mergeId) {
        Objects.requireNonNull(mergeId, "mergeId");
        return transactions.alone(tx -> decode(tx, Unmerging.of(tx, mergeId).undo()));
    }

    private static List<CrmRecord> decode(Tx tx, List<StoredRecord> records) {
        return new RecordDecoder(tx, tx.schema().get(records.get(0).objectId())).decode(records, Map.of());
    }

    @Override
    public List<Merge> of(UUID record) {
        Objects.requireNonNull(record, "record");
        return transactions.read(tx -> {
            UUID id = new RecordGate(tx).readable(record).id();
            return tx
                    .storage()
                    .items()
                    .list(new ItemQuery(MergeImage.MERGE, Set.of(id), Set.of(), true, null, MOST_MERGES))
                    .stream()
                    .map(MergeImage.Head::of)
                    .map(head -> new Merge(head.id(), head.survivor(), head.losers(), head.at(), head.by()))
                    .toList();
        });
    }
}
