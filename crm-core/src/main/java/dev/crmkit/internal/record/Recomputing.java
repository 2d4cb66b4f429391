package dev.crmkit.internal.record;

import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.Computations;
import dev.crmkit.internal.formula.RollupComputation;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Computes anew what follows from others, for records that are there. Not instantiable. */
final class Recomputing {
    private Recomputing() {}

    /**
     * Computes formulas and roll-ups of locked records of one object, and writes those that become others.
     *
     * @param which of the roll-ups; formulas follow anyway
     * @param causes the event that led to it, by record
     */
    static void recompute(
            Tx tx,
            DefinedObject object,
            List<StoredRecord> locked,
            Predicate<RollupComputation> which,
            Function<UUID, @Nullable UUID> causes) {
        Set<UUID> ids = new LinkedHashSet<>();
        locked.forEach(record -> ids.add(record.id()));
        List<RollupComputation> rollups = tx.schema().computed(tx.types()).of(object.id()).rollups().stream()
                .filter(which)
                .toList();
        Map<UUID, Map<UUID, Computations.Outcome>> outcomes = Rollups.compute(tx, rollups, ids);
        Computing computing = new Computing(tx, object);
        List<RecordDraft> drafts = new ArrayList<>();
        for (StoredRecord record : locked) {
            RecordDraft draft = RecordDraft.change(LoadedRecord.of(record, object, tx.types()));
            draft.recompute(causes.apply(record.id()));
            Map<UUID, Computations.Outcome> own = Objects.requireNonNull(outcomes.get(record.id()));
            rollups.forEach(rollup -> {
                Computations.Outcome outcome = own.get(rollup.attribute().id());
                if (outcome != null) {
                    computing.take(draft, rollup.attribute(), outcome);
                }
            });
            drafts.add(draft);
        }
        RecordWriter writer = RecordWriter.following(tx, object, null);
        RecordWriter.Plan plan = writer.new Plan();
        // A record that would become too large stays as it is, and keeps nobody else waiting.
        List<Violation> tooLarge = new ArrayList<>();
        drafts.forEach(draft -> plan.add(draft, EventTypes.RECORD_UPDATED, "", tooLarge));
        writer.store(plan, "compute " + object.slug() + " records");
    }
}
