package dev.crmkit.benchmarks.compare;

import static dev.crmkit.benchmarks.compare.Shape.tuned;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.asc;
import static dev.crmkit.query.Sort.desc;

import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** The shapes by which the record layout was chosen among fourteen. Not instantiable. */
final class TunedShapes {
    private TunedShapes() {}

    static List<Shape> all() {
        return List.of(
                tuned("Q1", "select =, newest", s -> page(stage(s))),
                tuned("Q2", "number range, select =, by number", s -> Question.Listing.of(range(s))),
                tuned("Q3", "page 200 of Q2", s -> new Question.FarPage(range(s), 200))
                        .seededAs("Q2"),
                tuned("Q4a", "contains two rare words", s -> {
                    String name = s.text("name");
                    return page(attr("name").contains(name.substring(name.indexOf(' ') + 1)));
                }),
                tuned("Q4b", "contains a word of 1/400", s -> page(medium(s))),
                tuned("Q4c", "contains a word of 1/8", s -> page(attr("name").contains(s.word("name", 0)))),
                tuned("Q4d", "contains a word of 1/400, by number", s -> page(medium(s), desc("amount"))),
                tuned("Q5a", "set has, newest", s -> page(tag(s))),
                tuned("Q5b", "set has, by number", s -> page(tag(s), desc("amount"))),
                tuned("Q5c", "set has, count", s -> count(tag(s), 0)),
                tuned("Q6", "reference =", s -> page(company(s))),
                tuned("Q7a", "board: count and sum by stage", s -> Question.Grouping.of(board())),
                tuned("Q7b", "board of one owner", s -> Question.Grouping.of(board().where(owner(s)))),
                tuned(
                        "Q8a",
                        "wide OR, by date",
                        s -> page(attr("stage").in(s.values("stage", 3)).or(above(s, 0.8)), desc("close_date"))),
                tuned("Q8b", "narrow OR, by date", s -> page(company(s).or(above(s, 0.995)), desc("close_date"))),
                tuned("Q9a", "count, range and select", s -> count(above(s, 0.7).and(stage(s)), 0)),
                tuned("Q9b", "count up to 1001", s -> count(above(s, 0.5).and(stage(s)), 1_000)),
                tuned(
                        "Q9c",
                        "count, three conditions",
                        s -> count(
                                above(s, 0.5).and(stage(s)).and(attr("channel").eq(s.value("channel"))), 0)),
                tuned(
                        "Q10a",
                        "by an unindexed number",
                        s -> Question.Listing.of(
                                ListQuery.all().orderBy(desc("probability")).limit(Shape.PAGE))),
                tuned("Q10b", "select =, by an unindexed number", s -> page(stage(s), desc("probability"))),
                tuned(
                        "Q11",
                        "begins with, by name",
                        s -> page(attr("name").startsWith(s.text("name").substring(0, 9)), asc("name"))),
                tuned("Q12a", "is empty, newest", s -> page(attr("channel").isEmpty())),
                tuned(
                        "Q12b",
                        "select =, reference is empty",
                        s -> page(stage(s).and(attr("contact").isEmpty()))),
                tuned(
                        "Q13",
                        "moment range, in, by moment",
                        s -> page(
                                attr("last_contact")
                                        .gte(s.quantile("last_contact", Instant.class, 0.8))
                                        .and(attr("stage").in(s.values("stage", 3))),
                                desc("last_contact"))),
                tuned(
                        "Q14",
                        "three selects, by number",
                        s -> page(
                                stage(s).and(attr("channel").eq(s.value("channel")))
                                        .and(attr("region").eq(s.value("region"))),
                                desc("amount"))),
                tuned(
                        "Q15",
                        "count of an unindexed flag",
                        s -> count(attr("renewal").eq(true), 0)),
                tuned("Q16", "get by id", s -> new Question.Fetching(List.of(s.id()))));
    }

    private static Question page(Filter filter, Sort... sorts) {
        return Question.Listing.of(where(filter).orderBy(sorts).limit(Shape.PAGE));
    }

    private static Question count(Filter filter, int cap) {
        return new Question.Counting(where(filter), cap);
    }

    private static ListQuery range(Sample sample) {
        BigDecimal low = sample.quantile("amount", BigDecimal.class, 0.2);
        BigDecimal high = sample.quantile("amount", BigDecimal.class, 0.9);
        Filter range = attr("amount").between(low, high);
        return where(stage(sample).and(range)).orderBy(desc("amount")).limit(Shape.PAGE);
    }

    private static Filter stage(Sample sample) {
        return attr("stage").eq(sample.value("stage"));
    }

    private static Filter above(Sample sample, double part) {
        return attr("amount").gt(sample.quantile("amount", BigDecimal.class, part));
    }

    private static Filter medium(Sample sample) {
        return attr("name").contains(sample.word("name", 1));
    }

    private static Filter tag(Sample sample) {
        return attr("tags").containsAny(List.of(sample.member("tags")));
    }

    private static Filter company(Sample sample) {
        return attr("company").in(sample.value("company"));
    }

    private static Filter owner(Sample sample) {
        return attr(Attribute.OWNER.name()).eq(sample.value(Attribute.OWNER.name()));
    }

    private static AggregateQuery board() {
        return AggregateQuery.of(Measure.count(), Measure.sum("amount")).groupBy(GroupKey.of("stage"));
    }
}
