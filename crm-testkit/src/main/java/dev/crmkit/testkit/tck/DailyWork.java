package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.job.Job;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.money.RateTable;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.ObjectChange;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a workspace does all day, step by step, with something of every part of the API in it. Not thread-safe. */
final class DailyWork {
    private final Crm crm;
    private final Map<String, UUID> ids = new HashMap<>();

    DailyWork(Crm crm) {
        this.crm = crm;
    }

    /** The steps, in order; each gives what the workspace sees. */
    static List<Function<DailyWork, Object>> script() {
        List<Function<DailyWork, Object>> steps = new ArrayList<>();
        steps.add(work -> work.crm.schema().list());
        steps.add(work -> work.companies().list(ListQuery.all()));
        steps.add(work -> Sales.in(work.crm).schema().list().size());
        for (String name : List.of("Acme", "Bolt", "Cup")) {
            steps.add(work -> work.create(name));
        }
        steps.add(work -> work.companies().create(Map.of("name", "ACME")));
        steps.add(work -> work.companies().create(Map.of("name", "Dot"), WriteOptions.idempotencyKey("one")));
        steps.add(work -> work.companies().create(Map.of("name", "Dot"), WriteOptions.idempotencyKey("one")));
        steps.add(work -> work.companies().create(Map.of("name", "Eel"), WriteOptions.idempotencyKey("one")));
        steps.add(work -> work.companies().patch(work.id("Acme"), Map.of("employees", 5, "industry", "tech")));
        steps.add(work -> work.companies().patch(work.id("Acme"), Map.of("employees", 5)));
        steps.add(work -> work.companies().patch(work.id("Bolt"), Map.of("parent", work.id("Acme"))));
        steps.add(work -> work.companies().patch(work.id("Acme"), Map.of("parent", work.id("Bolt"))));
        steps.add(
                work -> work.crm.relations().link(work.id("Acme"), "supplies", work.id("Cup"), Map.of("since", 2020)));
        steps.add(work -> work.crm.relations().outgoing(work.id("Acme"), RelationQuery.all()));
        steps.add(work -> work.crm.relations().incoming(work.id("Acme"), RelationQuery.all()));
        steps.add(work -> work.companies()
                .list(ListQuery.all().orderBy(Sort.asc("name")).limit(2).counted()));
        steps.add(work ->
                work.companies().list(ListQuery.where(attr("employees").gte(1)).search("acme")));
        steps.add(work -> work.companies().count(ListQuery.all()));
        steps.add(work -> work.companies()
                .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("employees"))
                        .groupBy(GroupKey.of("industry"))));
        steps.add(work -> work.companies().archive(work.id("Cup")));
        steps.add(work -> work.create("CUP"));
        steps.add(work -> work.companies().restore(work.id("Cup")));
        steps.add(work -> work.companies().list(ListQuery.all().archived(ArchivedFilter.ALL)));
        steps.add(work -> work.crm.schema().renameAttribute(Sales.COMPANY, "employees", "headcount"));
        steps.add(work -> work.crm
                .schema()
                .addAttribute(Sales.COMPANY, "code", Attributes.text().unique()));
        steps.add(work ->
                work.crm.schema().alter(Sales.COMPANY, ObjectChange.none().singular("Firm")));
        steps.add(work -> work.companies().patch(work.id("Acme"), Map.of("employees", 6)));
        steps.add(work -> work.companies().patch(work.id("Acme"), Map.of("headcount", 6, "code", "A")));
        steps.add(work -> work.crm.schema().recordCount(Sales.COMPANY));
        steps.add(work -> {
            work.crm.rates().put("month", new RateTable("EUR", Map.of("USD", new BigDecimal("0.9"))));
            return work.crm.rates().names() + " " + work.crm.rates().find("month");
        });
        steps.add(work ->
                work.crm.rates().remove("month") + " " + work.crm.rates().names());
        steps.add(work -> {
            work.crm.configure(WorkspaceSettings.standard().zone(ZoneId.of("Asia/Tokyo")));
            return work.crm.settings();
        });
        steps.add(work -> work.crm
                .jobs()
                .enqueue(Job.of("tck.never").dedupeKey("only one"))
                .isPresent());
        steps.add(work -> work.crm
                .jobs()
                .enqueue(Job.of("tck.never").dedupeKey("only one"))
                .isPresent());
        steps.add(work -> work.crm.jobs().counts());
        steps.add(work -> work.crm.jobs().listDead());
        steps.add(work -> work.crm.timeline().of(work.id("Acme"), TimelineQuery.all()));
        steps.add(work -> work.crm.timeline().list(TimelineQuery.all().limit(20)));
        steps.add(work -> work.crm.inTransaction(inside -> {
            inside.records(Sales.COMPANY).create(Map.of("name", "Fig"));
            return inside.records(Sales.COMPANY).count(ListQuery.all());
        }));
        return steps;
    }

    private RecordStore companies() {
        return crm.records(Sales.COMPANY);
    }

    private CrmRecord create(String name) {
        CrmRecord record = Sales.company(crm, name);
        ids.putIfAbsent(name, record.id());
        return record;
    }

    /** The id of a company of that name, or of none if it could not be created. */
    private UUID id(String name) {
        @Nullable UUID id = ids.get(name);
        return id == null ? new UUID(0, 0) : id;
    }
}
