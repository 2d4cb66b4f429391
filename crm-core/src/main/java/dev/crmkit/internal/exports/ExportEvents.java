package dev.crmkit.internal.exports;

import dev.crmkit.event.EventTypes;
import dev.crmkit.exports.Export;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.model.Actor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What the log says of exports. Not instantiable. */
final class ExportEvents {
    private ExportEvents() {}

    /** Somebody begins to take records out; told before any go, so that an export that breaks off is known too. */
    static void started(Tx tx, UUID export, ExportPlan plan) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("export", export.toString());
        details.putAll(plan.document());
        details.put("columns", plan.columns().stream().map(ExportColumn::header).toList());
        new EventLog(tx).add(EventTypes.EXPORT_STARTED, details).write();
    }

    /** An export came to an end with so many records written. */
    static void finished(Tx tx, UUID export, String object, Actor startedBy, Export.State outcome, long records) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("export", export.toString());
        details.put("slug", object);
        details.put("startedBy", ActorDocument.of(startedBy));
        details.put("outcome", outcome.name());
        details.put("records", records);
        new EventLog(tx).add(EventTypes.EXPORT_FINISHED, details).write();
    }

    static void deleted(Tx tx, Export before) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("export", before.id().toString());
        details.put("slug", before.object());
        details.put("outcome", before.state().name());
        details.put("records", before.records());
        new EventLog(tx).add(EventTypes.EXPORT_DELETED, details).write();
    }
}
