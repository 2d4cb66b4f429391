package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.model.Actor;
import dev.crmkit.model.RecordState;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Records reached as the engine reaches them: through a storage, its migrations, its slots and its row-level security. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordsThroughStorageIT {
    private static final UUID DEAL = new UUID(1, 1);
    private static final UUID NAME = new UUID(2, 1);
    private static final UUID AMOUNT = new UUID(2, 2);
    private static final UUID STAGE = new UUID(2, 3);
    private static final UUID TAGS = new UUID(2, 4);
    private static final Instant THEN = Instant.parse("2024-02-29T12:00:00.000001Z");

    private EmbeddedPostgres server;

    enum Database {
        H2,
        POSTGRES,
        POSTGRES_WITHOUT_EXTENSIONS
    }

    @BeforeAll
    void startServer() throws Exception {
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    private Storage storage(Database database) throws Exception {
        return switch (database) {
            case H2 -> H2Storage.memory();
            case POSTGRES -> {
                postgres("drop database if exists plain", "create database plain");
                yield PostgresStorage.using(server.getDatabase("postgres", "plain"));
            }
            case POSTGRES_WITHOUT_EXTENSIONS -> {
                postgres(
                        "drop database if exists poor",
                        "drop role if exists poor",
                        "create database poor",
                        "create role poor login");
                execute(server.getDatabase("postgres", "poor"), "create schema crmkit authorization poor");
                yield PostgresStorage.using(server.getDatabase("poor", "poor"));
            }
        };
    }

    private void postgres(String... statements) throws Exception {
        execute(server.getPostgresDatabase(), statements);
    }

    private static void execute(javax.sql.DataSource dataSource, String... statements) throws Exception {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private static ObjectLayout layout(IndexKind amountKind, boolean indexed) {
        return new ObjectLayout(
                DEAL,
                false,
                List.of(
                        attribute(NAME, IndexKind.TEXT, indexed, List.of()),
                        attribute(AMOUNT, amountKind, indexed, List.of()),
                        attribute(STAGE, IndexKind.CHOICE, indexed, List.of("new", "won", "lost")),
                        attribute(TAGS, IndexKind.CHOICES, indexed, List.of("hot", "old"))));
    }

    private static ObjectLayout.AttributeLayout attribute(
            UUID id, IndexKind kind, boolean indexed, List<String> options) {
        return new ObjectLayout.AttributeLayout(
                id, false, List.of(new ObjectLayout.ComponentLayout("", kind, true, indexed)), options);
    }

    private static Field.Attribute field(UUID attribute, IndexKind kind) {
        return new Field.Attribute(attribute, "", kind);
    }

    private static RecordWrite deal(int number, boolean isNew, Map<Field.Attribute, IndexValue> index) {
        RecordState state = new RecordState("ada", null, null, THEN, Actor.user("ada"), THEN, null, THEN);
        StoredRecord record = new StoredRecord(
                new UUID(9, number), DEAL, isNew ? 1 : 2, "Deal " + number, state, "{\"n\": " + number + "}", "", "{}");
        return new RecordWrite(record, isNew, index, "deal " + number, List.of(), List.of());
    }

    private static Map<Field.Attribute, IndexValue> index(int number) {
        Map<Field.Attribute, IndexValue> index = new HashMap<>();
        index.put(field(NAME, IndexKind.TEXT), IndexValue.Text.of("Deal of Müller " + number));
        index.put(field(AMOUNT, IndexKind.NUMBER), new IndexValue.Decimal(BigDecimal.valueOf(number % 10)));
        index.put(field(STAGE, IndexKind.CHOICE), new IndexValue.Choice(number % 2 == 0 ? "won" : "new"));
        if (number % 3 == 0) {
            index.put(field(TAGS, IndexKind.CHOICES), new IndexValue.Choices(java.util.Set.of("hot")));
        }
        return index;
    }

    private static void fill(StorageTransaction transaction, boolean indexed) {
        transaction.schema().put(layout(IndexKind.NUMBER, indexed), "{}");
        List<RecordWrite> writes = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            writes.add(deal(number, true, index(number)));
        }
        assertThat(transaction.records().write(DEAL, writes)).isEmpty();
    }

    private static List<String> names(RecordStorage records, Predicate predicate, SortKey... sorts) {
        RecordQuery query = new RecordQuery(DEAL, predicate, ArchivedFilter.LIVE, List.of(sorts), null, 100);
        return records.list(query).records().stream()
                .map(StoredRecord::displayName)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void slots_and_documents_answer_alike(Database database) throws Exception {
        Predicate predicate = new Predicate.All(List.of(
                new Predicate.Matches(field(NAME, IndexKind.TEXT), Predicate.Where.INSIDE, "müller 1"),
                new Predicate.In(field(STAGE, IndexKind.CHOICE), List.of(new IndexValue.Choice("won"))),
                new Predicate.Not(new Predicate.HasAny(field(TAGS, IndexKind.CHOICES), java.util.Set.of("hot"))),
                new Predicate.Range(
                        field(AMOUNT, IndexKind.NUMBER), new IndexValue.Decimal(BigDecimal.ONE), false, null, false)));
        SortKey byAmount = new SortKey(field(AMOUNT, IndexKind.NUMBER), true);
        try (Storage storage = storage(database)) {
            storage.open(new StorageContext(null));
            for (boolean indexed : new boolean[] {true, false}) {
                String workspace = "indexed " + indexed;
                List<String> found = storage.inTransaction(TransactionRequest.write(workspace), transaction -> {
                    fill(transaction, indexed);
                    return names(transaction.records(), predicate, byAmount);
                });
                assertThat(found).containsExactly("Deal 16", "Deal 14");
                List<Boolean> served = storage.inTransaction(TransactionRequest.read(workspace), transaction -> {
                    RecordQuery query =
                            new RecordQuery(DEAL, Predicate.always(), ArchivedFilter.LIVE, List.of(byAmount), null, 10);
                    assertThat(transaction.records().plan(query)).isNotEmpty();
                    return transaction.records().accesses(query).stream()
                            .map(RecordStorage.FieldAccess::indexed)
                            .toList();
                });
                assertThat(served).containsExactly(indexed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void workspaces_do_not_see_each_other(Database database) throws Exception {
        try (Storage storage = storage(database)) {
            storage.open(new StorageContext(null));
            for (String workspace : List.of("one", "two")) {
                storage.inTransaction(TransactionRequest.write(workspace), transaction -> {
                    fill(transaction, true);
                    return true;
                });
            }
            int seen = storage.inTransaction(
                    TransactionRequest.write("one"),
                    transaction ->
                            names(transaction.records(), Predicate.always()).size());
            assertThat(seen).isEqualTo(60);
            assertThat(storage.capabilities().contains(StorageCapability.ROW_LEVEL_SECURITY))
                    .isEqualTo(database != Database.H2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void values_of_a_kind_that_was_changed_neither_show_nor_fail(Database database) throws Exception {
        Field.Attribute text = field(AMOUNT, IndexKind.TEXT);
        try (Storage storage = storage(database)) {
            storage.open(new StorageContext(null));
            for (boolean indexed : new boolean[] {true, false}) {
                TransactionRequest request = TransactionRequest.write("changing " + indexed);
                storage.inTransaction(request, transaction -> {
                    fill(transaction, indexed);
                    transaction.schema().put(layout(IndexKind.TEXT, indexed), "{}");
                    Map<Field.Attribute, IndexValue> index = new HashMap<>(index(7));
                    index.remove(field(AMOUNT, IndexKind.NUMBER));
                    index.put(text, IndexValue.Text.of("seven"));
                    transaction.records().write(DEAL, List.of(deal(7, false, index)));
                    return true;
                });
                storage.inTransaction(request, transaction -> {
                    Predicate hasValue = new Predicate.IsEmpty(text).negate();
                    assertThat(names(transaction.records(), hasValue, new SortKey(text, false)))
                            .containsExactly("Deal 7");
                    transaction.schema().put(layout(IndexKind.NUMBER, indexed), "{}");
                    Predicate any = new Predicate.Range(
                            field(AMOUNT, IndexKind.NUMBER),
                            new IndexValue.Decimal(BigDecimal.ZERO),
                            true,
                            null,
                            false);
                    assertThat(names(transaction.records(), any)).doesNotContain("Deal 7");
                    return true;
                });
            }
        }
    }

    @Test
    void a_database_without_trigrams_says_so() throws Exception {
        try (Storage rich = storage(Database.POSTGRES);
                Storage poor = storage(Database.POSTGRES_WITHOUT_EXTENSIONS)) {
            assertThat(rich.open(new StorageContext(null)).warnings()).isEmpty();
            StorageInfo info = poor.open(new StorageContext(null));
            assertThat(info.warnings()).anyMatch(warning -> warning.contains("pg_trgm"));
        }
    }
}
