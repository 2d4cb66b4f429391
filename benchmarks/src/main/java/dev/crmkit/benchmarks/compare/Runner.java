package dev.crmkit.benchmarks.compare;

import dev.crmkit.benchmarks.compare.Results.Case;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Asks all contestants the same questions in turn and times them. In each round every shape is asked of every set of records with new parameters, and who
 * begins goes round. Not thread-safe.
 */
final class Runner {
    /** The sets of deals by their labels, the largest first. */
    static final Map<String, Target> SETS = sets();

    private static final String GIVEN_UP = "57014";

    private final Recorder recorder;
    private final Product product;
    private final List<SqlLayout> layouts;
    private final JooqTables jooq;
    private final DataSet data;
    private final long seed;

    /**
     * A runner over what is loaded.
     *
     * @param layouts with that of the hand-written tables
     */
    Runner(Recorder recorder, Product product, List<SqlLayout> layouts, JooqTables jooq, DataSet data, long seed) {
        this.recorder = recorder;
        this.product = product;
        this.layouts = layouts;
        this.jooq = jooq;
        this.data = data;
        this.seed = seed;
    }

    private static Map<String, Target> sets() {
        Map<String, Target> sets = new LinkedHashMap<>();
        sets.put("big", Sizes.BIG);
        sets.put("shared9k", Sizes.MIDDLE);
        sets.put("shared1k", Sizes.SMALL);
        return Collections.unmodifiableMap(sets);
    }

    /** Asks all shapes of these sets, once more than there are rounds: the first time does not count. */
    Results run(List<String> sets, List<Shape> shapes, int rounds, Consumer<String> progress) {
        Results results = new Results();
        for (int round = 0; round <= rounds; round++) {
            int turn = round;
            for (String set : sets) {
                for (Shape shape : shapes) {
                    ask(new Case(set, shape), round, turn++, results);
                }
            }
            progress.accept(round == 0 ? "asked all once, to be warm" : "round " + round + " of " + rounds);
        }
        return results;
    }

    private void ask(Case of, int round, int turn, Results results) {
        Target target = target(of);
        Question question = draw(of, round);
        Asked asked = record(target, question);
        results.answered(of, asked.weight());
        List<Turn> turns = turns(target, question, asked);
        Collections.rotate(turns, turn);
        for (Turn one : turns) {
            double millis = Timing.PATIENCE.toMillis();
            try {
                Runnable work = () -> {
                    Answer answer = one.work().get();
                    if (!answer.equals(asked.answer())) {
                        results.disagree(of.shape().id() + " of " + of.set() + ", round " + round + ": " + one.name()
                                + " unlike L: " + answer.difference(asked.answer()));
                    }
                };
                millis = round == 0 ? Timing.once(work) : Timing.best(work);
            } catch (IllegalStateException e) {
                if (!hasGivenUp(e)) {
                    throw e;
                }
            }
            if (round > 0) {
                results.add(of, one.name(), round, millis);
            }
        }
    }

    private static boolean hasGivenUp(IllegalStateException e) {
        return e.getCause() instanceof SQLException sql && GIVEN_UP.equals(sql.getSQLState());
    }

    private List<Turn> turns(Target target, Question question, Asked asked) {
        List<Turn> turns = new ArrayList<>();
        for (SqlLayout layout : layouts) {
            turns.add(new Turn(layout.name(), () -> layout.ask(target, question)));
        }
        if (jooq.answers(target, question)) {
            turns.add(new Turn(jooq.name(), () -> jooq.ask(target, question)));
        }
        turns.add(new Turn("L SQL", () -> {
            recorder.replay(asked.sent());
            return asked.answer();
        }));
        turns.add(new Turn(product.name(), () -> product.ask(target, question)));
        return turns;
    }

    /** The question of a round, with its page turned to. */
    private Question draw(Case of, int round) {
        Sample sample = data.sample(target(of))
                .reseed(Objects.hash(seed, of.set(), of.shape().seededAs(), round));
        Question drawn = of.shape().draw().apply(sample);
        return drawn instanceof Question.FarPage far ? product.turnTo(target(of), far) : drawn;
    }

    private Asked record(Target target, Question question) {
        List<Answer> answers = new ArrayList<>();
        List<Recorder.Sent> sent = recorder.during(() -> answers.add(product.ask(target, question)));
        return new Asked(answers.get(0), sent);
    }

    private static Target target(Case of) {
        return Objects.requireNonNull(SETS.get(of.set()));
    }

    /** The statements of the product and of the hand-written tables for the question of a round, with their plans. */
    String explain(Case of, int round) {
        Target target = target(of);
        Question question = draw(of, round);
        StringBuilder text = new StringBuilder();
        text.append(of.shape().id()).append(" of ").append(of.set()).append(", L:\n");
        text.append(recorder.explain(record(target, question).sent()));
        for (SqlLayout layout : layouts) {
            if (layout.name().equals(Results.BASE)) {
                text.append("the same, N:\n").append(layout.explain(target, question));
            }
        }
        return text.toString();
    }

    /** What the product answered, and by which statements. */
    private record Asked(Answer answer, List<Recorder.Sent> sent) {
        /** How much was found; a count of nothing is nothing. */
        int weight() {
            return answer.lines().equals(List.of("0")) ? 0 : answer.lines().size();
        }
    }

    /** One contestant's turn. */
    private record Turn(String name, Supplier<Answer> work) {}
}
