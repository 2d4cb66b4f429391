package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.job.Job;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** EVT-9: a claim takes what it may and no more, whatever plan the database chooses. */
class QueueUnderPlannerSettingsTest {
    private static final String NESTED_LOOPS =
            "-c enable_hashjoin=off -c enable_mergejoin=off -c enable_material=off -c enable_hashagg=off -c enable_sort=off -c enable_memoize=off";

    @Test
    @DisplayName("EVT-9 Under these settings the well-known naive claim takes more than its limit")
    void naiveClaimBreaks() throws SQLException {
        try (Connection connection = nestedLoops(Databases.postgres()).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table naive(id int, taken boolean default false)");
            statement.execute("insert into naive(id) select generate_series(1, 10)");
            int taken = statement.executeUpdate("update naive set taken = true where id in"
                    + " (select id from naive where not taken order by id limit 1 for update skip locked)");
            assertThat(taken).isGreaterThan(1);
        }
    }

    @Test
    @DisplayName("EVT-9 Under the same settings our claim takes at most its limit, and each job once")
    void ourClaimHolds() throws Exception {
        int workspaces = 4;
        int jobs = 40;
        Storage storage = PostgresStorage.using(nestedLoops(Databases.postgres()));
        try (CrmEngine engine = CrmEngine.builder().storage(storage).build()) {
            Set<UUID> enqueued = new HashSet<>();
            for (int w = 0; w < workspaces; w++) {
                Crm crm = engine.workspace("w" + w).as(Actor.system());
                for (int j = 0; j < jobs; j++) {
                    Job job = Job.of("work").lane(j % 4 == 0 ? "lane" : null);
                    enqueued.add(crm.jobs().enqueue(job).orElseThrow());
                }
            }
            List<ClaimedJob> claimed = new ArrayList<>();
            ExecutorService pool = Executors.newFixedThreadPool(3);
            try {
                List<Callable<List<ClaimedJob>>> workers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    String node = "node" + i;
                    workers.add(() -> drain(storage, node));
                }
                for (Future<List<ClaimedJob>> worker : pool.invokeAll(workers)) {
                    claimed.addAll(worker.get());
                }
            } finally {
                pool.shutdownNow();
            }
            assertThat(claimed).extracting(ClaimedJob::id).doesNotHaveDuplicates();
            // Of each lane one job runs, and nobody finishes it here; all others are taken.
            long lanes =
                    claimed.stream().filter(job -> "lane".equals(job.lane())).count();
            assertThat(lanes).isEqualTo(workspaces);
            assertThat(claimed).hasSize(workspaces * (jobs - jobs / 4) + workspaces);
            assertThat(enqueued)
                    .containsAll(claimed.stream().map(ClaimedJob::id).toList());
        }
    }

    private static List<ClaimedJob> drain(Storage storage, String node) {
        List<ClaimedJob> mine = new ArrayList<>();
        int idle = 0;
        while (idle < 3) {
            List<ClaimedJob> some = storage.workQueue().claim(node, Set.of("work"), 1, Duration.ofMinutes(1));
            assertThat(some).hasSizeLessThanOrEqualTo(1);
            mine.addAll(some);
            idle = some.isEmpty() ? idle + 1 : 0;
        }
        return mine;
    }

    private static DataSource nestedLoops(DataSource source) throws SQLException {
        PGSimpleDataSource forced = new PGSimpleDataSource();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet name = statement.executeQuery("select current_database()")) {
            name.next();
            forced.setURL(connection.getMetaData().getURL());
            forced.setDatabaseName(name.getString(1));
            forced.setUser("postgres");
        }
        forced.setOptions(NESTED_LOOPS);
        return forced;
    }
}
