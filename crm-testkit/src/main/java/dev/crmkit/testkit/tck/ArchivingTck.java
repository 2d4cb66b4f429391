package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How records are hidden and brought back. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ArchivingTck extends EngineTck {

    /** For subclasses. */
    protected ArchivingTck() {}

    @Test
    @SpecRule("REC-4")
    @DisplayName(
            "An archived record is hidden from lists and counts, stays readable by id, refuses changes, and comes back as it was")
    void archivingHidesAndRestoringBringsBack() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        CrmRecord acme = companies.create(Map.of("name", "Acme", "employees", 5));
        clock().advance(Duration.ofMinutes(1));

        CrmRecord archived = companies.archive(acme.id());

        assertThat(archived.isArchived()).isTrue();
        assertThat(archived.version()).isEqualTo(2);
        assertThat(archived.state().archivedAt()).isEqualTo(clock().instant());
        assertThat(companies.get(acme.id())).isEqualTo(archived);
        assertThat(companies.list(ListQuery.all())).isEmpty();
        assertThat(companies.count(ListQuery.all()).value()).isZero();
        assertThat(companies.list(ListQuery.all().search("acme"))).isEmpty();
        assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(1);
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isZero();
        assertThatThrownBy(() -> companies.patch(acme.id(), Map.of("employees", 6)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_ARCHIVED));
        clock().advance(Duration.ofMinutes(1));
        assertThat(companies.archive(acme.id())).isEqualTo(archived);

        CrmRecord restored = companies.restore(acme.id());

        assertThat(restored.values()).isEqualTo(acme.values());
        assertThat(restored.isArchived()).isFalse();
        assertThat(companies.restore(acme.id())).isEqualTo(restored);
        assertThat(companies.list(ListQuery.all())).containsExactly(restored);
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(1);
        assertThat(crm.timeline().of(acme.id(), TimelineQuery.all()).items())
                .extracting(CrmEvent::type)
                .containsExactly(EventTypes.RECORD_RESTORED, EventTypes.RECORD_ARCHIVED, EventTypes.RECORD_CREATED);
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName(
            "What is archived along comes back along, at every level; what was archived before, or by itself since, does not")
    void whatIsArchivedAlongComesBackAlong() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        UUID renewal = deal(crm, "Renewal", acme);
        UUID before = deal(crm, "Archived before", acme);
        UUID since = deal(crm, "Archived since", acme);
        UUID other = deal(crm, "Of another company", bolt);
        UUID call = crm.records(Sales.TASK)
                .create(Map.of("name", "Call", "deal", renewal))
                .id();
        RecordStore companies = crm.records(Sales.COMPANY);
        RecordStore deals = crm.records(Sales.DEAL);
        deals.archive(before);

        companies.archive(acme);

        assertThat(Sales.names(crm, Sales.DEAL)).containsExactly("Of another company");
        assertThat(Sales.names(crm, Sales.TASK)).isEmpty();
        assertThat(crm.schema().recordCount(Sales.DEAL)).isEqualTo(1);
        assertThat(crm.timeline().of(call, TimelineQuery.all()).items().get(0).type())
                .isEqualTo(EventTypes.RECORD_ARCHIVED);
        deals.restore(since);
        deals.archive(since);

        companies.restore(acme);

        assertThat(Sales.names(crm, Sales.DEAL)).containsExactlyInAnyOrder("Of another company", "Renewal");
        assertThat(Sales.names(crm, Sales.TASK)).containsExactly("Call");
        assertThat(crm.schema().recordCount(Sales.DEAL)).isEqualTo(2);
        assertThat(crm.records(Sales.TASK).get(call).version()).isEqualTo(3);
        assertThat(deals.get(other).version()).isEqualTo(1);
        assertThat(deals.get(before).isArchived()).isTrue();
        assertThat(deals.get(since).isArchived()).isTrue();
    }

    @Test
    @SpecRule({"REC-4", "VAL-5"})
    @DisplayName(
            "An archived record gives its unique values up; restoring it is refused while a live record holds one, and changes nothing")
    void uniquenessCountsLiveRecordsOnly() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID first = Sales.company(crm, "Acme").id();
        UUID deal = deal(crm, "Renewal", first);
        companies.archive(first);
        UUID second = Sales.company(crm, "ACME").id();
        CrmRecord archived = companies.get(first);

        assertThatThrownBy(() -> companies.restore(first))
                .isInstanceOfSatisfying(DuplicateValueException.class, duplicate -> {
                    assertThat(duplicate.findHolder()).contains(second);
                    assertThat(duplicate.code()).isEqualTo(ErrorCode.VALUE_DUPLICATE);
                });

        assertThat(companies.get(first)).isEqualTo(archived);
        assertThat(crm.records(Sales.DEAL).get(deal).isArchived()).isTrue();
        companies.patch(second, Map.of("name", "Bolt"));
        assertThat(companies.restore(first).isArchived()).isFalse();
        assertThat(crm.records(Sales.DEAL).get(deal).isArchived()).isFalse();
    }

    private static UUID deal(Crm crm, String name, UUID company) {
        return crm.records(Sales.DEAL)
                .create(Map.of("name", name, "company", company))
                .id();
    }
}
