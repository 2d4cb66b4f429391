package dev.crmkit.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stages through which records of an object go, and the rules for it. Every method returns a changed copy. Immutable.
 *
 * <p>Forms are checked when the pipeline is defined, all faults at once.
 *
 * @param object the slug of the object
 * @param key what records hold and callers name; never changes, never given again within the object; of the form of a slug
 * @param label what people read, 1 to 255 characters
 * @param mode which moves are allowed
 * @param active whether records may come into it; those that are in it go on
 * @param optional whether new records begin in it only where the caller says so; else those that name no stage begin in the first active
 *     pipeline of the object that is not optional
 * @param amount the slug of the attribute with the money that forecasts add up, or null
 * @param closeDate the slug of the attribute with the day on which the record is expected to close, or null
 * @param probability the slug of the attribute with the record's own probability, a number from 0 to 1 or from 0 to 100, or null
 * @param stages in order, unmodifiable
 */
public record Pipeline(
        String object,
        String key,
        String label,
        Mode mode,
        boolean active,
        boolean optional,
        @Nullable String amount,
        @Nullable String closeDate,
        @Nullable String probability,
        List<Stage> stages) {

    /** Copies the stages. */
    public Pipeline {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(mode, "mode");
        stages = List.copyOf(stages);
    }

    /** Which moves a pipeline allows. Immutable. */
    public enum Mode {
        /** From every stage to every other. */
        FLEXIBLE,
        /**
         * To the next stage in order, or to one that is DONE_FAILED. A record begins in the first stage or in one that is startable; one that is
         * reopened may go to any open stage.
         */
        ENFORCED
    }

    /**
     * A flexible pipeline without stages; its label is its key.
     *
     * @param object the slug of the object
     * @param key of the form of a slug
     */
    public static Pipeline of(String object, String key) {
        return new Pipeline(object, key, key, Mode.FLEXIBLE, true, false, null, null, null, List.of());
    }

    /** With this label. */
    public Pipeline label(String newLabel) {
        return new Pipeline(object, key, newLabel, mode, active, optional, amount, closeDate, probability, stages);
    }

    /** With this mode. */
    public Pipeline mode(Mode newMode) {
        return new Pipeline(object, key, label, newMode, active, optional, amount, closeDate, probability, stages);
    }

    /** With {@link Mode#ENFORCED}. */
    public Pipeline enforced() {
        return mode(Mode.ENFORCED);
    }

    /** Whether records may come into it. */
    public Pipeline active(boolean flag) {
        return new Pipeline(object, key, label, mode, flag, optional, amount, closeDate, probability, stages);
    }

    /** New records begin in it only where the caller says so. */
    public Pipeline asOptional() {
        return optional(true);
    }

    /** Whether new records begin in it only where the caller says so. */
    public Pipeline optional(boolean flag) {
        return new Pipeline(object, key, label, mode, active, flag, amount, closeDate, probability, stages);
    }

    /** Takes the money for forecasts from this attribute, of type CURRENCY; null takes none. */
    public Pipeline amount(@Nullable String attribute) {
        return new Pipeline(object, key, label, mode, active, optional, attribute, closeDate, probability, stages);
    }

    /** Takes the day of the expected close from this attribute, of type DATE or TIMESTAMP; null takes none. */
    public Pipeline closeDate(@Nullable String attribute) {
        return new Pipeline(object, key, label, mode, active, optional, amount, attribute, probability, stages);
    }

    /** Takes a record's own probability from this attribute, of type NUMBER with bounds within 0 and 100; null takes none. */
    public Pipeline probability(@Nullable String attribute) {
        return new Pipeline(object, key, label, mode, active, optional, amount, closeDate, attribute, stages);
    }

    /** With one more stage, after the others. */
    public Pipeline stage(Stage stage) {
        List<Stage> more = new ArrayList<>(stages);
        more.add(Objects.requireNonNull(stage, "stage"));
        return stages(more);
    }

    /** With these stages instead of those before. */
    public Pipeline stages(List<Stage> newStages) {
        return new Pipeline(object, key, label, mode, active, optional, amount, closeDate, probability, newStages);
    }

    /** With this stage in the place of the one that has its key. */
    public Pipeline replace(Stage stage) {
        return stages(stages.stream()
                .map(old -> old.key().equals(stage.key()) ? stage : old)
                .toList());
    }

    /** The stage of that key, if there is one. */
    public Optional<Stage> findStage(String stageKey) {
        return stages.stream().filter(stage -> stage.key().equals(stageKey)).findFirst();
    }
}
