package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.list.CrmList;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.VirtualClock;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a write and its lists cost as lists grow in members and in number. */
class ListScaleTest {
    private static final String WORKSPACE = "acme";
    private static final int FEW = 1_000;
    private static final int MANY = 100_000;
    private static final int BATCH = 10_000;

    @Test
    @DisplayName(
            "EVT-2 On PostgreSQL a write costs the same at 1,000 and 100,000 members, and its lists cost by those that"
                    + " hang on it")
    void postgres() throws Exception {
        check(Databases.postgres(), PostgresStorage::using);
    }

    @Test
    @DisplayName(
            "EVT-2 On H2 a write costs the same at 1,000 and 100,000 members, and its lists cost by those that hang on"
                    + " it")
    void h2() throws Exception {
        check(Databases.h2(), H2Storage::using);
    }

    private static void check(DataSource source, Function<DataSource, Storage> open) throws Exception {
        CountingDataSource counting = new CountingDataSource(source);
        VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T09:00:00Z"));
        ManualScheduler workers = ManualScheduler.on(clock);
        Storage storage = open.apply(counting.dataSource());
        try (CrmEngine engine = CrmEngine.builder()
                .storage(storage)
                .clock(clock)
                .scheduler(workers)
                .build()) {
            engine.start();
            Crm crm = engine.workspace(WORKSPACE).as(Actor.user("ada"));
            crm.schema()
                    .define(List.of(
                            ObjectSchema.named("company")
                                    .attribute("name", text())
                                    .attribute("industry", select("retail", "bank"))
                                    .attribute("employees", number())
                                    .build(),
                            ObjectSchema.named("person")
                                    .attribute("name", text())
                                    .attribute("company", reference("company"))
                                    .build()));
            define(crm, "retail", attr("industry").eq("retail"));
            crm.lists()
                    .define(CrmList.of("person", "clerks")
                            .dynamic(attr("company.industry").eq("retail")));
            workers.runUntilIdle();
            UUID company = crm.records("company").create(Map.of("name", "Acme")).id();
            crm.records("person").create(Map.of("name", "Ann", "company", company));
            workers.runUntilIdle();
            Cost warm = flip(counting, source, crm, workers, company);
            seed(storage, company, FEW);
            Cost few = flip(counting, source, crm, workers, company);
            seed(storage, company, MANY - FEW);
            Cost many = flip(counting, source, crm, workers, company);
            assertThat(crm.lists().count("retail").value()).isEqualTo(10_000);
            assertThat(crm.records("company")
                            .count(where(attr("@list").in("retail")).counted(1_000_000))
                            .value())
                    .isEqualTo(MANY);

            assertThat(few.written()).isEqualTo(warm.written());
            assertThat(many.written()).isEqualTo(few.written());
            assertThat(many.writer()).isEqualTo(few.writer());
            assertThat(many.workers()).isEqualTo(few.workers());

            for (int i = 0; i < 20; i++) {
                define(crm, "other" + i, attr("employees").gte(i));
            }
            workers.runUntilIdle();
            // The first write after a definition reads the lists anew.
            flip(counting, source, crm, workers, company);
            Cost beside = flip(counting, source, crm, workers, company);
            assertThat(beside.writer()).isEqualTo(few.writer());
            assertThat(beside.workers()).isEqualTo(few.workers());
            for (int i = 0; i < 3; i++) {
                define(
                        crm,
                        "same" + i,
                        attr("industry").eq("bank").and(attr("employees").gte(i)));
            }
            workers.runUntilIdle();
            flip(counting, source, crm, workers, company);
            Cost more = flip(counting, source, crm, workers, company);
            assertThat(more.writer()).isEqualTo(few.writer());
            // Twice for each list: the company comes into the condition of the first list, and goes.
            assertThat(more.workers()).isEqualTo(few.workers() + 2 * 3);
        }
    }

    private static void define(Crm crm, String key, Filter condition) {
        crm.lists().define(CrmList.of("company", key).dynamic(condition));
    }

    /**
     * What it cost. Immutable.
     *
     * @param writer the statements of the writes
     * @param workers the statements of the workers, without those by which they look for jobs
     * @param written how many rows there are more, by table
     */
    private record Cost(int writer, int workers, Map<String, Long> written) {}

    /** Lets a company join the list, with a person who joins another by that, and leave it. */
    private static Cost flip(
            CountingDataSource counting, DataSource source, Crm crm, ManualScheduler workers, UUID company)
            throws SQLException {
        int writer = 0;
        int worked = 0;
        Map<String, Long> before = rows(source);
        for (String industry : List.of("retail", "bank")) {
            writer += counting.during(() -> crm.records("company").patch(company, Map.of("industry", industry)))
                    .size();
            worked += (int) counting.during(workers::runUntilIdle).stream()
                    .filter(sql -> !sql.contains("crm_job"))
                    .filter(sql -> !sql.contains("crm_workspace_queue"))
                    .count();
            assertThat(crm.lists().of(company)).isEqualTo(industry.equals("retail") ? List.of("retail") : List.of());
        }
        Map<String, Long> written = new LinkedHashMap<>();
        rows(source).forEach((table, rows) -> written.put(table, rows - before.getOrDefault(table, 0L)));
        return new Cost(writer, worked, written);
    }

    private static Map<String, Long> rows(DataSource source) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("crm_event", "crm_item", "crm_job", "crm_record")) {
                try (ResultSet counted = statement.executeQuery("select count(*) from crmkit." + table)) {
                    counted.next();
                    rows.put(table, counted.getLong(1));
                }
            }
        }
        return rows;
    }

    /** Companies that are in the list; that the list's condition is not true of them nobody asks. */
    private static void seed(Storage storage, UUID template, int count) {
        for (int from = 0; from < count; from += BATCH) {
            int size = Math.min(BATCH, count - from);
            storage.inTransaction(TransactionRequest.write(WORKSPACE), tx -> {
                StoredRecord like = tx.records().load(List.of(template)).get(0);
                List<RecordWrite> writes = new ArrayList<>();
                List<StoredItem> items = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    UUID id = UUID.randomUUID();
                    StoredRecord record = new StoredRecord(
                            id,
                            like.objectId(),
                            1,
                            like.displayName(),
                            like.state(),
                            like.values(),
                            "",
                            like.sources());
                    writes.add(new RecordWrite(record, true, Map.of(), "", List.of(), List.of()));
                    items.add(new StoredItem(
                            UUID.randomUUID(),
                            "list.member",
                            id,
                            "retail",
                            like.state().createdAt(),
                            ""));
                }
                assertThat(tx.records().write(like.objectId(), writes)).isEmpty();
                assertThat(tx.items().insert(items)).isEmpty();
                return size;
            });
        }
    }
}
