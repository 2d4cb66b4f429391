package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryStorage;
import dev.crmkit.testkit.SpecRule;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The engine keeps its contract over the storage in the heap. */
class EngineKitsTest {
    @Nested
    class MergeRaces extends MergeRacesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Exports extends ExportsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ExportAccess extends ExportAccessTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Duplicates extends DuplicatesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class MergeAccess extends MergeAccessTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class MergeAttachments extends MergeAttachmentsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Erasing extends ErasingTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class DuplicateScans extends DuplicateScanTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Formulas extends FormulasTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Rollups extends RollupsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ComputedModel extends ComputedModelTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Placements extends PlacementsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Records extends RecordsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class BulkAccess extends BulkAccessTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Bulk extends BulkTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Imports extends ImportsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Access extends AccessTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Timeline extends TimelineTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Claims extends ClaimsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Audit extends AuditTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Scoring extends ScoringTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Visibility extends VisibilityTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Archiving extends ArchivingTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Idempotency extends IdempotencyTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Relations extends RelationsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Indexes extends IndexesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class SchemaEvolution extends SchemaEvolutionTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Workspaces extends WorkspacesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Errors extends ErrorsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Merges extends MergesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Pipelines extends PipelinesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Views extends ViewsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ViewRuns extends ViewRunsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class StageMoves extends StageMovesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Reports extends ReportsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ReportModel extends ReportModelTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Jobs extends JobsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Tags extends TagsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Watchers extends WatchersTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Transactions extends TransactionsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Channels extends ChannelsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class AttachmentAccess extends AttachmentAccessTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Notes extends NotesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class AddressRules extends AddressRulesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ChannelAccess extends ChannelAccessTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ChannelChoice extends ChannelChoiceTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class ChannelMerges extends ChannelMergesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Lists extends ListsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class DynamicLists extends DynamicListsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Suppressions extends SuppressionsTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Consent extends ConsentTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Tasks extends TasksTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Nested
    class Files extends FilesTck {
        @Override
        protected Storage newStorage() {
            return InMemoryStorage.create();
        }
    }

    @Test
    void everyRuleOfTheseKitsHasATest() {
        Set<String> proved = new TreeSet<>();
        Stream.of(EngineKitsTest.class.getDeclaredClasses())
                .map(Class::getSuperclass)
                .flatMap(kit -> Arrays.stream(kit.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(EngineKitsTest::rules)
                .forEach(proved::addAll);
        assertThat(proved)
                .contains(
                        "REC-1", "REC-2", "REC-3", "REC-4", "REC-5", "REC-6", "REC-7", "REC-8", "REC-9", "WSP-1",
                        "WSP-3", "WSP-4", "WSP-5", "ERR-1", "ERR-2", "SEQ-6", "SEQ-7");
    }

    private static List<String> rules(Method test) {
        SpecRule rule = test.getAnnotation(SpecRule.class);
        assertThat(rule).as("%s names its rule", test).isNotNull();
        return List.of(rule.value());
    }
}
