package dev.crmkit.internal.exports;

import dev.crmkit.exports.Export;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.StoredItem;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An export by workers as it is kept: one item. Not thread-safe. */
final class ExportState {
    /** The kind of these items. */
    static final String KIND = "export";

    private final StoredItem item;
    private final Map<String, Object> document;

    private ExportState(StoredItem item) {
        this.item = item;
        this.document = Json.readObject(item.document());
    }

    /** What the exports of an actor have as their key. */
    static String key(Actor actor) {
        return CallText.fingerprint(actor.kind().name(), actor.id());
    }

    static ExportState begin(Tx tx, UUID id, ExportPlan plan, String fileName) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("plan", plan.document());
        document.put("state", Export.State.RUNNING.name());
        document.put("fileName", fileName);
        document.put("startedBy", ActorDocument.of(tx.actor()));
        StoredItem item = new StoredItem(id, KIND, null, key(tx.actor()), tx.now(), Json.write(document));
        tx.storage().items().insert(List.of(item));
        return new ExportState(item);
    }

    static ExportState read(StoredItem item) {
        return new ExportState(item);
    }

    /** The export of that id, whoever started it. */
    static Optional<ExportState> find(Tx tx, UUID id) {
        return of(tx.storage().items().load(List.of(id)));
    }

    /** The same, which nobody else changes until the transaction ends. */
    static Optional<ExportState> lock(Tx tx, UUID id) {
        return of(tx.storage().items().lock(List.of(id)));
    }

    private static Optional<ExportState> of(List<StoredItem> items) {
        return items.stream()
                .filter(item -> item.kind().equals(KIND))
                .findFirst()
                .map(ExportState::new);
    }

    /** Whether the actor of the transaction sees it. */
    boolean isSeen(Tx tx) {
        return tx.access().isUnrestricted() || startedBy().equals(tx.actor());
    }

    UUID id() {
        return item.id();
    }

    StoredItem item() {
        return item;
    }

    ExportPlan plan() {
        return ExportPlan.read(Json.object(document, "plan"));
    }

    boolean isRunning() {
        return state() == Export.State.RUNNING;
    }

    Actor startedBy() {
        return ActorDocument.read(document, "startedBy");
    }

    String fileName() {
        return Json.requiredText(document, "fileName");
    }

    Optional<UUID> file() {
        return Optional.ofNullable(Json.text(document, "file")).map(UUID::fromString);
    }

    private Export.State state() {
        return Export.State.valueOf(Json.requiredText(document, "state"));
    }

    void records(long records) {
        document.put("records", BigDecimal.valueOf(records));
    }

    void done(UUID file, Instant at) {
        document.put("file", file.toString());
        end(Export.State.DONE, at);
    }

    void failed(String fault, Instant at) {
        document.put("fault", fault);
        end(Export.State.FAILED, at);
    }

    void cancelled(Instant at) {
        end(Export.State.CANCELLED, at);
    }

    private void end(Export.State state, Instant at) {
        document.put("state", state.name());
        document.put("finishedAt", at.toString());
    }

    void store(Tx tx) {
        tx.storage()
                .items()
                .update(List.of(new StoredItem(item.id(), KIND, null, item.key(), item.at(), Json.write(document))));
    }

    Export shown() {
        String finished = Json.text(document, "finishedAt");
        Map<String, Object> plan = Json.object(document, "plan");
        @Nullable Instant finishedAt = finished == null ? null : Instant.parse(finished);
        return new Export(
                item.id(),
                Json.requiredText(plan, "slug"),
                state(),
                Json.requiredText(plan, "format"),
                fileName(),
                Json.number(document, "records").longValueExact(),
                file().orElse(null),
                Json.text(document, "fault"),
                startedBy(),
                item.at(),
                finishedAt);
    }
}
