package dev.crmkit.pipeline;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines and the records in them. Thread-safe, except inside a transaction.
 *
 * <p>A record's stage is also written as {@code @stage} in the values of a record, and read by {@link CrmRecord#position()}; conditions, sorts and
 * groups name {@code @pipeline}, {@code @stage}, {@code @stage_entered_at} and {@code @closed_at}. Whoever moves a record in whatever way is held to
 * the same rules. A stage is named as in {@code sales/won}, or as {@code won} within the pipeline that the record is in.
 *
 * <p>Definitions are changed with the power {@code MANAGE_SCHEMA}, one change after the other, while nobody else writes in the workspace. Methods
 * that name an object throw {@code NotFoundException} if it is not defined, and with {@code PIPELINE_NOT_FOUND} if it has no such pipeline or stage;
 * those that change a definition throw {@code InvalidInputException} with every fault. The engine implements it; hosts do not.
 */
public interface Pipelines {

    /** Defines a new pipeline, after the others of its object. */
    Pipeline define(Pipeline pipeline);

    /**
     * Changes everything of a pipeline but its object, its key and which stages it has in which order. The state of a stage that holds records may
     * not change between open and done. An equal pipeline changes nothing.
     *
     * @param changed what {@link #get} gave, with changes
     */
    Pipeline alter(Pipeline changed);

    /** The pipeline of that key. */
    Pipeline get(String object, String pipeline);

    /** The pipeline of that key, if there is one. */
    Optional<Pipeline> find(String object, String pipeline);

    /** The pipelines of the object in order, those that are not active too. */
    List<Pipeline> list(String object);

    /** Puts the pipelines of the object in this order, which names each exactly once. */
    List<Pipeline> reorder(String object, List<String> pipelines);

    /** Lets no more records come into the pipeline; those that are in it go on. Archiving twice changes nothing. */
    Pipeline archive(String object, String pipeline);

    /** Lets records come into the pipeline again. */
    Pipeline restore(String object, String pipeline);

    /** Defines a pipeline with the stages and rules of another, after the others of the object. */
    Pipeline copy(String object, String pipeline, String newKey, String newLabel);

    /**
     * Puts a new stage before another.
     *
     * @param before the key of the stage that comes after the new one, or null to put it last
     */
    Pipeline insertStage(String object, String pipeline, Stage stage, @Nullable String before);

    /** Puts the stages in this order, which names each exactly once. */
    Pipeline reorderStages(String object, String pipeline, List<String> stages);

    /**
     * Takes a stage away. Its records, archived ones too, move to the target, each with its history and event, in one transaction; that is not held
     * to the rules for moves.
     *
     * @param target another stage of the pipeline
     * @throws dev.crmkit.error.ForbiddenException also without the power {@code REOPEN}, if closed records would be open
     */
    Pipeline deleteStage(String object, String pipeline, String stage, String target);

    /**
     * Moves a record; also into a pipeline, or into another one. Its own stage changes nothing.
     *
     * @return the record after the move
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.InvalidInputException with {@code STAGE_MOVE_REFUSED} if the pipeline does not allow it, and with
     *     {@code STAGE_REQUIREMENT_MISSING} for each value that the stage asks for and the record lacks
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change the record, or opens a closed one without the power {@code REOPEN}
     * @throws dev.crmkit.error.CrmException with {@code RECORD_ARCHIVED} if it is archived
     */
    CrmRecord move(UUID record, String stage);

    /**
     * As {@link #move}, whatever the mode and the requirements of the stage say; the history shows it. The pipeline must be active or the record's
     * own, and opening a closed record needs the power {@code REOPEN} too.
     *
     * @throws dev.crmkit.error.ForbiddenException also without the power {@code FORCE_STAGE}
     */
    CrmRecord forceMove(UUID record, String stage);

    /**
     * The moves of a record, latest first, and those of records that were merged into it.
     *
     * @param limit 1 to 1,000
     * @param after the cursor of the page before, or null for the first
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<StageMove> history(UUID record, int limit, @Nullable String after);

    /** The latest 100 moves, as {@link #history(UUID, int, String)}. */
    default List<StageMove> history(UUID record) {
        return history(record, 100, null).items();
    }

    /**
     * What the open records of a pipeline that the actor reads are worth: amounts, and amounts times probability.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query, or if the pipeline names no amount
     */
    Forecast forecast(ForecastQuery query);
}
