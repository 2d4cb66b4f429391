package dev.crmkit.testkit;

import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.desc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineSmokeTest {
    @Test
    void theMainJob() {
        try (CrmEngine engine = CrmEngine.builder()
                .storage(InMemoryStorage.create())
                .clock(InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")))
                .build()) {
            Crm crm = engine.workspace("acme").as(Actor.user("ada"));
            crm.schema()
                    .define(List.of(
                            ObjectSchema.named("company")
                                    .attribute("name", text().required().unique())
                                    .attribute("industry", select("retail", "tech"))
                                    .build(),
                            ObjectSchema.named("deal")
                                    .attribute("name", text().required())
                                    .attribute("amount", currency("EUR"))
                                    .attribute("company", reference("company"))
                                    .build()));
            CrmRecord acme = crm.records("company").create(Map.of("name", "Acme", "industry", "retail"));
            CrmRecord deal =
                    crm.records("deal").create(Map.of("name", "Renewal", "amount", 12_000, "company", acme.id()));
            crm.records("deal").create(Map.of("name", "Small", "amount", 10, "company", acme.id()));
            Page<CrmRecord> big = crm.records("deal")
                    .list(where(attr("amount").gte(10_000))
                            .and(attr("company.industry").eq("retail"))
                            .orderBy(desc("amount"))
                            .limit(20)
                            .counted());
            assertThat(big.items()).extracting(CrmRecord::id).containsExactly(deal.id());
            assertThat(big.items().get(0).references("company").get(0).displayName())
                    .isEqualTo("Acme");
            CrmRecord patched = crm.records("deal").patch(deal.id(), Map.of("amount", 13_000));
            assertThat(patched.version()).isEqualTo(2);
            assertThat(crm.timeline().of(deal.id(), TimelineQuery.all()).items())
                    .hasSize(2);
            assertThat(crm.schema().recordCount("deal")).isEqualTo(2);
            assertThat(crm.records("deal")
                            .aggregate(AggregateQuery.of(Measure.sum("amount"), Measure.count())
                                    .groupBy(GroupKey.of("company")))
                            .groups())
                    .hasSize(1);
        }
    }
}
