package dev.crmkit.integration;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.tck.AccessTck;
import dev.crmkit.testkit.tck.AddressRulesTck;
import dev.crmkit.testkit.tck.AggregatesTck;
import dev.crmkit.testkit.tck.ArchivingTck;
import dev.crmkit.testkit.tck.AttachmentAccessTck;
import dev.crmkit.testkit.tck.AuditTck;
import dev.crmkit.testkit.tck.BulkAccessTck;
import dev.crmkit.testkit.tck.BulkTck;
import dev.crmkit.testkit.tck.ChannelAccessTck;
import dev.crmkit.testkit.tck.ChannelChoiceTck;
import dev.crmkit.testkit.tck.ChannelMergesTck;
import dev.crmkit.testkit.tck.ChannelsTck;
import dev.crmkit.testkit.tck.ClaimsTck;
import dev.crmkit.testkit.tck.ComputedModelTck;
import dev.crmkit.testkit.tck.ConsentTck;
import dev.crmkit.testkit.tck.DuplicateScanTck;
import dev.crmkit.testkit.tck.DuplicatesTck;
import dev.crmkit.testkit.tck.DynamicListsTck;
import dev.crmkit.testkit.tck.ErasingTck;
import dev.crmkit.testkit.tck.ErrorsTck;
import dev.crmkit.testkit.tck.FilesTck;
import dev.crmkit.testkit.tck.FiltersTck;
import dev.crmkit.testkit.tck.FormulasTck;
import dev.crmkit.testkit.tck.IdempotencyTck;
import dev.crmkit.testkit.tck.ImportsTck;
import dev.crmkit.testkit.tck.JobsTck;
import dev.crmkit.testkit.tck.ListsTck;
import dev.crmkit.testkit.tck.MergeAccessTck;
import dev.crmkit.testkit.tck.MergeAttachmentsTck;
import dev.crmkit.testkit.tck.MergeRacesTck;
import dev.crmkit.testkit.tck.MergesTck;
import dev.crmkit.testkit.tck.NotesTck;
import dev.crmkit.testkit.tck.PipelinesTck;
import dev.crmkit.testkit.tck.QueriesTck;
import dev.crmkit.testkit.tck.RecordsTck;
import dev.crmkit.testkit.tck.RelationsTck;
import dev.crmkit.testkit.tck.RelativeDatesTck;
import dev.crmkit.testkit.tck.ReportModelTck;
import dev.crmkit.testkit.tck.ReportsTck;
import dev.crmkit.testkit.tck.RollupsTck;
import dev.crmkit.testkit.tck.SchemaEvolutionTck;
import dev.crmkit.testkit.tck.ScoringTck;
import dev.crmkit.testkit.tck.StageMovesTck;
import dev.crmkit.testkit.tck.SuppressionsTck;
import dev.crmkit.testkit.tck.TagsTck;
import dev.crmkit.testkit.tck.TasksTck;
import dev.crmkit.testkit.tck.TimelineTck;
import dev.crmkit.testkit.tck.TransactionsTck;
import dev.crmkit.testkit.tck.ValuesTck;
import dev.crmkit.testkit.tck.ViewRunsTck;
import dev.crmkit.testkit.tck.ViewsTck;
import dev.crmkit.testkit.tck.VisibilityTck;
import dev.crmkit.testkit.tck.WatchersTck;
import dev.crmkit.testkit.tck.WorkspacesTck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The engine keeps its contract over PostgreSQL. */
class PostgresEngineKitsTest {
    @Nested
    class Channels extends ChannelsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Bulk extends BulkTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Imports extends ImportsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Duplicates extends DuplicatesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class BulkAccess extends BulkAccessTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class AddressRules extends AddressRulesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Timeline extends TimelineTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class ChannelAccess extends ChannelAccessTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Audit extends AuditTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class ChannelChoice extends ChannelChoiceTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class ChannelMerges extends ChannelMergesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Suppressions extends SuppressionsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Consent extends ConsentTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class DuplicateScans extends DuplicateScanTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Formulas extends FormulasTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Rollups extends RollupsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class ComputedModel extends ComputedModelTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Scoring extends ScoringTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Pipelines extends PipelinesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Views extends ViewsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class ViewRuns extends ViewRunsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class StageMoves extends StageMovesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Reports extends ReportsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class ReportModel extends ReportModelTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Merges extends MergesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class MergeRaces extends MergeRacesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class MergeAccess extends MergeAccessTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class MergeAttachments extends MergeAttachmentsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Erasing extends ErasingTck {
        private @Nullable DataSource place;

        @Override
        protected Storage newStorage() {
            DataSource fresh = Databases.pooledPostgres();
            place = fresh;
            return PostgresStorage.using(fresh);
        }

        @Override
        protected String everythingStored() {
            return RawRows.of(Objects.requireNonNull(place));
        }
    }

    @Nested
    class Records extends RecordsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Access extends AccessTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Claims extends ClaimsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Visibility extends VisibilityTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Archiving extends ArchivingTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Idempotency extends IdempotencyTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Relations extends RelationsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class SchemaEvolution extends SchemaEvolutionTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Workspaces extends WorkspacesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class DynamicLists extends DynamicListsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }

        @Override
        protected int writes() {
            return 600;
        }
    }

    @Nested
    class Lists extends ListsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Tags extends TagsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Watchers extends WatchersTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class AttachmentAccess extends AttachmentAccessTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Notes extends NotesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Tasks extends TasksTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Files extends FilesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Errors extends ErrorsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Jobs extends JobsTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Values extends ValuesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Filters extends FiltersTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Queries extends QueriesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class RelativeDates extends RelativeDatesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Aggregates extends AggregatesTck {
        @Override
        protected Storage newStorage() {
            return PostgresStorage.using(Databases.pooledPostgres());
        }
    }

    @Nested
    class Transactions extends TransactionsTck {
        private @Nullable DataSource place;

        @Override
        protected Storage newStorage() {
            DataSource fresh = Databases.pooledPostgres();
            place = fresh;
            return PostgresStorage.using(fresh);
        }

        @Override
        protected Connection hostConnection(Storage storage) throws SQLException {
            return Objects.requireNonNull(place).getConnection();
        }
    }
}
