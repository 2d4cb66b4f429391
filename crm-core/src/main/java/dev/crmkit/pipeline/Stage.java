package dev.crmkit.pipeline;

import dev.crmkit.model.OptionState;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stage of a pipeline. Every method returns a changed copy. Immutable.
 *
 * @param key what records hold and callers name; never changes, never given again within the pipeline; of the form of a slug
 * @param label what people read, 1 to 255 characters
 * @param colour a host's colour, or null
 * @param state what it says about the work; a record in a DONE stage is closed
 * @param probability how likely a record here is to end well, 0 to 1; forecasts take it where the record has none of its own
 * @param requires slugs of attributes that a record must have a value of when it enters, in order, unmodifiable
 * @param startable whether a record may begin here although the pipeline is {@link Pipeline.Mode#ENFORCED}; the first stage always is one
 * @param inheritsPipelineActions whether the pipeline's automations run here beside the stage's own
 */
public record Stage(
        String key,
        String label,
        @Nullable String colour,
        OptionState state,
        BigDecimal probability,
        Set<String> requires,
        boolean startable,
        boolean inheritsPipelineActions) {

    /** Copies the set, and takes trailing zeros from the probability. */
    public Stage {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(state, "state");
        probability = probability.signum() == 0 ? BigDecimal.ZERO : probability.stripTrailingZeros();
        requires = Collections.unmodifiableSet(new LinkedHashSet<>(requires));
    }

    /** An open stage, in progress, of probability 0; its label is its key. */
    public static Stage open(String key) {
        return new Stage(key, key, null, OptionState.IN_PROGRESS, BigDecimal.ZERO, Set.of(), false, true);
    }

    /** A stage in which the work has ended well: DONE_SUCCESS, probability 1. */
    public static Stage won(String key) {
        return open(key).state(OptionState.DONE_SUCCESS).probability("1");
    }

    /** A stage in which the work has ended without success: DONE_FAILED, probability 0. */
    public static Stage lost(String key) {
        return open(key).state(OptionState.DONE_FAILED);
    }

    /** With this label. */
    public Stage label(String newLabel) {
        return new Stage(key, newLabel, colour, state, probability, requires, startable, inheritsPipelineActions);
    }

    /** With this colour; null for none. */
    public Stage colour(@Nullable String newColour) {
        return new Stage(key, label, newColour, state, probability, requires, startable, inheritsPipelineActions);
    }

    /** With this state. */
    public Stage state(OptionState newState) {
        return new Stage(key, label, colour, newState, probability, requires, startable, inheritsPipelineActions);
    }

    /** With this probability, 0 to 1; checked when the pipeline is defined. */
    public Stage probability(BigDecimal newProbability) {
        return new Stage(key, label, colour, state, newProbability, requires, startable, inheritsPipelineActions);
    }

    /**
     * With this probability, as in {@code "0.25"}.
     *
     * @throws NumberFormatException if it is no number
     */
    public Stage probability(String newProbability) {
        return probability(new BigDecimal(newProbability));
    }

    /** Asks for values of these attributes when a record enters, instead of those before. */
    public Stage requires(String... attributes) {
        return new Stage(
                key,
                label,
                colour,
                state,
                probability,
                new LinkedHashSet<>(Arrays.asList(attributes)),
                startable,
                inheritsPipelineActions);
    }

    /** Lets records begin here. */
    public Stage asStartable() {
        return startable(true);
    }

    /** Whether records may begin here. */
    public Stage startable(boolean flag) {
        return new Stage(key, label, colour, state, probability, requires, flag, inheritsPipelineActions);
    }

    /** Whether the pipeline's automations run here beside the stage's own; they do where not said. */
    public Stage inheritPipelineActions(boolean flag) {
        return new Stage(key, label, colour, state, probability, requires, startable, flag);
    }

    /** Whether the work has ended here, well or not. */
    public boolean isClosed() {
        return state == OptionState.DONE_SUCCESS || state == OptionState.DONE_FAILED;
    }
}
