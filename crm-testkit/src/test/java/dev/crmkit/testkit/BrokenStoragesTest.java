package dev.crmkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexWork;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.testkit.tck.StorageTck;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit finds what it is there to find: each broken storage fails the rule that it breaks, by name. */
class BrokenStoragesTest {

    private static EngineExecutionResults run(Class<?> kit) {
        return EngineTestKit.engine("junit-jupiter").selectors(selectClass(kit)).execute();
    }

    private static Set<String> failedRules(EngineExecutionResults results) {
        Set<String> rules = new TreeSet<>();
        results.testEvents().failed().stream().forEach(event -> {
            Optional<TestDescriptor> at = Optional.of(event.getTestDescriptor());
            while (at.isPresent()) {
                at.get()
                        .getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getJavaMethod())
                        .ifPresent(method -> AnnotationSupport.findRepeatableAnnotations(method, SpecRule.class)
                                .forEach(rule -> rules.addAll(List.of(rule.value()))));
                at = at.get().getParent();
            }
        });
        return rules;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                LocksNothing.class,
                EmptiesFirst.class,
                PagesByOffset.class,
                LeaksWorkspaces.class,
                CommitsForItself.class,
                JoinsSilently.class,
                ComparesCase.class,
                WithoutFence.class,
                ThreeValued.class,
                WildcardsInLiterals.class,
                KeepsSavepoints.class,
                CountsPastTheCap.class,
                IgnoresLanes.class,
                ShowsArchived.class,
                ClaimsAlways.class,
                LeaksItems.class,
                HidesTakenItems.class,
                OrdersItemKeysByUnit.class,
                ForgetsUniqueKeys.class,
                KeepsMovesOfErased.class,
                MeasuresEverybody.class,
                RoundsPercentiles.class,
                ForgetsTheEmptyGroup.class,
                FindsNoFaults.class,
                AdvancesAlways.class
            })
    @DisplayName("A broken storage fails the rules it breaks")
    void fails(Class<?> broken) {
        Set<String> expected = Set.of(broken.getAnnotation(SpecRule.class).value());
        assertThat(failedRules(run(broken)))
                .as("%s breaks %s", broken.getSimpleName(), expected)
                .containsAll(expected);
    }

    @Test
    @DisplayName("The same kit passes on the honest storage, and says so in one line")
    void passes() {
        EngineExecutionResults results = run(Honest.class);
        assertThat(failedRules(results)).isEmpty();
        assertThat(results.testEvents().failed().count()).isZero();
        assertThat(results.containerEvents().failed().count()).isZero();
        assertThat(results.testEvents().succeeded().count()).isGreaterThan(120);
        assertThat(results.allEvents().reportingEntryPublished().stream()
                        .map(event -> event.getRequiredPayload(org.junit.platform.engine.reporting.ReportEntry.class)
                                .getKeyValuePairs()
                                .get("StorageTck")))
                .singleElement()
                .asString()
                .matches("StorageTck on in-memory storage: rules proved: \\d{3}, tests passed: "
                        + results.testEvents().succeeded().count() + ", refusals checked: 2");
    }

    /** A small kit, so that many can run. */
    abstract static class SmallTck extends StorageTck {
        @Override
        protected Storage newStorage() {
            return bent().over(InMemoryStorage.create());
        }

        abstract BentStorage bent();

        @Override
        protected int modelRecords() {
            return 60;
        }

        @Override
        protected int modelQuestions() {
            return 60;
        }

        @Override
        protected int crowd() {
            return 200;
        }

        @Override
        protected int racers() {
            return 6;
        }
    }

    static class Honest extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage();
        }
    }

    @SpecRule("STO-4.6")
    static class LocksNothing extends SmallTck {
        @Override
        @SuppressWarnings("unchecked")
        BentStorage bent() {
            return new BentStorage()
                    .bend(RecordStorage.class, "lock", (honest, given) -> honest.load((Collection<UUID>) given[0]));
        }
    }

    /** The whole answer to a question, for storages that page in their own way. */
    private static List<StoredRecord> whole(RecordStorage honest, RecordQuery query) {
        return honest.list(new RecordQuery(
                        query.objectId(), query.predicate(), query.archived(), query.sorts(), null, 1_000))
                .records();
    }

    private static RecordPage slice(List<StoredRecord> records, int from, int limit) {
        int to = Math.min(records.size(), from + limit);
        return new RecordPage(
                records.subList(from, to), to < records.size() ? new Position(List.of(), new UUID(0, to)) : null);
    }

    private static int offset(RecordQuery query) {
        Position after = query.after();
        return after == null ? 0 : (int) after.id().getLeastSignificantBits();
    }

    @SpecRule({"STO-7.10", "STO-7.11"})
    static class ForgetsTheEmptyGroup extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(RecordStorage.class, "heads", (honest, given) -> {
                GroupHeads asked = (GroupHeads) given[0];
                List<RecordPage> pages = new ArrayList<>(honest.heads(asked));
                int empties = asked.values().indexOf(null);
                if (empties >= 0) {
                    pages.set(empties, new RecordPage(List.of(), null));
                }
                return pages;
            });
        }
    }

    @SpecRule("STO-7.9")
    static class PagesByOffset extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(RecordStorage.class, "list", (honest, given) -> {
                RecordQuery query = (RecordQuery) given[0];
                List<StoredRecord> all = whole(honest, query);
                return slice(all, Math.min(all.size(), Math.max(0, offset(query))), query.limit());
            });
        }
    }

    @SpecRule("STO-7.2")
    static class EmptiesFirst extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(RecordStorage.class, "list", (honest, given) -> {
                RecordQuery query = (RecordQuery) given[0];
                List<StoredRecord> all = new ArrayList<>(whole(honest, query));
                if (!query.sorts().isEmpty()) {
                    Predicate empty = new Predicate.IsEmpty(query.sorts().get(0).field());
                    List<StoredRecord> empties = whole(
                            honest,
                            new RecordQuery(
                                    query.objectId(),
                                    new Predicate.All(List.of(query.predicate(), empty)),
                                    query.archived(),
                                    query.sorts(),
                                    null,
                                    1_000));
                    all.removeAll(empties);
                    all.addAll(0, empties);
                }
                return slice(all, Math.min(all.size(), Math.max(0, offset(query))), query.limit());
            });
        }
    }

    @SpecRule("STO-2.1")
    static class LeaksWorkspaces extends SmallTck {
        private final Set<String> workspaces = ConcurrentHashMap.newKeySet();

        @Override
        protected Storage newStorage() {
            InMemoryStorage honest = InMemoryStorage.create();
            return new BentStorage()
                    .bend(Storage.class, "inTransaction", (storage, given) -> {
                        workspaces.add(((TransactionRequest) given[0]).workspace());
                        return storage.inTransaction((TransactionRequest) given[0], work(given[1]));
                    })
                    .bend(RecordStorage.class, "load", (records, given) -> {
                        List<StoredRecord> found = new ArrayList<>(records.load(ids(given[0])));
                        for (String workspace : found.isEmpty() ? workspaces : Set.<String>of()) {
                            found.addAll(honest.inTransaction(
                                    TransactionRequest.read(workspace),
                                    other -> other.records().load(ids(given[0]))));
                        }
                        return found;
                    })
                    .over(honest);
        }

        @SuppressWarnings("unchecked")
        private static Collection<UUID> ids(Object given) {
            return (Collection<UUID>) given;
        }

        @Override
        BentStorage bent() {
            return new BentStorage();
        }
    }

    /** An item that this workspace does not have is taken from another. */
    @SpecRule("STO-15.11")
    static class LeaksItems extends SmallTck {
        private final Set<String> workspaces = ConcurrentHashMap.newKeySet();

        @Override
        protected Storage newStorage() {
            InMemoryStorage honest = InMemoryStorage.create();
            return new BentStorage()
                    .bend(Storage.class, "inTransaction", (storage, given) -> {
                        workspaces.add(((TransactionRequest) given[0]).workspace());
                        return storage.inTransaction((TransactionRequest) given[0], work(given[1]));
                    })
                    .bend(ItemStorage.class, "load", (items, given) -> {
                        List<StoredItem> found = new ArrayList<>(items.load(LeaksWorkspaces.ids(given[0])));
                        for (String workspace : found.isEmpty() ? workspaces : Set.<String>of()) {
                            found.addAll(honest.inTransaction(
                                    TransactionRequest.read(workspace),
                                    other -> other.items().load(LeaksWorkspaces.ids(given[0]))));
                        }
                        return found;
                    })
                    .over(honest);
        }

        @Override
        BentStorage bent() {
            return new BentStorage();
        }
    }

    @SpecRule({"STO-15.2", "STO-15.3"})
    static class HidesTakenItems extends SmallTck {
        @Override
        @SuppressWarnings("unchecked")
        BentStorage bent() {
            return new BentStorage().bend(ItemStorage.class, "insert", (honest, given) -> {
                honest.insert((Collection<StoredItem>) given[0]);
                return Set.of();
            });
        }
    }

    /** As Java and H2 compare texts. */
    @SpecRule("STO-15.9")
    static class OrdersItemKeysByUnit extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            ItemStorage.class,
                            "keys",
                            (honest, given) ->
                                    honest
                                            .keys((String) given[0], (String) given[1], (String) given[2], (Integer)
                                                    given[3])
                                            .stream()
                                            .sorted(Comparator.comparing(ItemStorage.KeyCount::key))
                                            .toList());
        }
    }

    /** What is left of them would be history of somebody who asked to be forgotten. */
    @SpecRule("STO-16.4")
    static class KeepsMovesOfErased extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            MoveStorage.class,
                            "remove",
                            (honest, given) -> honest.list(LeaksWorkspaces.ids(given[0]), null, 1_000)
                                    .size());
        }
    }

    /** Reports would tell of records that their reader may not see. */
    @SpecRule("STO-16.9")
    static class MeasuresEverybody extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(MoveStorage.class, "spans", (honest, given) -> {
                SpanQuery query = (SpanQuery) given[0];
                return honest.spans(new SpanQuery(
                        query.objectId(),
                        Predicate.always(),
                        query.archived(),
                        query.source(),
                        query.keys(),
                        query.percentiles()));
            });
        }
    }

    /** As databases do that keep milliseconds. */
    @SpecRule("STO-16.6")
    static class RoundsPercentiles extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(MoveStorage.class, "spans", (honest, given) -> {
                List<SpanQuery.Row> rows = new ArrayList<>();
                for (SpanQuery.Row row : honest.spans((SpanQuery) given[0])) {
                    List<Duration> rounded = new ArrayList<>();
                    row.percentiles().forEach(time -> rounded.add(time.truncatedTo(ChronoUnit.MILLIS)));
                    rows.add(new SpanQuery.Row(
                            row.from(), row.to(), row.keys(), row.count(), row.records(), row.total(), rounded));
                }
                return rows;
            });
        }
    }

    /** As a check that trusts what it wrote. */
    @SpecRule("STO-17.6")
    static class FindsNoFaults extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(IndexStorage.class, "faults", (honest, given) -> List.of());
        }
    }

    /** As a storage that takes the lock to find out that it has nothing to do. */
    @SpecRule("STO-17.3")
    static class AdvancesAlways extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            IndexStorage.class,
                            "advance",
                            (honest, given) -> new IndexWork(Set.of(UUID.randomUUID()), 1, null));
        }
    }

    @SuppressWarnings("unchecked")
    private static TransactionWork<Object> work(Object given) {
        return (TransactionWork<Object>) given;
    }

    private static Object withoutHost(Storage honest, Object[] given) {
        TransactionRequest request = (TransactionRequest) given[0];
        return honest.inTransaction(new TransactionRequest(request.workspace(), request.mode(), null), work(given[1]));
    }

    @SpecRule({"STO-14.2", "STO-14.3"})
    static class CommitsForItself extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            Storage.class,
                            "capabilities",
                            (honest, given) -> Set.of(StorageCapability.JOIN_HOST_TRANSACTION))
                    .bend(Storage.class, "inTransaction", BrokenStoragesTest::withoutHost);
        }

        @Override
        protected Connection hostConnection(Storage storage) throws SQLException {
            return DriverManager.getConnection("jdbc:h2:mem:host;DB_CLOSE_DELAY=-1");
        }
    }

    @SpecRule("STO-14.1")
    static class JoinsSilently extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(Storage.class, "inTransaction", BrokenStoragesTest::withoutHost);
        }
    }

    @SpecRule("STO-6.4")
    static class ComparesCase extends SmallTck {
        @Override
        @SuppressWarnings("unchecked")
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            RecordStorage.class,
                            "write",
                            (honest, given) -> honest.write(
                                    (UUID) given[0],
                                    ((List<RecordWrite>) given[1])
                                            .stream()
                                                    .map(ComparesCase::unfolded)
                                                    .toList()));
        }

        private static RecordWrite unfolded(RecordWrite write) {
            Map<Field.Attribute, IndexValue> index = new HashMap<>(write.index());
            index.replaceAll((field, value) ->
                    value instanceof IndexValue.Text text ? new IndexValue.Text(text.raw(), text.raw()) : value);
            return new RecordWrite(
                    write.record(), write.isNew(), index, write.searchText(), write.takenKeys(), write.releasedKeys());
        }
    }

    @SpecRule("STO-13.14")
    static class WithoutFence extends SmallTck {
        private final Map<UUID, ClaimedJob> latest = new ConcurrentHashMap<>();

        @Override
        @SuppressWarnings("unchecked")
        BentStorage bent() {
            return new BentStorage()
                    .bend(WorkQueue.class, "claim", (honest, given) -> {
                        List<ClaimedJob> jobs = honest.claim(
                                (String) given[0], (Set<String>) given[1], (Integer) given[2], (Duration) given[3]);
                        jobs.forEach(job -> latest.put(job.id(), job));
                        return jobs;
                    })
                    .bend(JobStorage.class, "complete", (honest, given) -> {
                        ClaimedJob job = (ClaimedJob) given[0];
                        return honest.complete(latest.getOrDefault(job.id(), job));
                    });
        }
    }

    /** Rewrites the predicate of every list. */
    private static BentStorage listing(java.util.function.UnaryOperator<Predicate> rewrite) {
        return new BentStorage().bend(RecordStorage.class, "list", (honest, given) -> {
            RecordQuery query = (RecordQuery) given[0];
            return honest.list(new RecordQuery(
                    query.objectId(),
                    rewrite.apply(query.predicate()),
                    query.archived(),
                    query.sorts(),
                    query.after(),
                    query.limit()));
        });
    }

    /** As SQL does it: what is not equal to null is not unequal either. */
    @SpecRule("STO-6.2")
    static class ThreeValued extends SmallTck {
        @Override
        BentStorage bent() {
            return listing(predicate -> predicate instanceof Predicate.Not not && not.part() instanceof Predicate.In in
                    ? new Predicate.All(List.of(predicate, new Predicate.IsEmpty(in.field()).negate()))
                    : predicate);
        }
    }

    @SpecRule("STO-6.5")
    static class WildcardsInLiterals extends SmallTck {
        @Override
        BentStorage bent() {
            return listing(predicate -> predicate instanceof Predicate.Matches matches
                            && matches.literal().equals("%")
                    ? new Predicate.IsEmpty(matches.field()).negate()
                    : predicate);
        }
    }

    @SpecRule({"STO-1.4", "STO-5.5"})
    static class KeepsSavepoints extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(StorageTransaction.class, "atomically", (honest, given) -> ((Supplier<?>) given[0]).get());
        }
    }

    @SpecRule("STO-8.1")
    static class CountsPastTheCap extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            RecordStorage.class,
                            "count",
                            (honest, given) -> new Count(
                                    honest.count((RecordQuery) given[0], 10_000).value(), true));
        }
    }

    @SpecRule("STO-13.17")
    static class IgnoresLanes extends SmallTck {
        @Override
        @SuppressWarnings("unchecked")
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            JobStorage.class,
                            "enqueue",
                            (honest, given) -> honest.enqueue(((List<NewJob>) given[0])
                                    .stream()
                                            .map(job -> new NewJob(
                                                    job.id(),
                                                    job.kind(),
                                                    job.payload(),
                                                    job.delay(),
                                                    null,
                                                    job.dedupeKey(),
                                                    job.maxAttempts()))
                                            .toList()));
        }
    }

    /** A list shows archived records among the live ones. */
    @SpecRule("STO-6.10")
    static class ShowsArchived extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage().bend(RecordStorage.class, "list", (honest, given) -> {
                RecordQuery query = (RecordQuery) given[0];
                return honest.list(new RecordQuery(
                        query.objectId(),
                        query.predicate(),
                        ArchivedFilter.ALL,
                        query.sorts(),
                        query.after(),
                        query.limit()));
            });
        }
    }

    @SpecRule({"STO-11.1", "STO-11.2"})
    static class ClaimsAlways extends SmallTck {
        @Override
        BentStorage bent() {
            return new BentStorage()
                    .bend(LedgerStorage.class, "claim", (honest, given) -> Optional.empty())
                    .bend(LedgerStorage.class, "fulfil", (honest, given) -> null);
        }
    }

    @SpecRule({"STO-5.1", "STO-5.6"})
    static class ForgetsUniqueKeys extends SmallTck {
        @Override
        @SuppressWarnings("unchecked")
        BentStorage bent() {
            return new BentStorage()
                    .bend(
                            RecordStorage.class,
                            "write",
                            (honest, given) -> honest.write(
                                    (UUID) given[0],
                                    ((List<RecordWrite>) given[1])
                                            .stream()
                                                    .map(write -> new RecordWrite(
                                                            write.record(),
                                                            write.isNew(),
                                                            write.index(),
                                                            write.searchText(),
                                                            List.of(),
                                                            List.of()))
                                                    .toList()));
        }
    }
}
