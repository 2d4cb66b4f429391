package dev.crmkit.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of question, with a parameter or two that are drawn anew each time. Immutable.
 *
 * @param id short, as in {@code Q4a}
 * @param title for people
 * @param tuned whether the layout was chosen with an eye on this very shape
 * @param seededAs the shape with which it shares its parameters
 * @param draw draws a question
 */
record Shape(String id, String title, boolean tuned, String seededAs, Function<Sample, Question> draw) {
    /** Records on a page, where a shape does not say otherwise. */
    static final int PAGE = 50;

    /** All of them: those that the layout was chosen by, then those that it was not. */
    static List<Shape> all() {
        List<Shape> all = new ArrayList<>(TunedShapes.all());
        all.addAll(HeldOutShapes.all());
        return List.copyOf(all);
    }

    static Shape tuned(String id, String title, Function<Sample, Question> draw) {
        return new Shape(id, title, true, id, draw);
    }

    static Shape heldOut(String id, String title, Function<Sample, Question> draw) {
        return new Shape(id, title, false, id, draw);
    }

    /** The same shape, asked with the parameters that another one is asked with. */
    Shape seededAs(String other) {
        return new Shape(id, title, tuned, other, draw);
    }
}
