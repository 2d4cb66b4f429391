package dev.crmkit.report;

import java.util.List;

/**
 * Reports about records in pipelines, from where they are and from the history of their moves. Thread-safe, except inside a transaction.
 *
 * <p>The database counts, adds up and finds medians, in a number of statements that depends on the question alone. Only records that the actor reads take part,
 * with the moves of those that were merged into them, and nothing is computed from an attribute that is hidden from the actor. Moves that take a merge back
 * ({@code UNMERGED}, {@code REVERTED}) do not count: what they end, and where they lead, is what was there before.
 *
 * <p>A report has a line per group and stage that has anything in it; without {@link ReportQuery#groupBy} those that are not about stages have exactly one line.
 * Lines come in the order of their keys (options in option order, records by name, dates and numbers ascending, text by code point, empties last), then of the
 * stages; stages that were deleted come last. Stages are named as in {@code sales/won}. Shares and amounts are exact, or rounded to 10 digits after the point,
 * half up; times to the microsecond, half up.
 *
 * <p>All methods throw {@code NotFoundException} if there is no such object or pipeline, and {@code InvalidInputException} with every fault of the query. The
 * engine implements it; hosts do not.
 */
public interface Reports {

    /**
     * How long records stay in each stage: the stays that ended in the days asked for, and beside them those that go on now, whenever they began.
     *
     * @throws dev.crmkit.error.InvalidInputException also if money is to be converted, as there is none in it
     */
    List<StageTime> timeInStage(ReportQuery query);

    /**
     * Where records go from each stage: of the stays that began in the days asked for, how many ended with which stage, or go on.
     *
     * @throws dev.crmkit.error.InvalidInputException also if money is to be converted, as there is none in it
     */
    List<StageStep> conversion(ReportQuery query);

    /**
     * What became of the records that entered each stage in the days asked for, by where they are now.
     *
     * @throws dev.crmkit.error.InvalidInputException also if money is to be converted, as there is none in it
     */
    List<StageOutcome> funnel(ReportQuery query);

    /**
     * How many of the records that were closed in the days asked for ended well, by number and by amount, and what is open now. Where the actor sees no
     * amount of the pipeline, or the pipeline names none, it is by number alone.
     *
     * @throws dev.crmkit.error.InvalidInputException also if money is to be converted and there is no amount
     */
    List<WinRate> winRate(ReportQuery query);

    /**
     * What the open records may be expected to bring in a day, by the records that were closed in the days asked for.
     *
     * @throws dev.crmkit.error.InvalidInputException also if the pipeline names no amount that the actor sees
     */
    List<Velocity> velocity(ReportQuery query);

    /**
     * How long it took from the first entry into the pipeline to the close, of the records that were closed in the days asked for and still are.
     *
     * @throws dev.crmkit.error.InvalidInputException also if money is to be converted, as there is none in it
     */
    List<CycleTime> cycle(ReportQuery query);

    /**
     * As {@link #cycle(ReportQuery)}, from the first entry into that stage.
     *
     * @param stage the key of a stage of the pipeline
     */
    List<CycleTime> cycle(ReportQuery query, String stage);

    /**
     * How long it took from one date of a record to another, of the records that are in the pipeline and have both, the second in the days asked for. Between
     * calendar days the time is whole days; it is negative where the second comes first.
     *
     * @param begin a date or timestamp: an attribute or system field
     * @param end another of the same type
     * @throws dev.crmkit.error.InvalidInputException also if money is to be converted, as there is none in it
     */
    List<ElapsedTime> timeBetween(ReportQuery query, String begin, String end);
}
