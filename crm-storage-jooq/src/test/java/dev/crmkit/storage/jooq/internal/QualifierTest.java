package dev.crmkit.storage.jooq.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualifierTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "select * from crm_job j | select * from acme.crm_job j",
                "select crm_job.id from crm_job | select acme.crm_job.id from acme.crm_job",
                "select crm_leave(?) | select acme.crm_leave(?)",
                "select 'crm_job', x.crm_y | select 'crm_job', x.crm_y",
                "select 'it''s crm_job' from crm_event | select 'it''s crm_job' from acme.crm_event",
                "select * from acme.crm_job | select * from acme.crm_job",
                "select my_crm_job from t | select my_crm_job from t",
                "select $1 | select $1"
            })
    void our_names_and_no_others_get_the_schema(String statement, String qualified) {
        assertThat(new Qualifier("acme").qualify(statement)).isEqualTo(qualified);
    }
}
