package dev.crmkit.internal.report;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.report.CycleTime;
import dev.crmkit.report.ElapsedTime;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Reports;
import dev.crmkit.report.StageOutcome;
import dev.crmkit.report.StageStep;
import dev.crmkit.report.StageTime;
import dev.crmkit.report.Velocity;
import dev.crmkit.report.WinRate;
import java.util.List;
import java.util.Objects;

/** The reports of a workspace. */
public final class ReportService implements Reports {
    private final Transactions transactions;

    /** The reports of the workspace that the transactions are of. */
    public ReportService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<StageTime> timeInStage(ReportQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> new StageReports(tx, query).times());
    }

    @Override
    public List<StageStep> conversion(ReportQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> new StageReports(tx, query).steps());
    }

    @Override
    public List<StageOutcome> funnel(ReportQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> new StageReports(tx, query).outcomes());
    }

    @Override
    public List<WinRate> winRate(ReportQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> OutcomeReports.winRate(tx, query));
    }

    @Override
    public List<Velocity> velocity(ReportQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> OutcomeReports.velocity(tx, query));
    }

    @Override
    public List<CycleTime> cycle(ReportQuery query) {
        Objects.requireNonNull(query, "query");
        return transactions.read(tx -> TimeReports.cycle(tx, query, null));
    }

    @Override
    public List<CycleTime> cycle(ReportQuery query, String stage) {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(stage, "stage");
        return transactions.read(tx -> TimeReports.cycle(tx, query, stage));
    }

    @Override
    public List<ElapsedTime> timeBetween(ReportQuery query, String begin, String end) {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(begin, "begin");
        Objects.requireNonNull(end, "end");
        return transactions.read(tx -> TimeReports.between(tx, query, begin, end));
    }
}
