package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet.PlacedStage;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Records that go from stage to stage, one or all of a stage, and how they went. Not thread-safe. */
public final class StageMoves {
    private static final int PORTION = 500;
    private static final int MAX_PAGE = 1_000;

    private final Tx tx;

    /** Moves in that transaction. */
    public StageMoves(Tx tx) {
        this.tx = tx;
    }

    /** Moves one record, by the door that every write goes through. */
    public CrmRecord move(UUID id, String stage, StageMove.Way way) {
        StoredRecord stored = new RecordGate(tx).writable(id);
        DefinedObject object = tx.schema().get(stored.objectId());
        LoadedRecord before = LoadedRecord.of(stored, object, tx.types());
        new Reaching(tx, object).requireLive(before);
        RecordDraft draft = RecordDraft.change(before);
        draft.request(StageRequest.to(stage.strip()).by(way));
        List<StoredRecord> written = new RecordWriter(tx, object)
                .write(List.of(draft), EventTypes.RECORD_UPDATED, "move " + object.slug() + " " + id, List.of(""));
        return new RecordDecoder(tx, object).decode(written, Map.of()).get(0);
    }

    /** Whether records hold the stage, archived ones too. */
    public boolean isHeld(DefinedObject object, String stage) {
        return tx.records().count(in(object, stage, 1), 1).value() > 0;
    }

    private static RecordQuery in(DefinedObject object, String stage, int limit) {
        Field field = new Field.Attribute(object.pipelines().fields().stage(), "", IndexKind.CHOICE);
        Predicate predicate = new Predicate.In(field, List.of(new IndexValue.Choice(stage)));
        return new RecordQuery(object.id(), predicate, ArchivedFilter.ALL, List.of(), null, limit);
    }

    /** Moves every record of a stage to another, in portions. */
    public void clear(DefinedObject object, String stage, PlacedStage target) {
        RecordWriter writer = RecordWriter.following(tx, object, null);
        StageDoor door = new StageDoor(tx, object);
        String what = "delete stage '" + stage + "' of '" + object.slug() + "'";
        List<UUID> ids;
        do {
            // Those that were moved are no longer found.
            ids = tx.records().list(in(object, stage, PORTION)).records().stream()
                    .map(StoredRecord::id)
                    .toList();
            List<RecordDraft> drafts = new ArrayList<>();
            for (StoredRecord stored :
                    ids.isEmpty() ? List.<StoredRecord>of() : tx.records().lock(ids)) {
                RecordDraft draft = RecordDraft.change(LoadedRecord.of(stored, object, tx.types()));
                door.enter(draft, target, StageMove.Way.STAGE_DELETED);
                drafts.add(draft);
            }
            writer.write(
                    drafts,
                    EventTypes.RECORD_UPDATED,
                    what,
                    drafts.stream().map(d -> d.id() + ".").toList());
        } while (ids.size() == PORTION);
    }

    /** A page of the moves of a record and of those that were merged into it. */
    public Page<StageMove> history(UUID id, int limit, @Nullable String after) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new InvalidInputException(
                    "read the moves of a record",
                    List.of(new Violation(
                            "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MAX_PAGE + ", not " + limit)));
        }
        UUID record = new RecordGate(tx).readable(id).id();
        Set<UUID> ids = new LinkedHashSet<>(List.of(record));
        tx.records().aliases(List.of(record)).forEach(alias -> ids.add(alias.id()));
        String list = CallText.fingerprint("moves", tx.workspace().id(), record.toString());
        MoveStorage.Place place = after == null ? null : place(CursorCodec.open(tx, list, after));
        List<StoredMove> moves = new ArrayList<>(tx.storage().moves().list(ids, place, limit));
        String next = null;
        if (moves.size() == limit) {
            StoredMove last = moves.get(limit - 1);
            MoveStorage.Place end = new MoveStorage.Place(last.at(), last.id());
            // A full page may be the last one; a storage gives 1,000 at most, so one more is asked for apart.
            if (!tx.storage().moves().list(ids, end, 1).isEmpty()) {
                next = CursorCodec.seal(
                        tx, list, List.of(last.at().toString(), last.id().toString()));
            }
        }
        return new Page<>(moves.stream().map(StageMoves::shown).toList(), next, null);
    }

    private static MoveStorage.Place place(List<@Nullable Object> place) {
        return new MoveStorage.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    private static StageMove shown(StoredMove move) {
        return new StageMove(
                move.recordId(),
                move.from(),
                move.to(),
                move.at(),
                move.stayed(),
                move.actor(),
                StageMove.Way.valueOf(move.way()));
    }
}
