package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.textArea;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.placement.Placement;
import dev.crmkit.spi.storage.Home;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.VirtualClock;
import dev.crmkit.view.Board;
import dev.crmkit.view.BoardColumn;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewQuery;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** QRY-6: an object with a place of its own answers its boards, and counts of what their columns hold, inside one index. */
class BoardPlansTest {
    private static final int RECORDS = 8_000;
    private static final int CHUNK = 2_000;
    /** Records are as wide as those of real life, so that reading all of them is more than reading an index. */
    private static final String ABOUT = "A lot of many words. ".repeat(40);

    private static final List<String> PHASES = List.of("a", "b", "c", "d");

    private final DataSource source = Databases.pooledPostgres();
    private final CountingDataSource counting = new CountingDataSource(source);

    @Test
    @DisplayName(
            "QRY-6 A saved board with a sum, and a count of one column above a number, read one index and no record")
    void plans() throws SQLException {
        ManualScheduler workers = ManualScheduler.on(VirtualClock.at(Instant.parse("2026-03-01T09:00:00Z")));
        try (CrmEngine engine = CrmEngine.builder()
                .storage(PostgresStorage.using(counting.dataSource()))
                .scheduler(workers)
                .neverPromote()
                .build()) {
            engine.start();
            Crm crm = engine.workspace("acme").as(Actor.user("u1"));
            fill(crm);
            UUID numbers = crm.views()
                    .define(View.of("lot", "Sizes", KanbanLayout.by("phase").sum("size")))
                    .id();
            UUID money = crm.views()
                    .define(View.of("lot", "Prices", KanbanLayout.by("kind").sum("price")))
                    .id();
            crm.placements().promote("lot");
            Placement placement = crm.placements().get("lot");
            for (int i = 0; i < 20 && placement.goal() != null; i++) {
                workers.advance(Duration.ofSeconds(10));
                placement = crm.placements().get("lot");
            }
            assertThat(placement.home()).isEqualTo(Home.OWN);
            assertThat(placement.goal()).isNull();

            Map<String, String> columns = new HashMap<>();
            crm.schema()
                    .indexes("lot")
                    .forEach(index -> columns.put(index.attribute() + index.component(), index.place()));
            String sizes = placement.place() + "_" + columns.get("phase") + "_" + columns.get("size") + "_id_owner";
            String prices = placement.place() + "_" + columns.get("kind") + "_" + columns.get("price") + "_id_"
                    + columns.get("pricecurrency") + "_owner";
            assertThat(placement.indexes()).contains(sizes, prices);

            tidy(placement.place());

            // In the order of the index the groups follow each other, so that nothing is sorted or hashed.
            assertThat(plan("", () -> crm.views().run(numbers), "sum("))
                    .contains("GroupAggregate", "Index Only Scan using " + sizes)
                    .doesNotContain("Sort", "Seq Scan");
            assertThat(plan(
                            "u1",
                            () -> crm.views()
                                    .run(
                                            numbers,
                                            ViewQuery.all().and(attr("@owner").eq(View.ME))),
                            "sum("))
                    .contains("Index Only Scan using " + sizes)
                    .doesNotContain("Seq Scan");
            // Sums by currency are in no order that is the cards' too; this or another index has all that they need.
            assertThat(plan("", () -> crm.views().run(money), "sum("))
                    .contains("Index Only Scan using " + placement.place())
                    .doesNotContain("Seq Scan");
            String count = plan(
                    "600",
                    () -> crm.records("lot")
                            .count(where(attr("phase").eq("b").and(attr("size").gt(600)))),
                    "count(",
                    columns.get("phase") + " = ");
            assertThat(count).contains("Index Only Scan using " + sizes);
            assertAnswers(crm, numbers);
        }
    }

    private static void fill(Crm crm) {
        crm.schema()
                .define(ObjectSchema.named("lot")
                        .attribute("name", text())
                        .attribute("about", textArea())
                        .attribute("phase", select(PHASES.toArray(String[]::new)))
                        .attribute("kind", select("x", "y"))
                        .attribute("size", number())
                        .attribute("price", currency("EUR"))
                        .build());
        for (int from = 0; from < RECORDS; from += CHUNK) {
            crm.records("lot")
                    .createAll(IntStream.range(from, from + CHUNK)
                            .mapToObj(i -> Map.<String, Object>of(
                                    "name",
                                    "Lot " + i,
                                    "about",
                                    ABOUT,
                                    "phase",
                                    PHASES.get(i % PHASES.size()),
                                    "kind",
                                    i % 3 == 0 ? "x" : "y",
                                    "size",
                                    i % 1_000,
                                    "price",
                                    i,
                                    "@owner",
                                    "u" + i % 5))
                            .toList());
        }
    }

    /** Has PostgreSQL note which pages everybody sees; its own look at the statistics may hold that up for a moment. */
    private void tidy(String bucket) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            boolean tidy = false;
            for (int i = 0; i < 500 && !tidy; i++) {
                statement.execute("vacuum (analyze) crmkit." + bucket);
                try (ResultSet pages =
                        statement.executeQuery("select relallvisible = relpages from pg_class where oid = cast('crmkit."
                                + bucket + "' as regclass)")) {
                    pages.next();
                    tidy = pages.getBoolean(1);
                }
            }
            assertThat(tidy).as("all pages are seen by everybody").isTrue();
        }
    }

    private static void assertAnswers(Crm crm, UUID view) {
        Board board = (Board) crm.views().run(view);
        assertThat(board.columns())
                .filteredOn(column -> column.group().key() != null)
                .extracting(
                        column -> column.group().key(), column -> column.group().count(), BoardColumn::sum)
                .containsExactlyElementsOf(IntStream.range(0, PHASES.size())
                        .mapToObj(phase -> tuple(PHASES.get(phase), RECORDS / 4L, sum(phase)))
                        .toList());
    }

    private static BigDecimal sum(int phase) {
        return new BigDecimal(IntStream.range(0, RECORDS)
                .filter(i -> i % PHASES.size() == phase)
                .map(i -> i % 1_000)
                .sum());
    }

    /**
     * The plan of the first statement of the call that has all these words in it.
     *
     * @param value stands for each parameter, so that the planner has something to choose by
     */
    private String plan(String value, Runnable call, String... words) throws SQLException {
        String statement = counting.during(call).stream()
                .filter(sql -> List.of(words).stream().allMatch(sql::contains))
                .findFirst()
                .orElseThrow();
        StringBuilder plan = new StringBuilder();
        try (Connection connection = source.getConnection();
                Statement explain = connection.createStatement();
                ResultSet lines = explain.executeQuery("explain " + statement.replace("?", "'" + value + "'"))) {
            while (lines.next()) {
                plan.append(lines.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }
}
