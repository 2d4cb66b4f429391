package dev.crmkit.internal.imports;

import dev.crmkit.imports.Import;
import dev.crmkit.imports.ImportCounts;
import dev.crmkit.imports.ImportProgress;
import dev.crmkit.imports.ImportReversal;
import dev.crmkit.imports.ImportState;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.StoredItem;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of an import: one item, which every step locks and changes with what it writes, so that no step happens twice. Its key is who started it. Not
 * thread-safe.
 */
final class KeptImport {
    static final String KIND = "import";

    /** By the same bytes imported in the same way; there as long as that import is not taken back. */
    static final String MARK = "import.mark";

    private final StoredItem item;
    private final Map<String, Object> document;

    private KeptImport(StoredItem item) {
        this.item = item;
        this.document = Json.readObject(item.document());
    }

    /** Begins to keep a new one. */
    static KeptImport begin(
            Tx tx, UUID id, StoredSpec spec, List<String> headers, String fileName, long bytes, UUID mark) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("spec", spec.document());
        document.put("headers", headers);
        document.put("fileName", fileName);
        document.put("bytes", bytes);
        document.put("mark", mark.toString());
        document.put("startedBy", ActorDocument.of(tx.actor()));
        document.put("state", ImportState.WAITING.name());
        KeptImport kept =
                new KeptImport(new StoredItem(id, KIND, null, keyOf(tx.actor()), tx.now(), Json.write(document)));
        tx.storage().items().insert(List.of(kept.item));
        return kept;
    }

    /** The key of the imports that the actor started. */
    static String keyOf(Actor actor) {
        return actor.kind() + ":" + actor.id();
    }

    /** The mark of bytes imported in a way. */
    static UUID mark(String sha256, StoredSpec spec) {
        return ItemIds.of(MARK, sha256, spec.identity());
    }

    /**
     * Takes the mark, as the import that it stands for from now on.
     *
     * @param again whether it is taken from an earlier one
     * @return the earlier import that has it, and keeps it
     */
    static Optional<UUID> mark(Tx tx, UUID mark, UUID id, boolean again) {
        StoredItem item = new StoredItem(mark, MARK, null, id.toString(), tx.now(), "");
        if (tx.storage().items().insert(List.of(item)).isEmpty()) {
            return Optional.empty();
        } else if (again) {
            tx.storage().items().update(List.of(item));
            return Optional.empty();
        }
        return tx.storage().items().load(List.of(mark)).stream()
                .findFirst()
                .map(earlier -> UUID.fromString(earlier.key()));
    }

    /** Gives the mark up, unless another import has taken it. */
    void unmark(Tx tx) {
        tx.storage().items().load(List.of(mark())).stream()
                .filter(taken -> taken.key().equals(id().toString()))
                .forEach(taken -> tx.storage().items().remove(List.of(taken.id())));
    }

    static KeptImport of(StoredItem item) {
        return new KeptImport(item);
    }

    static Optional<KeptImport> find(Tx tx, UUID id) {
        return read(tx.storage().items().load(List.of(id)));
    }

    /** The same, and nobody else changes it until the transaction ends. */
    static Optional<KeptImport> lock(Tx tx, UUID id) {
        return read(tx.storage().items().lock(List.of(id)));
    }

    private static Optional<KeptImport> read(List<StoredItem> items) {
        return items.stream()
                .filter(item -> item.kind().equals(KIND))
                .findFirst()
                .map(KeptImport::new);
    }

    void store(Tx tx) {
        tx.storage()
                .items()
                .update(List.of(new StoredItem(item.id(), KIND, null, item.key(), item.at(), Json.write(document))));
    }

    UUID id() {
        return item.id();
    }

    Instant startedAt() {
        return item.at();
    }

    StoredSpec spec() {
        return StoredSpec.read(Json.object(document, "spec"));
    }

    /** The header of the table. */
    List<String> headers() {
        return Json.list(document, "headers").stream().map(Object::toString).toList();
    }

    String fileName() {
        return Json.requiredText(document, "fileName");
    }

    UUID mark() {
        return UUID.fromString(Json.requiredText(document, "mark"));
    }

    Actor startedBy() {
        return ActorDocument.read(document, "startedBy");
    }

    /** Who takes it back. */
    Actor revertedBy() {
        return ActorDocument.read(document, "revertedBy");
    }

    /** In whose name an actor's import writes: a model's in its own, so that it overwrites no person's value. */
    static Actor writer(Actor actor) {
        return actor.kind() == ActorKind.AI ? actor : Actor.importer(actor.id());
    }

    ImportState state() {
        return ImportState.valueOf(Json.requiredText(document, "state"));
    }

    void state(ImportState state) {
        document.put("state", state.name());
    }

    /** How many rows are done. */
    long rows() {
        return number("rows");
    }

    /** How many steps wrote something. */
    int steps() {
        return (int) number("steps");
    }

    private long number(String name) {
        return document.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private void add(String name, long more) {
        document.put(name, BigDecimal.valueOf(number(name) + more));
    }

    ImportCounts counts() {
        return new ImportCounts(number("created"), number("updated"), number("unchanged"), number("failed"));
    }

    /** Some rows more are done. */
    void advance(ImportCounts counts, long bytesRead, Duration worked) {
        document.put("state", ImportState.RUNNING.name());
        add("rows", counts.rows());
        add("created", counts.created());
        add("updated", counts.updated());
        add("unchanged", counts.unchanged());
        add("failed", counts.failed());
        add("workedNanos", worked.toNanos());
        document.put("bytesRead", bytesRead);
    }

    /** The number of the step that begins to write, from 1. */
    int nextStep() {
        add("steps", 1);
        return steps();
    }

    /** It ended, for now. */
    void end(ImportState how, Instant at, @Nullable String failure, @Nullable UUID errorFile) {
        state(how);
        document.put("finishedAt", at.toString());
        put("failure", failure);
        if (errorFile != null) {
            document.put("errorFile", errorFile.toString());
        }
        if (how == ImportState.DONE) {
            document.put("bytesRead", number("bytes"));
        }
    }

    private void put(String name, @Nullable String text) {
        if (text == null) {
            document.remove(name);
        } else {
            document.put(name, text);
        }
    }

    /** It goes on. */
    void resume() {
        state(ImportState.WAITING);
        document.remove("finishedAt");
        document.remove("failure");
    }

    /** It is to be taken back, the last step first. */
    void revert(Actor by) {
        state(ImportState.REVERTING);
        document.put("revertedBy", ActorDocument.of(by));
        document.put("toRevert", steps());
        document.put("archived", 0);
        document.put("restored", 0);
        document.put("left", 0);
        document.remove("leftFile");
        document.remove("failure");
    }

    /** Whether it is or was to be taken back. */
    boolean isToRevert() {
        return document.containsKey("revertedBy");
    }

    /** The number of the step that is to be taken back next; 0 if none is. */
    int toRevert() {
        return (int) number("toRevert");
    }

    /** A step is taken back. */
    void reverted(int archived, int restored, int left) {
        add("toRevert", -1);
        add("archived", archived);
        add("restored", restored);
        add("left", left);
    }

    /** All is taken back. */
    void endReversal(@Nullable UUID leftFile) {
        state(ImportState.REVERTED);
        put("leftFile", leftFile == null ? null : leftFile.toString());
    }

    /** It cannot go on, nor be ended as it should. */
    void fail(Instant at, String failure) {
        state(ImportState.FAILED);
        document.putIfAbsent("finishedAt", at.toString());
        document.put("failure", failure);
    }

    /** As the actor sees it. */
    Import shown(Tx tx) {
        String finished = Json.text(document, "finishedAt");
        UUID errorFile = StoredColumn.id(document, "errorFile");
        return new Import(
                id(),
                spec().shown(tx),
                fileName(),
                state(),
                startedBy(),
                startedAt(),
                finished == null ? null : Instant.parse(finished),
                counts(),
                new ImportProgress(
                        rows(), number("bytesRead"), number("bytes"), Duration.ofNanos(number("workedNanos"))),
                errorFile,
                Json.text(document, "failure"),
                document.containsKey("revertedBy")
                        ? new ImportReversal(
                                number("archived"),
                                number("restored"),
                                number("left"),
                                StoredColumn.id(document, "leftFile"))
                        : null);
    }

    /** What events of the import as a whole say. */
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("import", id().toString());
        details.put("file", spec().file().toString());
        details.put("fileName", fileName());
        details.put("state", state().name());
        ImportCounts counts = counts();
        details.put("created", counts.created());
        details.put("updated", counts.updated());
        details.put("unchanged", counts.unchanged());
        details.put("failed", counts.failed());
        return details;
    }

    @Override
    public String toString() {
        return "import " + id() + " " + Objects.requireNonNull(document.get("state"));
    }
}
