package dev.crmkit.benchmarks.compare;

/** Who answers questions and is timed at it. */
interface Contestant {

    /** The column of the report. */
    String name();

    /** Answers, with every column of the rows read. */
    Answer ask(Target target, Question question);
}
