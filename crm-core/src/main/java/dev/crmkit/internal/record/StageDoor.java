package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.schema.PipelineSet.PlacedStage;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.member.Power;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.OptionState;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.SystemFields;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one door into stages: every draft that is written passes it, whoever made it, and gets the same verdict. It asks the storage nothing. Not
 * thread-safe.
 */
final class StageDoor {
    private final Tx tx;
    private final DefinedObject object;
    private final PipelineSet set;
    private final Set<Power> needed = EnumSet.noneOf(Power.class);

    StageDoor(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.set = object.pipelines();
    }

    /**
     * Moves the draft into the stage that was asked for, and a new record that names none into the first of its object's first pipeline. Judged once;
     * all values that the caller gives must be in the draft.
     *
     * @param path put before the names in faults; may be empty
     * @param faults gets every fault
     */
    void judge(RecordDraft draft, String path, List<Violation> faults) {
        if (draft.judgeStage()) {
            return;
        }
        StageRequest request = draft.stageRequest();
        String from = stage(draft);
        PlacedStage to;
        if (request != null) {
            to = resolve(request, from, path, faults);
        } else {
            to = draft.isNew() ? set.start().map(StageDoor::first).orElse(null) : null;
        }
        if (to == null || to.id().equals(from)) {
            return;
        }
        StageMove.Way way = request == null ? StageMove.Way.ALLOWED : request.way();
        PlacedStage left = from == null ? null : set.findStage(from).orElse(null);
        if (verdict(left, to, way, path, faults)) {
            if (way != StageMove.Way.FORCED) {
                require(draft, to, path, faults);
            }
            enter(draft, to, way);
        }
    }

