package dev.crmkit.internal.placement;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.StoredPlacement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where objects are to be kept. Not instantiable. */
final class Aims {
    private Aims() {}

    static StoredPlacement find(Tx tx, DefinedObject object) {
        return tx.storage().placements().list().stream()
                .filter(placement -> placement.objectId().equals(object.id()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("The storage does not know the object '" + object.slug() + "'"));
    }

    /** Where the object is to be in the end. */
    static Home aim(StoredPlacement placement) {
        return placement.goal() == null ? placement.home() : placement.goal();
    }

    /** Says where the object is to be. Equal words change nothing, but the job is given again: that of a move may be dead, and indexes may be missing. */
    static void take(Tx tx, DefinedObject object, StoredPlacement before, Home goal, boolean byHand) {
        boolean same = aim(before) == goal;
        if (!same || before.byHand() != byHand) {
            tx.storage().placements().aim(object.id(), goal, byHand);
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("object", object.slug());
            details.put("before", aim(before).name());
            details.put("after", goal.name());
            details.put("by_hand_before", before.byHand());
            details.put("by_hand_after", byHand);
            new EventLog(tx).add(EventTypes.OBJECT_PLACED, details).write();
        }
        if (!same || before.goal() != null || goal == Home.OWN) {
            MoveJob.enqueue(tx, List.of(object.id()), Duration.ZERO);
        }
    }
}
