package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.formula;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.rollup;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.channel.Address;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.channel.Suppressions;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportState;
import dev.crmkit.list.CrmList;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.money.RateTable;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.VirtualClock;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.view.Board;
import dev.crmkit.view.CalendarLayout;
import dev.crmkit.view.GalleryLayout;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TimelineLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewQuery;
import dev.crmkit.watch.WatchTarget;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/statements.md} to what is really sent. */
class StatementCountTest {

    @Test
    @DisplayName("QRY-5 On PostgreSQL each call sends the number of statements that the docs name")
    void postgres() throws Exception {
        check(Databases.postgres(), PostgresStorage::using, 1);
    }

    @Test
    @DisplayName("QRY-5 On H2 each call sends the number of statements that the docs name")
    void h2() throws Exception {
        check(Databases.h2(), H2Storage::using, 2);
    }

    private static void check(DataSource source, Function<DataSource, Storage> open, int column) throws Exception {
        CountingDataSource counting = new CountingDataSource(source);
        VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T09:00:00Z"));
        ManualScheduler workers = ManualScheduler.on(clock);
        try (CrmEngine engine = CrmEngine.builder()
                .storage(open.apply(counting.dataSource()))
                // By a clock that stands still, workers look for leases that ran out once, at the start.
                .clock(clock)
                .scheduler(workers)
                .files(InMemoryFiles.create())
                // Every 2,500 changes one call enqueues the job that looks at sizes.
                .neverPromote()
                .build()) {
            engine.start();
            // What the questions below name is told minutes later, and counts for none of them.
            workers.runUntilIdle();
            Crm crm = engine.workspace("acme").as(Actor.user("ada"));
            crm.schema()
                    .define(List.of(
                            ObjectSchema.named("company")
                                    .attribute("name", text().required().unique())
                                    .attribute("industry", select("retail", "software"))
                                    .build(),
                            ObjectSchema.named("deal")
                                    .attribute("name", text().required())
                                    .attribute("amount", currency("EUR"))
                                    .attribute("company", reference("company"))
                                    .build(),
                            ObjectSchema.named("person")
                                    .attribute("name", text())
                                    .attribute("email", email())
                                    .build()));
            List<CrmRecord> companies = crm.records("company").createAll(companies(50));
            List<CrmRecord> deals = crm.records("deal").createAll(deals(300, companies));
            warmUp(crm, companies.get(0));
            Map<String, Integer> seen = new LinkedHashMap<>();
            count(
                    seen,
                    counting,
                    "get, no references",
                    () -> crm.records("company").get(companies.get(0).id()));
            count(
                    seen,
                    counting,
                    "get, with references",
                    () -> crm.records("deal").get(deals.get(0).id()));
            count(
                    seen,
                    counting,
                    "page of 200, no references",
                    () -> crm.records("company").list(ListQuery.all().limit(200)));
            count(
                    seen,
                    counting,
                    "page of 200, with references",
                    () -> crm.records("deal")
                            .list(where(attr("company.industry").eq("retail"))
                                    .orderBy(Sort.desc("amount"))
                                    .limit(200)));
            count(seen, counting, "count", () -> crm.records("deal").count(ListQuery.all()));
            count(
                    seen,
                    counting,
                    "aggregate by select",
                    () -> crm.records("company")
                            .aggregate(AggregateQuery.of(Measure.count()).groupBy(GroupKey.of("industry"))));
            count(
                    seen,
                    counting,
                    "create, no references, no unique values",
                    () -> crm.records("deal").create(Map.of("name", "Lone")));
            count(
                    seen,
                    counting,
                    "create, with a reference",
                    () -> crm.records("deal")
                            .create(Map.of(
                                    "name", "Bound", "company", companies.get(1).id())));
            count(
                    seen,
                    counting,
                    "create, with a unique value",
                    () -> crm.records("company").create(Map.of("name", "Unheard of")));
            count(
                    seen,
                    counting,
                    "patch of one attribute",
                    () -> crm.records("deal").patch(deals.get(0).id(), Map.of("amount", 77)));
            count(
                    seen,
                    counting,
                    "patch that changes nothing",
                    () -> crm.records("deal").patch(deals.get(0).id(), Map.of("amount", 77)));
            count(
                    seen,
                    counting,
                    "create of 1,000, with references",
                    () -> crm.records("deal").createAll(deals(1_000, companies)));
            count(
                    seen,
                    counting,
                    "create of 1,000, with unique values",
                    () -> crm.records("company").createAll(named("Bulk ", 1_000)));
            count(
                    seen,
                    counting,
                    "archive of a record with a reference",
                    () -> crm.records("deal").archive(deals.get(1).id()));
            List<UUID> many = crm.records("deal").createAll(deals(1_000, companies)).stream()
                    .map(CrmRecord::id)
                    .toList();
            crm.tags().add(many.get(0), "known");
            count(seen, counting, "tag 1,000 records", () -> crm.tags().add(many, List.of("known")));
            count(
                    seen,
                    counting,
                    "page of 200, with references and a condition on tags",
                    () -> crm.records("deal")
                            .list(where(attr("@tag").containsAny(List.of("known")))
                                    .limit(200)));
            count(seen, counting, "tags of 1,000 records", () -> crm.tags().of(many));
            count(seen, counting, "untag 1,000 records", () -> crm.tags().remove(many, List.of("known")));
            crm.watchers().watch(List.of(Recipient.user("ben")), WatchTarget.record(many.get(0)));
            try (CrmEngine telling = CrmEngine.builder()
                    .storage(open.apply(counting.dataSource()))
                    .notifier(batch -> {})
                    .build()) {
                Crm told = telling.workspace("acme").as(Actor.user("ada"));
                told.records("deal").patch(many.get(1), Map.of("amount", 1));
                count(
                        seen,
                        counting,
                        "patch of a watched record, with a notifier",
                        () -> told.records("deal").patch(many.get(0), Map.of("amount", 1)));
            }
            countPipelines(seen, counting, crm);
            countViews(seen, counting, crm, companies);
            countChannels(seen, counting, crm);
            countMerges(seen, counting, crm, companies);
            countDuplicates(seen, counting, crm, workers);
            countBulk(seen, counting, crm, many);
            countImports(seen, counting, crm, workers);
            countTimelineAndScores(seen, counting, crm, companies);
            countComputed(seen, counting, crm, workers);
            countLists(seen, counting, crm, workers);
            countRestricted(seen, counting, crm, engine.workspace("acme").as(Actor.user("bob")), companies, deals);
            assertThat(seen).isEqualTo(documented(column));
        }
    }

