package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.error.StorageException;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-2. */
abstract class WorkspaceRules {
    private final StorageTck kit;

    WorkspaceRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-2.1")
    @DisplayName("A record of another workspace behaves exactly like an unknown one")
    void foreignRecords() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        Draft foreign = theirs.draft().named("theirs");
        theirs.store(foreign);
        mine.run(transaction -> {
            assertThat(transaction.records().load(List.of(foreign.id))).isEmpty();
            assertThat(transaction.records().lock(List.of(foreign.id))).isEmpty();
            assertThat(transaction.records().labels(List.of(foreign.id))).isEmpty();
            assertThat(transaction.edges().outgoing(foreign.id, null, null, 10)).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-2.1")
    @DisplayName("No question finds records of another workspace, even of the same object id")
    void foreignAnswers() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        // The same layout in both, so that only the workspace can tell the records apart.
        mine.run(transaction -> transaction.schema().put(theirs.main.layout(), "{}"));
        Draft foreign = theirs.draft().named("theirs").search("theirs");
        theirs.store(foreign);
        RecordQuery all = theirs.question(Predicate.always(), List.of());
        Grouping grouping = new Grouping(
                theirs.main.object,
                Predicate.always(),
                ArchivedFilter.ALL,
                List.of(),
                List.of(new Grouping.Computation(Measure.Function.COUNT, null)));
        mine.run(transaction -> {
            assertThat(transaction.records().list(all).records()).isEmpty();
            assertThat(transaction.records().count(all, 10).value()).isZero();
            assertThat(transaction.records().group(grouping))
                    .singleElement()
                    .satisfies(row -> assertThat(row.values()).containsExactly(0L));
        });
        assertThat(theirs.list(all, 10)).containsExactly(foreign.id);
    }

    @Test
    @SpecRule("STO-2.2")
    @DisplayName("Equal ids, unique keys, idempotency keys, names and counters of two workspaces do not meet")
    void sameNames() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        theirs.run(transaction -> transaction.schema().put(mine.main.layout(), "{}"));
        UUID id = mine.newId();
        UniqueKey key = Desk.key(mine.main, "same");
        for (Desk desk : List.of(mine, theirs)) {
            desk.run(transaction -> {
                Desk.store(
                        transaction,
                        new Draft(mine.main.object, id).named(desk.workspace).takes(key));
                transaction.documents().put("kind", "name", Json.of("of", desk.workspace));
                transaction.ledger().add("counter", 1);
                assertThat(transaction.ledger().claim("key", desk.workspace, Draft.MADE.plusSeconds(60), Draft.MADE))
                        .isEmpty();
                transaction.ledger().fulfil("key", "{}");
            });
        }
        for (Desk desk : List.of(mine, theirs)) {
            assertThat(desk.get(id).displayName()).isEqualTo(desk.workspace);
            desk.run(transaction -> {
                assertThat(transaction.documents().find("kind", "name").map(Json::compact))
                        .contains(Json.of("of", desk.workspace));
                assertThat(transaction.ledger().totals(Set.of("counter"))).containsEntry("counter", 1L);
                assertThat(transaction.ledger().claim("key", "again", Draft.MADE.plusSeconds(60), Draft.MADE))
                        .hasValueSatisfying(
                                known -> assertThat(known.fingerprint()).isEqualTo(desk.workspace));
            });
        }
    }

    @Test
    @SpecRule("STO-2.3")
    @DisplayName("An edge to a record of another workspace cannot be stored")
    void foreignEdge() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        Draft own = mine.draft();
        Draft foreign = theirs.draft();
        mine.store(own);
        theirs.store(foreign);
        for (Edge.Key key :
                List.of(new Edge.Key(own.id, "knows", foreign.id), new Edge.Key(foreign.id, "knows", own.id))) {
            assertThatThrownBy(() -> mine.run(transaction -> transaction.edges().put(List.of(new Edge(key, 0, "")))))
                    .isInstanceOf(StorageException.class);
        }
        mine.look(t -> assertThat(t.edges().outgoing(own.id, null, null, 10)).isEmpty());
        theirs.look(
                t -> assertThat(t.edges().incoming(foreign.id, null, null, 10)).isEmpty());
    }

    @Test
    @SpecRule("STO-2.4")
    @DisplayName("Definitions, settings and the schema version belong to one workspace")
    void foreignSchema() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        long before = mine.read(t -> t.workspace().schemaVersion());
        theirs.run(transaction -> {
            transaction.schema().putSettings(Json.of("zone", "UTC"));
            transaction.schema().put(theirs.main.layout(), "{}");
        });
        mine.run(transaction -> {
            assertThat(transaction.workspace().schemaVersion()).isEqualTo(before);
            assertThat(transaction.schema().settings()).isEmpty();
            assertThat(transaction.schema().definitions()).containsOnlyKeys(mine.main.object, mine.other.object);
            assertThat(transaction.schema().indexed(theirs.main.object)).isEmpty();
        });
    }

    @Test
    @SpecRule("STO-2.5")
    @DisplayName("Jobs and events of another workspace are neither seen nor touched")
    void foreignJobs() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        String kind = "foreign-" + theirs.workspace;
        NewJob job = new NewJob(theirs.newId(), kind, "{}", Duration.ZERO, null, null, 1);
        theirs.run(transaction -> {
            transaction.jobs().enqueue(List.of(job));
            transaction.events().append(List.of(EventRules.event(theirs, theirs.newId(), "seen", Draft.MADE)));
        });
        ClaimedJob claimed = kit.storage()
                .workQueue()
                .claim("node", Set.of(kind), 1, Duration.ofMinutes(1))
                .get(0);
        assertThat(claimed.workspace()).isEqualTo(theirs.workspace);
        mine.run(transaction -> {
            assertThat(transaction.jobs().counts().running()).isZero();
            assertThat(transaction.jobs().complete(claimed)).isFalse();
            assertThat(transaction.events().list(EventRules.all(10))).isEmpty();
        });
        kit.storage().workQueue().fail(claimed, "broken", null);
        mine.run(transaction -> {
            assertThat(transaction.jobs().dead(null, 10)).isEmpty();
            assertThat(transaction.jobs().requeue(job.id())).isFalse();
            assertThat(transaction.jobs().discard(job.id())).isFalse();
        });
        assertThat(theirs.<Boolean>write(t -> t.jobs().discard(job.id()))).isTrue();
    }

    @Test
    @SpecRule("STO-2.6")
    @DisplayName("A path does not cross into another workspace")
    void foreignPath() {
        Desk mine = kit.desk();
        Desk theirs = kit.desk();
        theirs.run(transaction -> transaction.schema().put(mine.other.layout(), "{}"));
        Draft target = new Draft(mine.other.object, theirs.newId()).named("target");
        theirs.store(target);
        Draft own =
                mine.draft().with(mine.main.of(IndexKind.REFERENCES), new IndexValue.References(List.of(target.id)));
        mine.store(own);
        Predicate via = new Predicate.Via(mine.main.of(IndexKind.REFERENCES), mine.other.object, Predicate.always());
        assertThat(mine.matching(via)).isEmpty();
        assertThat(mine.matching(via.negate())).containsExactly(own.id);
    }
}
