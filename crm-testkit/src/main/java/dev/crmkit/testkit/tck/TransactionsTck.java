package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.job.Job;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ListQuery;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.spi.storage.HostTransaction;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Several calls in one transaction, the engine's own or the host's. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class TransactionsTck extends EngineTck {

    /** For subclasses. */
    protected TransactionsTck() {}

    /**
     * A connection to the place of the storage; needed if it declares {@code JOIN_HOST_TRANSACTION}. The kit closes it.
     *
     * @param storage what {@link #newStorage} gave
     * @throws SQLException fails the test
     */
    protected Connection hostConnection(Storage storage) throws SQLException {
        throw new UnsupportedOperationException("Override hostConnection(Storage): " + storage.name() + " declares "
                + StorageCapability.JOIN_HOST_TRANSACTION);
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("The calls of a transaction see each other, and others see all of them once it commits")
    void callsOfATransactionSeeEachOther() {
        Crm crm = Sales.in(crm());

        UUID acme = crm.inTransaction(inside -> {
            inside.schema()
                    .define(ObjectSchema.named("note").attribute("text", text()).build());
            CrmRecord company = Sales.company(inside, "Acme");
            UUID note = inside.records("note").create(Map.of("text", "Hello")).id();
            inside.relations().link(note, "about", company.id());
            inside.records(Sales.COMPANY).patch(company.id(), Map.of("employees", 3));

            assertThat(Sales.names(inside, Sales.COMPANY)).containsExactly("Acme");
            assertThat(inside.records(Sales.COMPANY).get(company.id()).version())
                    .isEqualTo(2);
            assertThat(inside.relations().incoming(company.id(), RelationQuery.all()))
                    .hasSize(1);
            assertThat(inside.timeline().of(company.id(), TimelineQuery.all())).hasSize(3);
            assertThat(inside.schema().recordCount(Sales.COMPANY)).isEqualTo(1);
            assertThat(inside.workspace()).isEqualTo(crm.workspace());
            assertThat(inside.actor()).isEqualTo(crm.actor());
            return company.id();
        });

        assertThat(crm.records(Sales.COMPANY).get(acme).version()).isEqualTo(2);
        assertThat(crm.records("note").list(ListQuery.all())).hasSize(1);
        assertThat(crm.relations().incoming(acme, RelationQuery.all())).hasSize(1);
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Nothing of a transaction is seen by others before it commits, and nothing at all when it throws")
    void nothingIsSeenBeforeTheCommit() {
        Crm crm = Sales.in(crm());
        Crm outside = crm();

        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    Sales.company(inside, "Acme");
                    inside.schema().renameAttribute(Sales.COMPANY, "employees", "headcount");
                    AtOnce.Outcome<List<String>> seen = AtOnce.run(1, () -> Sales.names(outside, Sales.COMPANY))
                            .get(0);
                    assertThat(seen.failure()).isNull();
                    assertThat(seen.result()).isEmpty();
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");

        assertThat(Sales.all(crm, Sales.COMPANY)).isZero();
        assertThat(crm.schema().get(Sales.COMPANY).findAttribute("employees")).isPresent();
        assertThat(crm.records(Sales.COMPANY)
                        .create(Map.of("name", "Acme", "employees", 1))
                        .version())
                .isEqualTo(1);
    }

    @Test
    @SpecRule({"REC-1", "ERR-2"})
    @DisplayName(
            "A call that fails within a transaction is undone by itself, and what comes before and after it is committed")
    void aFailedCallIsUndoneByItself() {
        Crm crm = Sales.in(crm());

        crm.useTransaction(inside -> {
            Sales.company(inside, "Before");
            assertThatThrownBy(() -> inside.records(Sales.COMPANY)
                            .createAll(List.of(Map.of("name", "Undone"), Map.of("name", "BEFORE"))))
                    .isInstanceOf(DuplicateValueException.class);
            assertThatThrownBy(() -> inside.schema()
                            .define(List.of(
                                    ObjectSchema.named("fine").build(),
                                    ObjectSchema.named("Not fine").build())))
                    .isInstanceOf(InvalidInputException.class);
            assertThat(inside.schema().find("fine")).isEmpty();
            Sales.company(inside, "Undone");
            Sales.company(inside, "After");
        });

        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Before", "Undone", "After");
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(3);
    }

    @Test
    @SpecRule({"REC-1", "ERR-2"})
    @DisplayName("A transaction within a transaction that throws is undone as a whole, and the outer one goes on")
    void aNestedTransactionIsUndoneAsAWhole() {
        Crm crm = Sales.in(crm());

        crm.useTransaction(outer -> {
            UUID acme = Sales.company(outer, "Acme").id();
            assertThatThrownBy(() -> outer.useTransaction(inner -> {
                        inner.records(Sales.COMPANY).patch(acme, Map.of("employees", 9));
                        Sales.company(inner, "Bolt");
                        inner.schema().deleteAttribute(Sales.COMPANY, "about");
                        inner.jobs().enqueue(Job.of("tck.never"));
                        throw new IllegalStateException("inner");
                    }))
                    .hasMessage("inner");
            assertThat(outer.records(Sales.COMPANY).get(acme).version()).isEqualTo(1);
            outer.records(Sales.COMPANY).patch(acme, Map.of("about", "still there"));
        });

        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactly("Acme");
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(1);
        assertThat(crm.jobs().counts().ready()).isZero();
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName("A storage that cannot join the host's transaction, or finds none to join, says so and does nothing")
    void whatCannotBeJoinedIsRefused() throws SQLException {
        Crm crm = Sales.in(crm());
        if (canJoin()) {
            try (Connection connection = hostConnection(storage())) {
                connection.setAutoCommit(true);
                assertThatThrownBy(() -> Sales.company(crm.joining(HostTransaction.on(connection)), "Acme"))
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("auto-commit");
            }
        } else {
            assertRefused(crm, joined -> Sales.company(joined, "Acme"));
        }
        assertThat(Sales.all(crm, Sales.COMPANY)).isZero();
    }

    /** A storage without the capability says so, by name, and leaves the host's connection alone. */
    private void assertRefused(Crm crm, Consumer<Crm> call) {
        Connection untouched = (Connection) Proxy.newProxyInstance(
                TransactionsTck.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (self, method, arguments) -> {
                    throw new AssertionError(method + " was called on the host's connection");
                });
        assertThatThrownBy(() -> call.accept(crm.joining(HostTransaction.on(untouched))))
                .isInstanceOfSatisfying(UnsupportedCapabilityException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.CAPABILITY_MISSING);
                    assertThat(refused.details())
                            .containsEntry("plugin", storage().name());
                })
                .hasMessageContaining(StorageCapability.JOIN_HOST_TRANSACTION.name());
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName(
            "What is written in the host's transaction is committed by the host, with its events and jobs, and not before")
    void theHostCommits() throws SQLException {
        Crm crm = Sales.in(crm());
        if (!canJoin()) {
            assertRefused(crm, joined -> joined.jobs().enqueue(Job.of("tck.never")));
            assertThat(crm.jobs().counts().ready()).isZero();
            return;
        }
        try (Connection connection = begun()) {
            Crm joined = crm.joining(HostTransaction.on(connection));

            UUID acme = Sales.company(joined, "Acme").id();
            joined.jobs().enqueue(Job.of("tck.never"));

            assertThat(joined.records(Sales.COMPANY).get(acme).version()).isEqualTo(1);
            assertThat(crm.records(Sales.COMPANY).find(acme)).isEmpty();
            assertThat(connection.getAutoCommit()).isFalse();
            connection.commit();

            assertThat(crm.records(Sales.COMPANY).get(acme).displayName()).isEqualTo("Acme");
            assertThat(crm.timeline().of(acme, TimelineQuery.all())).hasSize(1);
            assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(1);
            assertThat(crm.jobs().counts().ready()).isEqualTo(1);
        }
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName(
            "When the host rolls back, neither record nor event nor job nor schema change is left, and the engine has not kept them in mind")
    void theHostRollsBack() throws SQLException {
        Crm crm = Sales.in(crm());
        if (!canJoin()) {
            assertRefused(crm, joined -> joined.schema().addAttribute(Sales.COMPANY, "code", text()));
            assertThat(crm.schema().get(Sales.COMPANY).findAttribute("code")).isEmpty();
            return;
        }
        int events = crm.timeline().list(TimelineQuery.all()).items().size();
        try (Connection connection = begun()) {
            Crm joined = crm.joining(HostTransaction.on(connection));
            joined.schema().addAttribute(Sales.COMPANY, "code", text());
            UUID acme = joined.records(Sales.COMPANY)
                    .create(Map.of("name", "Acme", "code", "A"))
                    .id();
            joined.jobs().enqueue(Job.of("tck.never"));
            connection.rollback();

            assertThat(crm.records(Sales.COMPANY).find(acme)).isEmpty();
            assertThat(crm.timeline().list(TimelineQuery.all())).hasSize(events);
            assertThat(crm.jobs().counts().ready()).isZero();
            assertThat(crm.schema().get(Sales.COMPANY).findAttribute("code")).isEmpty();
            assertThat(Sales.company(crm, "Acme").version()).isEqualTo(1);
        }
    }

    @Test
    @SpecRule("EVT-1")
    @DisplayName("A schema that the host rolled back is not taken for the next one, though both have the same version")
    void aSchemaThatWasRolledBackIsForgotten() throws SQLException {
        Crm crm = Sales.in(crm());
        if (!canJoin()) {
            assertRefused(crm, joined -> joined.schema().get(Sales.COMPANY));
            return;
        }
        try (Connection connection = begun()) {
            Crm joined = crm.joining(HostTransaction.on(connection));
            joined.schema().addAttribute(Sales.COMPANY, "code", text());
            joined.records(Sales.COMPANY).create(Map.of("name", "Acme", "code", "A"));
            connection.rollback();
        }
        crm.schema().addAttribute(Sales.COMPANY, "size", number());

        UUID bolt = crm.records(Sales.COMPANY)
                .create(Map.of("name", "Bolt", "size", 3))
                .id();

        assertThat(crm.records(Sales.COMPANY).list(ListQuery.where(attr("size").eq(3))))
                .extracting(CrmRecord::id)
                .containsExactly(bolt);
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName(
            "A call that fails in the host's transaction is undone by itself, and the host's transaction stays usable")
    void aFailedCallLeavesTheHostsTransactionUsable() throws SQLException {
        Crm crm = Sales.in(crm());
        if (!canJoin()) {
            assertRefused(crm, joined -> joined.useTransaction(inside -> Sales.company(inside, "Acme")));
            assertThat(Sales.all(crm, Sales.COMPANY)).isZero();
            return;
        }
        try (Connection connection = begun()) {
            Crm joined = crm.joining(HostTransaction.on(connection));
            Sales.company(joined, "Before");
            assertThatThrownBy(() -> joined.records(Sales.COMPANY)
                            .createAll(List.of(Map.of("name", "Undone"), Map.of("name", "BEFORE"))))
                    .isInstanceOf(DuplicateValueException.class);
            assertThatThrownBy(() -> joined.useTransaction(inside -> {
                        Sales.company(inside, "Undone too");
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");

            try (Statement statement = connection.createStatement();
                    ResultSet one = statement.executeQuery("SELECT 1")) {
                assertThat(one.next()).isTrue();
            }
            Sales.company(joined, "After");
            connection.commit();
        }

        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Before", "After");
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(2);
    }

    private boolean canJoin() {
        return storage().capabilities().contains(StorageCapability.JOIN_HOST_TRANSACTION);
    }

    private Connection begun() throws SQLException {
        Connection connection = hostConnection(storage());
        connection.setAutoCommit(false);
        return connection;
    }
}