    /** Reading and writing lists, and what the workers send for a dynamic one, without looking for jobs. */
    private static void countLists(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, ManualScheduler workers) {
        crm.schema()
                .define(ObjectSchema.named("shop")
                        .attribute("name", text())
                        .attribute("kind", select("stall", "store"))
                        .attribute("note", text())
                        .build());
        crm.lists().define(CrmList.of("shop", "stalls").dynamic(attr("kind").eq("stall")));
        crm.lists().define(CrmList.of("shop", "chosen").entryAttribute("why", text()));
        workers.runUntilIdle();
        UUID shop = crm.records("shop").create(Map.of("name", "Corner")).id();
        workers.runUntilIdle();
        count(
                seen,
                counting,
                "patch of an attribute that no list hangs on",
                () -> crm.records("shop").patch(shop, Map.of("note", "x")));
        count(
                seen,
                counting,
                "patch of an attribute that a dynamic list hangs on",
                () -> crm.records("shop").patch(shop, Map.of("kind", "store")));
        countWork(seen, counting, workers, "following it, of a record that neither joins nor leaves");
        crm.records("shop").patch(shop, Map.of("kind", "stall"));
        countWork(seen, counting, workers, "following it, of a record that joins");
        count(
                seen,
                counting,
                "create of 1,000 that a dynamic list hangs on",
                () -> crm.records("shop")
                        .createAll(IntStream.range(0, 1_000)
                                .mapToObj(i -> Map.of("name", "S" + i, "kind", "stall"))
                                .toList()));
        countWork(seen, counting, workers, "following it, of 1,000 records that join");
        ListQuery stalls = where(attr("@list").in("stalls"));
        count(
                seen,
                counting,
                "page of 200, of a list",
                () -> crm.records("shop").list(stalls.limit(200)));
        List<UUID> shops = crm.records("shop").list(stalls.limit(1_000)).items().stream()
                .map(CrmRecord::id)
                .toList();
        count(seen, counting, "add 1,000 records to a list", () -> crm.lists().add("chosen", shops));
        count(seen, counting, "200 entries of a list", () -> crm.lists().entries("chosen", 200, null));
        count(seen, counting, "count of a list", () -> crm.lists().count("chosen"));
        count(seen, counting, "lists of a record", () -> crm.lists().of(shop));
        count(
                seen,
                counting,
                "change of an entry",
                () -> crm.lists().setEntry("chosen", shops.get(0), Map.of("why", "near")));
        count(
                seen,
                counting,
                "take 1,000 records out of a list",
                () -> crm.lists().remove("chosen", shops));
    }

    private static void countWork(
            Map<String, Integer> seen, CountingDataSource counting, ManualScheduler workers, String call) {
        seen.put(call, (int) counting.during(workers::runUntilIdle).stream()
                .filter(sql -> !sql.contains("crm_job") && !sql.contains("crm_workspace_queue"))
                .count());
    }