    /**
     * Refuses what needs a power that the actor lacks, after all faults are told.
     *
     * @throws ForbiddenException if it lacks one
     */
    void authorise() {
        ForbiddenException refusal = refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** The refusal of what was judged and needs a power that the actor lacks; null if there is none. */
    @Nullable
    ForbiddenException refusal() {
        for (Power power : needed) {
            if (!tx.access().has(power)) {
                return tx.access()
                        .lacking(
                                power,
                                power == Power.REOPEN
                                        ? "move a closed " + object.slug() + " to an open stage"
                                        : "move a " + object.slug() + " against the rules of its pipeline");
            }
        }
        return null;
    }

    /** What the draft holds as its stage now, or null. */
    private @Nullable String stage(RecordDraft draft) {
        return set.attributes().isEmpty()
                ? null
                : (String) draft.values().get(set.fields().stage());
    }

    private static PlacedStage first(Pipeline pipeline) {
        return new PlacedStage(pipeline, pipeline.stages().get(0), 0);
    }

    /** The stage that is meant, or null with a fault. */
    private @Nullable PlacedStage resolve(
            StageRequest request, @Nullable String from, String path, List<Violation> faults) {
        if (set.isEmpty()) {
            faults.add(new Violation(
                    path + (request.stage() == null ? SystemFields.PIPELINE : SystemFields.STAGE),
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "the object '" + object.slug() + "' has no pipelines. Define one with crm.pipelines()"));
            return null;
        }
        String stage = request.stage();
        int slash = stage == null ? -1 : stage.indexOf('/');
        String named =
                slash < 0 ? request.pipeline() : Objects.requireNonNull(stage).substring(0, slash);
        if (slash >= 0 && request.pipeline() != null && !request.pipeline().equals(named)) {
            faults.add(new Violation(
                    path + SystemFields.STAGE,
                    ErrorCode.VALUE_MALFORMED,
                    "'" + stage + "' is not of the pipeline '" + request.pipeline() + "'. Name one of the two"));
            return null;
        }
        Pipeline pipeline = pipeline(named, from).orElse(null);
        if (pipeline == null) {
            faults.add(unknownPipeline(named, stage, path));
            return null;
        }
        if (stage == null) {
            // The pipeline alone: who is in it stays, others begin with its first stage.
            return from != null && from.startsWith(pipeline.key() + "/")
                    ? set.findStage(from).orElse(null)
                    : first(pipeline);
        }
        String key = stage.substring(slash + 1);
        PlacedStage found =
                set.findStage(PipelineSet.stageId(pipeline.key(), key)).orElse(null);
        if (found == null) {
            List<String> keys = pipeline.stages().stream().map(Stage::key).toList();
            faults.add(new Violation(
                    path + SystemFields.STAGE,
                    ErrorCode.VALUE_UNKNOWN_OPTION,
                    "'" + key + "' is not a stage of the pipeline '" + pipeline.key() + "'."
                            + DidYouMean.hint(key, keys) + " Its stages are " + DidYouMean.list(keys)));
        }
        return found;
    }

    /** The pipeline of that key; without one the record's own, else the one in which records begin, else the only one. */
    private Optional<Pipeline> pipeline(@Nullable String named, @Nullable String from) {
        if (named != null) {
            return set.find(named);
        } else if (from != null) {
            return set.find(from.substring(0, from.indexOf('/')));
        }
        return set.start()
                .or(() -> set.pipelines().size() == 1
                        ? Optional.of(set.pipelines().get(0))
                        : Optional.empty());
    }

    private Violation unknownPipeline(@Nullable String named, @Nullable String stage, String path) {
        List<String> keys = set.pipelines().stream().map(Pipeline::key).toList();
        return new Violation(
                path + (stage == null ? SystemFields.PIPELINE : SystemFields.STAGE),
                ErrorCode.VALUE_UNKNOWN_OPTION,
                named == null
                        ? "'" + stage + "' does not say of which pipeline. Name it too, as in " + keys.get(0) + "/"
                                + stage + ". The pipelines are " + DidYouMean.list(keys)
                        : "'" + named + "' is not a pipeline of '" + object.slug() + "'." + DidYouMean.hint(named, keys)
                                + " The pipelines are " + DidYouMean.list(keys));
    }

    /** Whether the pipeline allows the move; powers that it needs beside are noted. */
    private boolean verdict(
            @Nullable PlacedStage from, PlacedStage to, StageMove.Way way, String path, List<Violation> faults) {
        Pipeline pipeline = to.pipeline();
        boolean within = from != null && from.pipeline().key().equals(pipeline.key());
        boolean reopens = from != null && from.stage().isClosed() && !to.stage().isClosed();
        if (reopens) {
            needed.add(Power.REOPEN);
        }
        if (!within && !pipeline.active()) {
            refuse(
                    to,
                    path,
                    faults,
                    "the pipeline '" + pipeline.key() + "' is archived. Choose another, or restore it");
            return false;
        }
        if (way == StageMove.Way.FORCED) {
            needed.add(Power.FORCE_STAGE);
            return true;
        }
        if (pipeline.mode() == Pipeline.Mode.FLEXIBLE) {
            return true;
        } else if (!within) {
            if (to.place() == 0 || to.stage().startable()) {
                return true;
            }
            refuse(
                    to,
                    path,
                    faults,
                    "a record begins in " + beginnings(pipeline) + ", not in '"
                            + to.stage().key() + "'");
            return false;
        }
        PlacedStage left = Objects.requireNonNull(from);
        if (reopens || to.place() == left.place() + 1 || to.stage().state() == OptionState.DONE_FAILED) {
            return true;
        }
        refuse(
                to,
                path,
                faults,
                "from '" + left.stage().key() + "' a record moves to " + nexts(pipeline, left) + ", not to '"
                        + to.stage().key() + "'");
        return false;
    }

    private static void refuse(PlacedStage to, String path, List<Violation> faults, String why) {
        faults.add(new Violation(
                path + SystemFields.STAGE, ErrorCode.STAGE_MOVE_REFUSED, "cannot become '" + to.id() + "': " + why));
    }

    private static String beginnings(Pipeline pipeline) {
        return DidYouMean.list(pipeline.stages().stream()
                .filter(stage -> stage.equals(pipeline.stages().get(0)) || stage.startable())
                .map(stage -> "'" + stage.key() + "'")
                .toList());
    }

    private static String nexts(Pipeline pipeline, PlacedStage from) {
        return DidYouMean.list(pipeline.stages().stream()
                .filter(stage -> !stage.equals(from.stage()))
                .filter(stage -> pipeline.stages().indexOf(stage) == from.place() + 1
                        || stage.state() == OptionState.DONE_FAILED)
                .map(stage -> "'" + stage.key() + "'")
                .toList());
    }

    /** Asks for every value that the stage asks for, all at once; what the actor may not see is not named. */
    private void require(RecordDraft draft, PlacedStage to, String path, List<Violation> faults) {
        for (String id : to.stage().requires()) {
            CrmAttribute attribute =
                    object.object().findAttribute(UUID.fromString(id)).orElse(null);
            if (attribute == null || draft.values().containsKey(attribute.id())) {
                continue;
            }
            boolean hidden = tx.access().isHidden(attribute.id());
            faults.add(new Violation(
                    hidden ? path + SystemFields.STAGE : path + attribute.slug(),
                    ErrorCode.STAGE_REQUIREMENT_MISSING,
                    hidden
                            ? "'" + to.id() + "' asks for a value that your roles do not show. Ask an owner or admin"
                            : "must have a value before the " + object.slug() + " enters '" + to.id()
                                    + "'. Give one in the same write"));
        }
    }

    /** Moves the record without asking. */
    void enter(RecordDraft draft, PlacedStage to, StageMove.Way way) {
        PipelineSet.Fields fields = set.fields();
        Instant closedAt = (Instant) draft.values().get(fields.closedAt());
        Instant now = tx.now();
        boolean closing = to.stage().isClosed() && closedAt == null;
        boolean reopening = !to.stage().isClosed() && closedAt != null;
        draft.step(new StageStep(stage(draft), to.id(), stayed(draft), way, closing, reopening));
        draft.set(fields.stage(), to.id());
        draft.set(fields.pipeline(), to.pipeline().key());
        draft.set(fields.enteredAt(), now);
        if (closing || reopening) {
            draft.set(fields.closedAt(), closing ? now : null);
        }
    }

    private @Nullable Duration stayed(RecordDraft draft) {
        Instant enteredAt = (Instant) draft.values().get(set.fields().enteredAt());
        if (enteredAt == null) {
            return null;
        }
        // Of two nodes one may be behind.
        return enteredAt.isAfter(tx.now()) ? Duration.ZERO : Duration.between(enteredAt, tx.now());
    }

    /** Puts a record that comes back out of a merge where it would be had it stayed: its stage may have been deleted since. */
    void settle(RecordDraft draft) {
        String stage = stage(draft);
        if (stage == null) {
            return;
        }
        PlacedStage settled = set.findStage(set.settled(stage)).orElseThrow();
        if (!settled.id().equals(stage)) {
            enter(draft, settled, StageMove.Way.STAGE_DELETED);
            return;
        }
        align(draft, settled);
    }

    /** A stage may have become another one that is closed, or open. */
    private void align(RecordDraft draft, PlacedStage stage) {
        UUID closedAt = set.fields().closedAt();
        if (stage.stage().isClosed() != draft.values().containsKey(closedAt)) {
            draft.set(closedAt, stage.stage().isClosed() ? tx.now() : null);
        }
    }

    /** What a record holds that says where it is, in stored form, by the name of the field. */
    Map<String, String> held(Map<UUID, Object> values) {
        Map<String, String> held = new LinkedHashMap<>();
        for (CrmAttribute field : set.attributes()) {
            Object value = values.get(field.id());
            if (value != null) {
                held.put(field.slug(), value.toString());
            }
        }
        return held;
    }

    /**
     * Puts the record back where it was before a merge, unless it has moved since.
     *
     * @param before what {@link #held} gave before the merge
     * @param after what it gave after it
     */
    void putBack(RecordDraft draft, Map<String, String> before, Map<String, String> after) {
        if (held(draft.values()).equals(after)) {
            place(draft, before, StageMove.Way.UNMERGED);
        }
    }

    /**
     * Puts the record where it was, without asking.
     *
     * @param before what {@link #held} gave then
     */
    void place(RecordDraft draft, Map<String, String> before, StageMove.Way way) {
        PipelineSet.Fields fields = set.fields();
        boolean wasClosed = draft.values().containsKey(fields.closedAt());
        String from = stage(draft);
        Duration stayed = stayed(draft);
        String stage = before.get(SystemFields.STAGE);
        String now = stage == null ? null : set.settled(stage);
        draft.set(fields.stage(), now);
        draft.set(fields.pipeline(), before.get(SystemFields.PIPELINE));
        draft.set(fields.enteredAt(), instant(before.get(SystemFields.STAGE_ENTERED_AT)));
        draft.set(fields.closedAt(), instant(before.get(SystemFields.CLOSED_AT)));
        if (now != null) {
            align(draft, set.findStage(now).orElseThrow());
        }
        boolean isClosed = draft.values().containsKey(fields.closedAt());
        draft.step(new StageStep(from, now, stayed, way, isClosed && !wasClosed, wasClosed && !isClosed));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
