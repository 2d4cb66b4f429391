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
import dev.crmkit.storage.h2.H2Storage;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** FLT-3: indexes serve conditions over texts, in whatever order the list is. */
class TextPlansTest {
    private static final int RECORDS = 3_000;

    @Test
    @DisplayName("FLT-3 On H2 the records of one text are found by the text's index, and come newest first")
    void h2() throws Exception {
        DataSource source = Databases.h2();
        try (CrmEngine engine =
                CrmEngine.builder().storage(H2Storage.using(source)).build()) {
            Crm crm = engine.workspace("acme").as(Actor.user("ada"));
            crm.schema()
                    .define(ObjectSchema.named("part")
                            .attribute("name", text())
                            .attribute("code", text())
                            .build());
            crm.records("part")
                    .createAll(IntStream.range(0, RECORDS)
                            .mapToObj(i -> Map.of("name", "Part", "code", "C-" + i))
                            .toList());
            CrmRecord later = crm.records("part").create(Map.of("name", "Part", "code", "c-17"));
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("analyze");
            }
            ListQuery query = ListQuery.where(attr("code").eq("C-17"));

            List<CrmRecord> found = crm.records("part").list(query).items();
            assertThat(found).hasSize(2);
            assertThat(found.get(0).id()).isEqualTo(later.id());
            assertThat(crm.records("part").explain(query).storagePlan().toLowerCase(Locale.ROOT))
                    .containsPattern("crm_record_t\\d+: t\\d+ >=");
        }
    }
}