    private static void countPipelines(Map<String, Integer> seen, CountingDataSource counting, Crm crm) {
        crm.schema()
                .define(ObjectSchema.named("offer")
                        .attribute("name", text().required())
                        .attribute("amount", currency("EUR"))
                        .attribute("due", date())
                        .attribute("chance", number(BigDecimal.ZERO, BigDecimal.valueOf(100)))
                        .build());
        crm.pipelines()
                .define(Pipeline.of("offer", "sales")
                        .amount("amount")
                        .closeDate("due")
                        .probability("chance")
                        .stage(Stage.open("new").probability("0.1"))
                        .stage(Stage.open("proposal").requires("amount"))
                        .stage(Stage.won("won")));
        UUID offer = crm.records("offer")
                .create(Map.of("name", "First", "amount", 1, "due", "2026-03-01"))
                .id();
        count(
                seen,
                counting,
                "create, in a pipeline",
                () -> crm.records("offer").create(Map.of("name", "Lone", "amount", 1)));
        count(
                seen,
                counting,
                "create of 1,000, in a pipeline",
                () -> crm.records("offer").createAll(named("Offer ", 1_000)));
        count(seen, counting, "move", () -> crm.pipelines().move(offer, "proposal"));
        count(
                seen,
                counting,
                "patch of stage and attribute",
                () -> crm.records("offer").patch(offer, Map.of("@stage", "won", "amount", 2)));
        count(
                seen,
                counting,
                "move to the stage it is in",
                () -> crm.pipelines().move(offer, "won"));
        count(
                seen,
                counting,
                "history of a record's stages",
                () -> crm.pipelines().history(offer));
        count(
                seen,
                counting,
                "board: count and sum by stage",
                () -> crm.records("offer")
                        .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                                .groupBy(GroupKey.of("@stage"))));
        count(
                seen,
                counting,
                "forecast, with own probabilities",
                () -> crm.pipelines().forecast(ForecastQuery.of("offer", "sales")));
        count(
                seen,
                counting,
                "forecast by month and owner, with own probabilities",
                () -> crm.pipelines()
                        .forecast(
                                ForecastQuery.of("offer", "sales").by(ForecastQuery.By.MONTH, ForecastQuery.By.OWNER)));
        countReports(seen, counting, crm);
    }

    private static void countReports(Map<String, Integer> seen, CountingDataSource counting, Crm crm) {
        ReportQuery sales = ReportQuery.of("offer", "sales");
        count(seen, counting, "time in stage", () -> crm.reports().timeInStage(sales.groupBy("@owner")));
        count(seen, counting, "conversion", () -> crm.reports().conversion(sales));
        count(seen, counting, "funnel", () -> crm.reports().funnel(sales));
        count(seen, counting, "win rate", () -> crm.reports().winRate(sales));
        count(
                seen,
                counting,
                "win rate by owner and month of the close",
                () -> crm.reports()
                        .winRate(sales.groupBy(GroupKey.of("@owner"), GroupKey.of("@closed_at", DateUnit.MONTH))));
        crm.schema()
                .define(ObjectSchema.named("contract")
                        .attribute("name", text())
                        .attribute("company", reference("company"))
                        .build());
        crm.pipelines().define(Pipeline.of("contract", "signing").stage(Stage.open("new")));
        List<Map<String, Object>> contracts = new ArrayList<>();
        crm.records("company")
                .list(ListQuery.all())
                .forEach(company -> contracts.add(Map.of("name", "Contract", "company", company.id())));
        crm.records("contract").createAll(contracts);
        count(
                seen,
                counting,
                "win rate by a reference",
                () -> crm.reports()
                        .winRate(ReportQuery.of("contract", "signing").groupBy("company")));
        count(seen, counting, "velocity", () -> crm.reports().velocity(sales));
        count(seen, counting, "cycle", () -> crm.reports().cycle(sales));
        count(
                seen,
                counting,
                "time between two dates",
                () -> crm.reports().timeBetween(sales, "@created_at", "@closed_at"));
        crm.rates().put("ecb", new RateTable("EUR", Map.of()));
        crm.reports().winRate(sales);
        count(seen, counting, "win rate, converted", () -> crm.reports().winRate(sales.convertedBy("ecb")));
    }

    private static void countComputed(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, ManualScheduler workers) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("client")
                                .attribute("name", text())
                                .attribute("worth", rollup("job", "client").sum("cost"))
                                .attribute("jobs", rollup("job", "client").count())
                                .attribute("last", rollup("job", "client").last("name", "@created_at"))
                                .attribute("mean", formula("worth / jobs"))
                                .build(),
                        ObjectSchema.named("job")
                                .attribute("name", text())
                                .attribute("hours", number())
                                .attribute("note", text())
                                .attribute("cost", formula("hours * 90"))
                                .attribute("client", reference("client"))
                                .build()));
        List<UUID> clients = crm.records("client").createAll(named("Client ", 1_000)).stream()
                .map(CrmRecord::id)
                .toList();
        workers.runUntilIdle();
        Map<String, Object> values = Map.of("name", "One", "hours", 1, "client", clients.get(0));
        UUID job = crm.records("job").create(values).id();
        workers.runUntilIdle();
        count(
                seen,
                counting,
                "create, with a formula, rolled up",
                () -> crm.records("job").create(values));
        workers.runUntilIdle();
        count(
                seen,
                counting,
                "create of 1,000, with formulas, rolled up",
                () -> crm.records("job")
                        .createAll(IntStream.range(0, 1_000)
                                .mapToObj(i -> Map.of("name", "Job " + i, "hours", i, "client", clients.get(i)))
                                .toList()));
        workers.runUntilIdle();
        count(
                seen,
                counting,
                "patch of an attribute that nothing is computed from",
                () -> crm.records("job").patch(job, Map.of("note", "x")));
        count(
                seen,
                counting,
                "patch of an attribute that is rolled up",
                () -> crm.records("job").patch(job, Map.of("hours", 2)));
        workers.runUntilIdle();
        count(
                seen,
                counting,
                "page of 200, with roll-ups and formulas",
                () -> crm.records("client")
                        .list(where(attr("worth").gte(1))
                                .orderBy(Sort.desc("mean"))
                                .limit(200)));
    }

    private static void countViews(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, List<CrmRecord> companies) {
        crm.schema()
                .define(ObjectSchema.named("lot")
                        .attribute("name", text())
                        .attribute("few", select("a", "b", "c"))
                        .attribute(
                                "many",
                                select(IntStream.range(0, 30)
                                        .mapToObj(i -> "o" + i)
                                        .toArray(String[]::new)))
                        .attribute("size", number())
                        .attribute("amount", currency("EUR"))
                        .attribute("due", date())
                        .attribute("company", reference("company"))
                        .build());
        List<Map<String, Object>> lots = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lots.add(Map.of(
                    "name",
                    "Lot " + i,
                    "few",
                    List.of("a", "b", "c").get(i % 3),
                    "many",
                    "o" + i % 30,
                    "size",
                    i,
                    "amount",
                    i,
                    "due",
                    "2026-03-0" + (1 + i % 9),
                    "company",
                    companies.get(i % companies.size()).id()));
        }
        crm.records("lot").createAll(lots);
        View rows = View.of("lot", "Lots", TableLayout.rows());
        UUID defined = crm.views().define(rows).id();
        crm.views().share(crm.views().define(rows).id());
        count(seen, counting, "define a view", () -> crm.views().define(rows));
        View sizes = View.of("lot", "Sizes", KanbanLayout.by("few").sum("size"));
        count(seen, counting, "define a board with a sum", () -> crm.views().define(sizes));
        count(seen, counting, "alter a view", () -> crm.views().alter(defined, rows.show("name")));
        count(seen, counting, "share a view", () -> crm.views().share(defined));
        count(seen, counting, "views of an object", () -> crm.views().list("lot"));
        UUID few = board(crm, KanbanLayout.by("few"));
        UUID many = board(crm, KanbanLayout.by("many"));
        count(seen, counting, "board of 3 columns", () -> crm.views().run(few));
        count(seen, counting, "board of 30 columns", () -> crm.views().run(many));
        UUID sums = board(crm, KanbanLayout.by("many").sum("size"));
        count(
                seen,
                counting,
                "board of 30 columns, with a sum",
                () -> crm.views().run(sums));
        UUID money = board(crm, KanbanLayout.by("many").sum("amount"));
        count(
                seen,
                counting,
                "board of 30 columns, with a sum of money",
                () -> crm.views().run(money));
        UUID byCompany = board(crm, KanbanLayout.by("company"));
        count(
                seen,
                counting,
                "board of 50 columns that are records",
                () -> crm.views().run(byCompany));
        String cursor = Objects.requireNonNull(
                ((Board) crm.views().run(few, ViewQuery.all().limit(10)))
                        .columns()
                        .get(0)
                        .cards()
                        .nextCursor());
        count(
                seen,
                counting,
                "next cards of a column",
                () -> crm.views()
                        .run(few, ViewQuery.all().limit(10).inGroup("a").after(cursor)));
        UUID table = crm.views()
                .define(rows.layout(
                        TableLayout.rows().groupBy("many").footers(Measure.sum("size"), Measure.max("due"))))
                .id();
        count(
                seen,
                counting,
                "table of 30 groups, with footers",
                () -> crm.views().run(table));
        ViewQuery days = ViewQuery.all().between(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 4, 1));
        UUID calendar =
                crm.views().define(rows.layout(CalendarLayout.on("due"))).id();
        count(seen, counting, "calendar of a month", () -> crm.views().run(calendar, days));
        UUID timeline = crm.views()
                .define(rows.layout(TimelineLayout.from("due").groupBy("many")))
                .id();
        count(seen, counting, "timeline of 30 lanes", () -> crm.views().run(timeline, days));
        UUID gallery = crm.views().define(rows.layout(GalleryLayout.plain())).id();
        count(seen, counting, "page of a gallery", () -> crm.views().run(gallery));
        OutputStream nowhere = OutputStream.nullOutputStream();
        ExportSpec all = ExportSpec.of("lot");
        count(
                seen,
                counting,
                "export of 300, with references",
                () -> crm.exports().write(all, nowhere));
        count(
                seen,
                counting,
                "export of 300, with tags",
                () -> crm.exports().write(all.columns("name", "@tag"), nowhere));
        count(
                seen,
                counting,
                "export of a view of 300",
                () -> crm.exports().write(ExportSpec.ofView(gallery), nowhere));
        assertThat(seen.get("board of 30 columns")).isEqualTo(seen.get("board of 3 columns"));
    }

    private static UUID board(Crm crm, KanbanLayout layout) {
        return crm.views().define(View.of("lot", "Board", layout)).id();
    }

    private static void countChannels(Map<String, Integer> seen, CountingDataSource counting, Crm crm) {
        CrmRecord ada = crm.records("person").create(Map.of("name", "Ada", "email", "ada@example.org"));
        count(
                seen,
                counting,
                "create, with an address",
                () -> crm.records("person").create(Map.of("name", "Ben", "email", "ben@example.org")));
        count(
                seen,
                counting,
                "create of 1,000, with addresses",
                () -> crm.records("person").createAll(people(1_000)));
        count(
                seen,
                counting,
                "patch of another attribute of a record with an address",
                () -> crm.records("person").patch(ada.id(), Map.of("name", "Ada Lovelace")));
        count(
                seen,
                counting,
                "patch of an address",
                () -> crm.records("person").patch(ada.id(), Map.of("email", "ada@example.com")));
        count(
                seen,
                counting,
                "add a channel",
                () -> crm.channels().add(ada.id(), ChannelKind.EMAIL, "ada@example.net"));
        count(seen, counting, "channels of a record", () -> crm.channels().of(ada.id()));
        count(
                seen,
                counting,
                "find by 1,000 addresses",
                () -> crm.channels()
                        .findAll(IntStream.range(0, 1_000)
                                .mapToObj(i -> Address.email("p" + i + "@example.org"))
                                .toList()));
        count(seen, counting, "choose a channel", () -> crm.channels().choose(ada.id(), Purpose.marketing()));
        List<UUID> many = crm.records("person").createAll(people(1_000)).stream()
                .map(CrmRecord::id)
                .toList();
        count(
                seen,
                counting,
                "choose channels of 1,000 records",
                () -> crm.channels().chooseAll(many, Purpose.marketing()));
        UUID channel = crm.channels().of(many.get(0)).get(0).id();
        count(
                seen,
                counting,
                "record consent at a channel",
                () -> crm.channels().consent(channel, ConsentStatement.granted("marketing")));
        List<Address> addresses = IntStream.range(0, 1_000)
                .mapToObj(i -> Address.email("p" + i + "@example.org"))
                .toList();
        Suppressions suppressions = crm.channels().suppressions();
        count(
                seen,
                counting,
                "suppress 1,000 addresses",
                () -> suppressions.addAll(addresses, SuppressionReason.MANUAL, ""));
        count(seen, counting, "which of 1,000 addresses are suppressed", () -> suppressions.suppressed(addresses));
    }

    private static List<Map<String, Object>> people(int count) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(Map.of("name", "Person " + i, "email", "p" + i + "@example.org"));
        }
        return values;
    }

    /** Histories, and merges of a company to which hundreds of deals refer. */
    private static void countMerges(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, List<CrmRecord> companies) {
        UUID kept = companies.get(10).id();
        UUID lost = companies.get(11).id();
        UUID gone = companies.get(12).id();
        crm.records("deal").createAll(deals(300, companies.subList(11, 13)));
        for (UUID id : List.of(lost, gone)) {
            crm.tags().add(List.of(id), List.of("one", "two"));
            crm.notes().write(id, "Called");
            crm.relations().link(id, "knows", companies.get(13).id());
        }
        count(seen, counting, "timeline of a record", () -> crm.timeline().of(lost, TimelineQuery.all()));
        count(
                seen,
                counting,
                "timeline of a record, page of 2 of more",
                () -> crm.timeline().of(lost, TimelineQuery.all().limit(2)));
        count(
                seen,
                counting,
                "timeline of the workspace, page of 200",
                () -> crm.timeline().list(TimelineQuery.all().limit(200)));
        count(
                seen,
                counting,
                "preview of a merge, 150 references, a relation, 3 items",
                () -> crm.merges().preview(kept, List.of(lost), Map.of()));
        UUID[] merge = new UUID[1];
        count(
                seen,
                counting,
                "merge, 150 references, a relation, 3 items",
                () -> merge[0] = crm.merges().merge(kept, List.of(lost)).mergeId());
        count(
                seen,
                counting,
                "get by an old id, no references",
                () -> crm.records("company").get(lost));
        count(seen, counting, "undoing it", () -> crm.merges().unmerge(merge[0]));
        count(
                seen,
                counting,
                "erasing, 150 references, a relation, 3 items",
                () -> crm.records("company").erase(gone, companies.get(12).displayName()));
    }

    /** Writes to an object with duplicate rules, and what they find. */
    private static void countDuplicates(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, ManualScheduler workers) {
        crm.schema()
                .define(ObjectSchema.named("contact")
                        .attribute("name", text())
                        .attribute("email", email())
                        .attribute("note", text())
                        .build());
        crm.duplicates().define("contact", DuplicateRule.name("name"), DuplicateRule.email("email"));
        crm.records("contact").create(Map.of("note", "warm"));
        UUID ada = crm.records("contact")
                .create(Map.of("name", "Ada Lovelace", "email", "ada@example.com"))
                .id();
        crm.records("contact").create(Map.of("name", "Ada Lovelace"));
        count(
                seen,
                counting,
                "create, with duplicate rules",
                () -> crm.records("contact").create(Map.of("name", "Grace Hopper", "email", "grace@example.com")));
        count(
                seen,
                counting,
                "patch of an attribute without duplicate rules, of an object that has some",
                () -> crm.records("contact").patch(ada, Map.of("note", "x")));
        count(seen, counting, "duplicates of a record", () -> crm.duplicates().of(ada));
        count(
                seen,
                counting,
                "duplicates of values",
                () -> crm.duplicates().find("contact", Map.of("name", "Ada Lovelase")));
        crm.duplicates()
                .define(
                        "contact",
                        DuplicateRule.name("name"),
                        DuplicateRule.email("email").refuse());
        crm.records("contact").create(Map.of("note", "warm"));
        count(
                seen,
                counting,
                "create, with a duplicate rule that refuses",
                () -> crm.records("contact").create(Map.of("name", "Linus Torvalds", "email", "linus@example.com")));
        count(
                seen,
                counting,
                "create of 1,000, with a duplicate rule that refuses",
                () -> crm.records("contact")
                        .createAll(IntStream.range(0, 1_000)
                                .mapToObj(i -> Map.of("email", "p" + i + "@example.com"))
                                .toList()));
        crm.records("contact")
                .createAll(IntStream.range(0, 400)
                        .mapToObj(i -> Map.of("name", "Edsger Dijkstra" + i / 2))
                        .toList());
        crm.duplicates().scan("contact");
        workers.runUntilIdle();
        count(
                seen,
                counting,
                "page of 100 pairs of duplicates",
                () -> assertThat(crm.duplicates().list("contact", 100, null)).hasSize(100));
    }

    /** Imports: as many statements for a step of two rows as for one of a thousand. */
    private static void countImports(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, ManualScheduler workers) {
        crm.schema()
                .define(ObjectSchema.named("lead")
                        .attribute("code", text().unique())
                        .attribute("name", text())
                        .attribute("company", reference("company"))
                        .build());
        Map<String, Integer> few = new LinkedHashMap<>();
        for (Map<String, Integer> counts : List.of(few, seen)) {
            int rows = counts == few ? 2 : 1_000;
            String prefix = counts == few ? "f" : "m";
            crm.imports().preview(leads(crm, prefix + "warm", 2, rows), 1);
            count(
                    counts,
                    counting,
                    "preview of an import, with unique values and references by name",
                    () -> assertThat(crm.imports()
                                    .preview(leads(crm, prefix, 1, rows), rows)
                                    .rows())
                            .hasSize(rows));
            int two = imported(counting, crm, workers, leads(crm, prefix + "a", 2, rows));
            int three = imported(counting, crm, workers, leads(crm, prefix + "b", 3, rows));
            counts.put("step of an import, with unique values and references by name", three - two);
        }
        few.forEach((call, statements) ->
                assertThat(seen.get(call)).as("%s, of 1,000 as of 2", call).isEqualTo(statements));
    }

    private static ImportSpec leads(Crm crm, String prefix, int steps, int rows) {
        StringBuilder table = new StringBuilder("Code,Name,Company\n");
        for (int i = 0; i < steps * rows; i++) {
            table.append(prefix)
                    .append(i)
                    .append(",Lead ")
                    .append(i)
                    .append(",Company ")
                    .append(i % 2)
                    .append('\n');
        }
        UUID file = crm.files()
                .upload(
                        FileUpload.named(prefix + ".csv"),
                        new ByteArrayInputStream(table.toString().getBytes(StandardCharsets.UTF_8)))
                .id();
        return ImportSpec.of("lead", file)
                .column("Code", "code")
                .column("Name", "name")
                .column("Company", "company")
                .upsertingBy("code")
                .rowsPerStep(rows);
    }

    /** What the workers send for the whole of an import, without looking for jobs. */
    private static int imported(CountingDataSource counting, Crm crm, ManualScheduler workers, ImportSpec spec) {
        workers.runUntilIdle();
        UUID id = crm.imports().start(spec).id();
        Map<String, Integer> sent = new LinkedHashMap<>();
        countWork(sent, counting, workers, "import");
        assertThat(crm.imports().get(id).state()).isEqualTo(ImportState.DONE);
        assertThat(crm.imports().get(id).counts().failed()).isZero();
        return Objects.requireNonNull(sent.get("import"));
    }

    /** Bulk calls: as many statements for two records as for a thousand. */
    private static void countBulk(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, List<UUID> thousand) {
        BulkRecords deals = crm.records("deal").bulk();
        BulkRecords companies = crm.records("company").bulk();
        BulkOptions atomic = BulkOptions.atomic();
        BulkOptions perItem = BulkOptions.perItem();
        // A tag that is new, or gone with its last record, costs what making it known costs.
        crm.tags().add(thousand.get(thousand.size() - 1), "many");
        Map<String, Integer> few = new LinkedHashMap<>();
        for (Map<String, Integer> counts : List.of(few, seen)) {
            boolean isFew = counts == few;
            List<UUID> ids = isFew ? thousand.subList(0, 2) : thousand.subList(2, 999);
            BulkTargets targets = BulkTargets.of(ids);
            int size = ids.size();
            String prefix = isFew ? "Few " : "Many ";
            count(
                    counts,
                    counting,
                    "bulk create, with unique values",
                    () -> companies.create(named(prefix, size), atomic));
            count(
                    counts,
                    counting,
                    "bulk create item by item, one of them taken",
                    () -> companies.create(
                            Stream.concat(named(prefix + "more ", size).stream(), named(prefix, 1).stream())
                                    .toList(),
                            perItem));
            count(
                    counts,
                    counting,
                    "bulk patch of one attribute",
                    () -> deals.patch(targets, Map.of("amount", 99), perItem));
            count(
                    counts,
                    counting,
                    "bulk patch that changes nothing",
                    () -> deals.patch(targets, Map.of("amount", 99), perItem));
            count(
                    counts,
                    counting,
                    "bulk upsert, half of them new",
                    () -> companies.upsert(
                            "name",
                            Stream.concat(
                                            named(prefix, size / 2).stream()
                                                    .map(values ->
                                                            Map.of("name", values.get("name"), "industry", "retail")),
                                            named(prefix + "new ", size / 2).stream())
                                    .toList(),
                            atomic));
            count(counts, counting, "bulk claim", () -> deals.claim(targets, perItem));
            count(
                    counts,
                    counting,
                    "bulk assign",
                    () -> deals.assign(targets, Assignment.toAssignee(Principal.user("ada")), perItem));
            count(counts, counting, "bulk tag", () -> deals.tag(targets, List.of("many"), perItem));
            count(counts, counting, "bulk untag", () -> deals.untag(targets, List.of("many"), perItem));
            count(counts, counting, "bulk archive", () -> deals.archive(targets, perItem));
            count(counts, counting, "bulk restore", () -> deals.restore(targets, perItem));
        }
        few.forEach((call, statements) ->
                assertThat(seen.get(call)).as("%s, of 997 as of 2", call).isEqualTo(statements));
    }

    private static void countTimelineAndScores(
            Map<String, Integer> seen, CountingDataSource counting, Crm crm, List<CrmRecord> companies) {
        UUID company = companies.get(2).id();
        count(
                seen,
                counting,
                "report of an event about two records",
                () -> crm.timeline()
                        .report(HostEvent.of(
                                "call.made", company, companies.get(3).id())));
        count(
                seen,
                counting,
                "timeline of a record with those linked",
                () -> crm.timeline().of(company, TimelineQuery.all().includingLinked()));
        count(seen, counting, "page of the audit", () -> crm.audit().list(AuditQuery.all()));
        crm.scoring().define(ScoreCard.of("roof", 0, 10).criterion("need", 2).criterion("budget", 1));
        crm.scoring().assess(companies.get(3).id(), "roof", List.of(Mark.of("need", 4)));
        count(
                seen,
                counting,
                "first assessment of a record",
                () -> crm.scoring().assess(company, "roof", List.of(Mark.of("need", 4), Mark.of("budget", 2))));
        count(
                seen,
                counting,
                "assessment",
                () -> crm.scoring().assess(company, "roof", List.of(Mark.of("need", 5), Mark.of("budget", 3))));
        count(seen, counting, "ranking", () -> crm.scoring().ranking("roof", 200, null));
    }

    /** The same calls of a member that reads and changes part of the records. */
    private static void countRestricted(
            Map<String, Integer> seen,
            CountingDataSource counting,
            Crm owner,
            Crm bob,
            List<CrmRecord> companies,
            List<CrmRecord> deals) {
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        Reach part = Reach.where(attr("name").neq("Nobody's")).or(Reach.unclaimed());
        ObjectRules rules = ObjectRules.nothing()
                .allow(Verb.READ, part)
                .allow(Verb.CREATE, part)
                .allow(Verb.UPDATE, part);
        owner.members().roles().put(Role.named("part").on("company", rules).on("deal", rules));
        owner.members().put(Member.of(bob.actor(), "part"));
        bob.records("company").count(ListQuery.all());
        bob.records("deal").create(Map.of("name", "Warm"));
        count(
                seen,
                counting,
                "get, restricted",
                () -> bob.records("company").get(companies.get(0).id()));
        count(
                seen,
                counting,
                "get, with references, restricted",
                () -> bob.records("deal").get(deals.get(0).id()));
        count(
                seen,
                counting,
                "page of 200, with references, restricted",
                () -> bob.records("deal")
                        .list(where(attr("company.industry").eq("retail"))
                                .orderBy(Sort.desc("amount"))
                                .limit(200)));
        count(seen, counting, "count, restricted", () -> bob.records("deal").count(ListQuery.all()));
        count(seen, counting, "create, restricted", () -> bob.records("deal").create(Map.of("name", "Lone")));
        CrmRecord lone = bob.records("deal").create(Map.of("name", "Lonely"));
        count(
                seen,
                counting,
                "patch, no references, restricted",
                () -> bob.records("deal").patch(lone.id(), Map.of("amount", 78)));
        count(
                seen,
                counting,
                "claim, no references, restricted",
                () -> bob.records("deal").claim(lone.id()));
        count(
                seen,
                counting,
                "timeline of a record, restricted",
                () -> bob.timeline().of(lone.id(), TimelineQuery.all()));
        List<UUID> some = deals.subList(10, 200).stream().map(CrmRecord::id).toList();
        // Who is a member is remembered.
        bob.records("deal").bulk().create(List.of(Map.of("name", "Warm", "@owner", "ada")), BulkOptions.perItem());
        Map<String, Integer> few = new LinkedHashMap<>();
        for (Map<String, Integer> counts : List.of(few, seen)) {
            BulkTargets targets = BulkTargets.of(counts == few ? some.subList(0, 2) : some);
            String prefix = counts == few ? "Few " : "Many ";
            count(
                    counts,
                    counting,
                    "bulk create item by item, one of them out of reach, restricted",
                    () -> bob.records("deal")
                            .bulk()
                            .create(
                                    Stream.concat(
                                                    named(prefix, targets.equals(BulkTargets.of(some)) ? 200 : 2)
                                                            .stream(),
                                                    Stream.of(Map.of("name", "Nobody's", "@owner", "ada")))
                                            .toList(),
                                    BulkOptions.perItem()));
            count(
                    counts,
                    counting,
                    "bulk patch of one attribute, restricted",
                    () -> bob.records("deal")
                            .bulk()
                            .patch(targets, Map.of("amount", prefix.length()), BulkOptions.perItem()));
            count(
                    counts,
                    counting,
                    "bulk claim, restricted",
                    () -> bob.records("deal").bulk().claim(targets, BulkOptions.perItem()));
        }
        few.forEach((call, statements) ->
                assertThat(seen.get(call)).as("%s, of 190 as of 2", call).isEqualTo(statements));
    }

    private static void warmUp(Crm crm, CrmRecord company) {
        crm.records("deal").list(ListQuery.all().limit(1));
        crm.records("company").patch(company.id(), Map.of("industry", "software"));
    }

    private static void count(Map<String, Integer> seen, CountingDataSource counting, String call, Runnable work) {
        List<String> statements = counting.during(work);
        seen.put(call, statements.size());
    }

    private static List<Map<String, Object>> companies(int count) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(Map.of("name", "Company " + i, "industry", i % 2 == 0 ? "retail" : "software"));
        }
        return values;
    }

    private static List<Map<String, Object>> named(String prefix, int count) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(Map.of("name", prefix + i));
        }
        return values;
    }

    private static List<Map<String, Object>> deals(int count, List<CrmRecord> companies) {
        List<Map<String, Object>> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(Map.of(
                    "name",
                    "Deal " + i,
                    "amount",
                    i * 10,
                    "company",
                    companies.get(i % companies.size()).id()));
        }
        return values;
    }

    /** The table of the docs: call, PostgreSQL, H2. */
    private static Map<String, Integer> documented(int column) throws Exception {
        Path docs = Path.of("").toAbsolutePath();
        while (!Files.exists(docs.resolve("docs/statements.md"))) {
            docs = docs.getParent();
        }
        Map<String, Integer> table = new LinkedHashMap<>();
        for (String line : Files.readAllLines(docs.resolve("docs/statements.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == 5 && cells[2].strip().matches("\\d+")) {
                table.put(cells[1].strip(), Integer.parseInt(cells[1 + column].strip()));
            }
        }
        return table;
    }
}
