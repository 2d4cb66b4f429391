package dev.crmkit.storage.h2;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.tck.ArchivingTck;
import dev.crmkit.testkit.tck.ErrorsTck;
import dev.crmkit.testkit.tck.IdempotencyTck;
import dev.crmkit.testkit.tck.JobsTck;
import dev.crmkit.testkit.tck.RecordsTck;
import dev.crmkit.testkit.tck.RelationsTck;
import dev.crmkit.testkit.tck.SchemaEvolutionTck;
import dev.crmkit.testkit.tck.TransactionsTck;
import dev.crmkit.testkit.tck.WorkspacesTck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Nested;

/** The engine keeps its contract over H2 in memory. */
class H2EngineKitsTest {
    @Nested
    class Archiving extends ArchivingTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Errors extends ErrorsTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Idempotency extends IdempotencyTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Jobs extends JobsTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Records extends RecordsTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Relations extends RelationsTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class SchemaEvolution extends SchemaEvolutionTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Workspaces extends WorkspacesTck {
        @Override
        protected Storage newStorage() {
            return H2Storage.memory();
        }
    }

    @Nested
    class Transactions extends TransactionsTck {
        private final Map<Storage, DataSource> places = new HashMap<>();

        @Override
        protected Storage newStorage() {
            DataSource place =
                    JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
            Storage storage = H2Storage.using(place);
            places.put(storage, place);
            return storage;
        }

        @Override
        protected Connection hostConnection(Storage storage) throws SQLException {
            return Objects.requireNonNull(places.get(storage)).getConnection();
        }
    }
}
