package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Role;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ListQuery;
import dev.crmkit.schema.IndexReport;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.VirtualClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** REC-1: what somebody changed behind the engine's back is found and mended. */
class IndexDriftTest {

    @Test
    @DisplayName("REC-1 On H2 a check finds exactly the places that differ, and building anew mends them")
    void h2() {
        check(Database.h2());
    }

    @Test
    @DisplayName("REC-1 On PostgreSQL a check finds exactly the places that differ, and building anew mends them")
    void postgres() {
        check(Database.postgres());
    }

    private static void check(Database database) {
        VirtualClock clock = VirtualClock.at(Instant.parse("2026-03-01T09:00:00Z"));
        ManualScheduler workers = ManualScheduler.on(clock);
        try (CrmEngine engine = CrmEngine.builder()
                .storage(database.storage().apply(database.dataSource()))
                .clock(clock)
                .scheduler(workers)
                .build()) {
            engine.start();
            Crm crm = engine.workspace("acme").as(Actor.user("ada"));
            crm.schema()
                    .define(ObjectSchema.named("thing")
                            .attribute("name", text().searchable())
                            .attribute("size", number())
                            .attribute("kind", select("a", "b"))
                            .attribute("marks", multiSelect("x", "y"))
                            .attribute("plain", number().notIndexed())
                            .build());
            List<CrmRecord> things = crm.records("thing")
                    .createAll(IntStream.range(0, 1_200)
                            .mapToObj(i -> Map.of(
                                    "name",
                                    "Thing " + i,
                                    "size",
                                    i,
                                    "kind",
                                    i % 2 == 0 ? "a" : "b",
                                    "marks",
                                    List.of("x"),
                                    "plain",
                                    i))
                            .toList());
            assertThat(crm.schema().checkIndexes("thing")).isEqualTo(new IndexReport(1_200, 0, List.of()));

            change(database, "n1 = -5", things.get(3));
            change(database, "t1 = null", things.get(700));
            change(database, "search = 'nothing'", things.get(701));
            change(database, "mv = null", things.get(702));
            change(database, "xvals = null", things.get(1_100));
            change(database, "k2 = 7", things.get(1_101));

            IndexReport report = crm.schema().checkIndexes("thing");
            assertThat(report.records()).isEqualTo(1_200);
            assertThat(report.faults()).isEqualTo(6);
            assertThat(report.isSound()).isFalse();
            assertThat(report.samples())
                    .extracting(
                            IndexReport.Fault::recordId,
                            IndexReport.Fault::field,
                            fault -> fault.place().split(" ")[0])
                    .containsExactlyInAnyOrder(
                            tuple(things.get(3).id(), "size", "n1"),
                            tuple(things.get(700).id(), "@display_name", "t1"),
                            tuple(things.get(701).id(), "", "search"),
                            tuple(things.get(702).id(), "", "mv"),
                            tuple(things.get(1_100).id(), "plain", "xvals"),
                            tuple(things.get(1_101).id(), "", "k2"));
            assertThat(report.samples())
                    .filteredOn(fault -> fault.place().equals("n1"))
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(Double.parseDouble(String.valueOf(fault.expected())))
                                .isEqualTo(3);
                        assertThat(Double.parseDouble(String.valueOf(fault.found())))
                                .isEqualTo(-5);
                    });
            assertThat(crm.records("thing").count(where(attr("size").lt(0))).value())
                    .isEqualTo(1);
            showsNothingHidden(engine, crm);

            crm.schema().rebuildIndexes("thing");
            workers.runUntilIdle();
            assertThat(crm.schema().checkIndexes("thing")).isEqualTo(new IndexReport(1_200, 0, List.of()));
            assertThat(crm.records("thing").count(where(attr("size").lt(0))).value())
                    .isZero();
            assertThat(crm.records("thing").list(ListQuery.all().limit(1_000)).items())
                    .extracting(CrmRecord::version)
                    .containsOnly(1L);
        }
    }

    private static void showsNothingHidden(CrmEngine engine, Crm crm) {
        crm.members().put(Member.of(crm.actor(), Role.OWNER));
        crm.members()
                .roles()
                .put(Role.named("builder")
                        .everywhere(ObjectRules.all())
                        .on("thing", ObjectRules.all().hide("size"))
                        .grant(Power.MANAGE_SCHEMA));
        crm.members().put(Member.of(Actor.user("bob"), "builder"));
        assertThat(engine.workspace("acme").as(Actor.user("bob")).schema().checkIndexes("thing"))
                .isEqualTo(new IndexReport(1_200, 6, List.of()));
    }

    private static void change(Database database, String change, CrmRecord record) {
        Database.execute(
                database.dataSource(), "update crmkit.crm_record set " + change + " where id = '" + record.id() + "'");
    }
}
