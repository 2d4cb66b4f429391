package dev.crmkit.benchmarks.compare;

import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.asc;
import static dev.crmkit.query.Sort.desc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is asked of the hand-written tables, so that a reader sees whether one would write it so. */
class QuestionsTest {
    private static final String NAMES = "select d.*, (select x.name from n_w5_company x where x.id = d.company),"
            + " (select x.name from n_w5_person x where x.id = d.contact) from (select r.* from n_w5_deal r where ";

    @Test
    @DisplayName("A page is one statement, with the names of the records that its rows refer to")
    void page() {
        ListQuery query = where(attr("stage").eq("stage_01").and(attr("amount").between(1, 2)))
                .orderBy(desc("amount"))
                .limit(50);

        assertThat(statement(Database.POSTGRES, Question.Listing.of(query)))
                .isEqualTo(NAMES
                        + "(r.stage = ? and r.amount between ? and ?) order by r.amount desc, r.id desc limit 50) d");
    }

    @Test
    @DisplayName("A further page begins behind the last row, as a range of the index in each database's own way")
    void furtherPage() {
        ListQuery query = ListQuery.all().orderBy(desc("amount")).limit(50);
        Question after = new Question.Listing(query, new Question.Mark(1, new UUID(0, 1)), null);

        assertThat(statement(Database.POSTGRES, after)).contains("where (r.amount, r.id) < (?, ?) order by");
        assertThat(statement(Database.H2, after))
                .contains("where (r.amount <= ? and (r.amount < ? or r.id < ?)) order by");
    }

    @Test
    @DisplayName("NULLS LAST stands only where there may be nulls, and on H2 what is tied leads the order")
    void order() {
        Question byFee = Question.Listing.of(where(attr("stage").eq("stage_01")).orderBy(desc("fee"), asc("name")));
        Question newest = Question.Listing.of(where(attr("stage").eq("stage_01")));

        assertThat(statement(Database.POSTGRES, byFee))
                .contains(
                        "order by r.fee desc nulls last, r.fee_currency desc nulls last, lower(r.name) asc, r.id asc");
        assertThat(statement(Database.POSTGRES, newest)).contains("order by r.id desc");
        assertThat(statement(Database.H2, newest)).contains("order by r.stage desc, r.id desc");
    }

    @Test
    @DisplayName("A path is EXISTS by the primary key, and its negation NOT EXISTS")
    void paths() {
        assertThat(statement(
                        Database.POSTGRES,
                        Question.Listing.of(where(attr("company.industry").eq("industry_01")))))
                .contains("where exists (select 1 from n_w5_company x where x.id = r.company and x.industry = ?)");
        assertThat(statement(
                        Database.POSTGRES,
                        Question.Listing.of(where(attr("company.country").notIn("country_01", "country_02")))))
                .contains(
                        "where not exists (select 1 from n_w5_company x where x.id = r.company and x.country in (?, ?))");
    }

    @Test
    @DisplayName("Members of a list are found by the primary key of the table of lists")
    void members() {
        assertThat(statement(
                        Database.POSTGRES,
                        Question.Listing.of(where(attr("@list").in("picked")))))
                .contains("where exists (select 1 from n_list_w5_deal m where m.record_id = r.id and m.list in (?))");
        assertThat(new ListTable("j_document_list", 5).has("r", List.of("picked")))
                .hasToString("exists (select 1 from j_document_list m where m.workspace = 5 and m.record_id = r.id"
                        + " and m.list in (?))");
    }

    @Test
    @DisplayName("Counts stop at their cap, groups are computed by the database, a board is one statement")
    void others() {
        assertThat(statement(
                        Database.POSTGRES,
                        new Question.Counting(where(attr("hot").eq(true)), 1_000)))
                .isEqualTo("select count(*) from (select 1 from n_w5_deal r where r.hot = ? limit 1001) q");
        assertThat(statement(
                        Database.POSTGRES,
                        Question.Grouping.of(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                                .groupBy(GroupKey.of("close_date", DateUnit.MONTH)))))
                .isEqualTo(
                        "select g0, count(*), sum(m1) from (select cast(date_trunc('month', r.close_date) as date) as g0,"
                                + " r.amount as m1 from n_w5_deal r where true) q group by g0");
        assertThat(statement(Database.POSTGRES, new Question.Board("stage", List.of("stage_01", "stage_02"), 5)))
                .contains("limit 5) union all (select");
    }

    private static String statement(Database database, Question question) {
        Tables tables = new Tables(new JdbcDataSource(), database, List.of());
        return new Questions(tables, Sizes.MIDDLE).statement(question).toString();
    }
}
