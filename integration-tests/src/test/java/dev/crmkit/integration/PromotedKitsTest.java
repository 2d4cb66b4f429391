package dev.crmkit.integration;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.tck.AggregatesTck;
import dev.crmkit.testkit.tck.FiltersTck;
import dev.crmkit.testkit.tck.MergesTck;
import dev.crmkit.testkit.tck.QueriesTck;
import dev.crmkit.testkit.tck.RecordsTck;
import dev.crmkit.testkit.tck.ReportsTck;
import dev.crmkit.testkit.tck.RollupsTck;
import dev.crmkit.testkit.tck.ViewRunsTck;
import org.junit.jupiter.api.Nested;

/** The engine keeps its contract where every object has a place of its own, and where every object is on the move. */
class PromotedKitsTest {
    private static Storage settled() {
        return MovingStorage.settled(PostgresStorage.using(Databases.pooledPostgres()));
    }

    private static Storage restless() {
        return MovingStorage.restless(PostgresStorage.using(Databases.pooledPostgres()));
    }

    @Nested
    class SettledRecords extends RecordsTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class SettledQueries extends QueriesTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class SettledFilters extends FiltersTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class SettledAggregates extends AggregatesTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class SettledViewRuns extends ViewRunsTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class SettledReports extends ReportsTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class SettledRollups extends RollupsTck {
        @Override
        protected Storage newStorage() {
            return settled();
        }
    }

    @Nested
    class RestlessRecords extends RecordsTck {
        @Override
        protected Storage newStorage() {
            return restless();
        }
    }

    @Nested
    class RestlessQueries extends QueriesTck {
        @Override
        protected Storage newStorage() {
            return restless();
        }
    }

    @Nested
    class RestlessMerging extends MergesTck {
        @Override
        protected Storage newStorage() {
            return restless();
        }
    }
}
