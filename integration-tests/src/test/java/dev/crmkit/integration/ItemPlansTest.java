package dev.crmkit.integration;

import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** REC-5, FLT-6: indexes serve conditions over tags, whether many records have the tag or few. */
class ItemPlansTest {
    private static final int RECORDS = 6_000;
    private static final int CHUNK = 1_000;

    @Test
    @DisplayName("FLT-6 On PostgreSQL a tag's records are found by its key, in their order where there are many")
    void postgres() throws Exception {
        Map<String, String> plans = plans(Databases.postgres(), PostgresStorage::using);
        assertThat(plans.get("rare")).contains("crm_item_holder").doesNotContain("Seq Scan");
        assertThat(plans.get("common")).contains("crm_item_holder").doesNotContain("Seq Scan", "Sort");
    }

    @Test
    @DisplayName("FLT-6 On H2 every tag is found by each record's items")
    void h2() throws Exception {
        Map<String, String> plans = plans(Databases.h2(), H2Storage::using);
        assertThat(plans.get("rare").toLowerCase(Locale.ROOT)).contains("and record_id = r.id");
        assertThat(plans.get("common").toLowerCase(Locale.ROOT)).contains("and record_id = r.id");
    }

    private static Map<String, String> plans(DataSource source, Function<DataSource, Storage> open)
            throws SQLException {
        try (CrmEngine engine = CrmEngine.builder().storage(open.apply(source)).build()) {
            Crm crm = engine.workspace("acme").as(Actor.user("ada"));
            crm.schema()
                    .define(ObjectSchema.named("company")
                            .attribute("name", text())
                            .build());
            List<UUID> ids = new ArrayList<>();
            for (int from = 0; from < RECORDS; from += CHUNK) {
                List<UUID> chunk = crm
                        .records("company")
                        .createAll(IntStream.range(from, from + CHUNK)
                                .mapToObj(i -> Map.of("name", "Company " + i))
                                .toList())
                        .stream()
                        .map(CrmRecord::id)
                        .toList();
                crm.tags().add(chunk, List.of("common"));
                ids.addAll(chunk);
            }
            crm.tags().add(ids.subList(3_000, 3_003), List.of("rare"));
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("analyze");
            }
            ListQuery rare = ListQuery.where(attr(SystemFields.TAG).containsAny(List.of("rare")));
            ListQuery common = ListQuery.where(attr(SystemFields.TAG).containsAny(List.of("common")));
            assertThat(crm.records("company").list(rare)).hasSize(3);
            assertThat(crm.records("company").list(common)).hasSize(50);
            return Map.of(
                    "rare", crm.records("company").explain(rare).storagePlan(),
                    "common", crm.records("company").explain(common).storagePlan());
        }
    }
}
