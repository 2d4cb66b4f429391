package dev.crmkit.benchmarks.compare;

import static dev.crmkit.benchmarks.compare.Shape.heldOut;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.asc;
import static dev.crmkit.query.Sort.desc;

import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Shapes that nobody looked at when the record layout was chosen. Not instantiable. */
final class HeldOutShapes {
    private HeldOutShapes() {}

    static List<Shape> all() {
        List<Shape> all = new ArrayList<>(lists());
        all.addAll(texts());
        all.addAll(paths());
        all.addAll(groups());
        all.addAll(members());
        return List.copyOf(all);
    }

    private static List<Shape> lists() {
        return List.of(
                heldOut("U1", "by select up, number down", s -> page(Filter.all(), asc("stage"), desc("amount"))),
                heldOut("U2", "by number down, name up", s -> page(stage(s), desc("amount"), asc("name"))),
                heldOut(
                        "U3",
                        "three groups of OR",
                        s -> page(Filter.or(List.of(
                                stage(s).and(above(s, 0.9)),
                                attr("channel")
                                        .eq(s.value("channel"))
                                        .and(attr("close_date").lt(s.quantile("close_date", LocalDate.class, 0.1))),
                                attr("region")
                                        .eq(s.value("region"))
                                        .and(attr("hot").eq(true)))))),
                heldOut(
                        "U4",
                        "three groups of OR, by number",
                        s -> page(
                                Filter.or(List.of(
                                        stage(s).and(above(s, 0.9)),
                                        attr("channel")
                                                .eq(s.value("channel"))
                                                .and(attr("rating").gte(4)),
                                        attr("region")
                                                .eq(s.value("region"))
                                                .and(attr("hot").eq(true)))),
                                desc("amount"))),
                heldOut("U5", "not in, newest", s -> page(attr("stage").notIn(s.values("stage", 3)))),
                heldOut(
                        "U6",
                        "not equal, by number",
                        s -> page(attr("channel").neq(s.value("channel")), desc("amount"))),
                heldOut("U7", "between days, newest", s -> page(days(s))),
                heldOut("U8", "between days, select =, by day", s -> page(days(s).and(stage(s)), asc("close_date"))),
                heldOut(
                        "U9",
                        "own records by permission, newest",
                        s -> Question.Listing.seenBy(
                                s.text(Attribute.OWNER.name()), ListQuery.all().limit(Shape.PAGE))),
                heldOut(
                        "U10",
                        "own records by permission, select =, by number",
                        s -> Question.Listing.seenBy(
                                s.text(Attribute.OWNER.name()),
                                where(stage(s)).orderBy(desc("amount")).limit(Shape.PAGE))),
                heldOut("U11", "set has all of two", s -> page(attr("tags").containsAll(s.twoMembers("tags")))),
                heldOut(
                        "U12",
                        "set has none, newest",
                        s -> page(attr("tags").containsNone(List.of(s.member("tags"), s.member("tags"))))),
                heldOut(
                        "U13",
                        "set has any of three, by day",
                        s -> page(
                                attr("tags").containsAny(List.of(s.member("tags"), s.member("tags"), s.member("tags"))),
                                desc("close_date"))),
                heldOut(
                        "U14",
                        "money from, by money",
                        s -> page(attr("fee").gte(((Money) s.value("fee")).amount()), desc("fee"))),
                heldOut(
                        "U15",
                        "rating from 4, by moment",
                        s -> page(attr("rating").gte(4), desc("last_contact"))),
                heldOut(
                        "U16",
                        "flag, select =, newest",
                        s -> page(attr("hot").eq(true).and(stage(s)))),
                heldOut(
                        "U17",
                        "oldest first",
                        s -> Question.Listing.of(ListQuery.all()
                                .orderBy(asc(Attribute.CREATED_AT.name()))
                                .limit(Shape.PAGE))),
                heldOut(
                        "U18",
                        "page of 200, newest",
                        s -> Question.Listing.of(where(stage(s)).limit(200))),
                heldOut("U19", "100 by their ids", s -> new Question.Fetching(s.ids(100))),
                heldOut(
                        "U20",
                        "the 5 newest of each stage",
                        s -> new Question.Board(
                                "stage", DataObject.DEAL.attribute("stage").options(), 5)),
                heldOut(
                        "U21",
                        "count of moments in a range",
                        s -> new Question.Counting(
                                where(attr("last_contact")
                                        .between(
                                                s.quantile("last_contact", Instant.class, 0.45),
                                                s.quantile("last_contact", Instant.class, 0.55))),
                                0)));
    }

    private static List<Shape> texts() {
        return List.of(
                heldOut("U22", "ends with", s -> page(attr("code").endsWith(tail(s)))),
                heldOut(
                        "U23",
                        "ends with, select =, by number",
                        s -> page(stage(s).and(attr("code").endsWith(tail(s))), desc("amount"))),
                heldOut(
                        "U24",
                        "does not contain, newest",
                        s -> page(attr("name").notContains(s.word("name", 0)))),
                heldOut("U25", "text =", s -> page(attr("code").eq(s.value("code")))),
                heldOut("U26", "text in 20", s -> page(attr("code").in(s.values("code", 20)))),
                heldOut(
                        "U27",
                        "long text contains, select =",
                        s -> page(stage(s).and(attr("description").contains(s.word("description", 1))))),
                heldOut(
                        "U28",
                        "search for two words",
                        s -> Question.Listing.of(ListQuery.all()
                                .search(s.word("name", 0) + " " + s.word("name", 1))
                                .limit(Shape.PAGE))));
    }

    private static List<Shape> paths() {
        return List.of(
                heldOut(
                        "U29",
                        "path: select =, newest",
                        s -> page(attr("company.industry").eq(option("industry", s)))),
                heldOut(
                        "U30",
                        "path: select =, by number",
                        s -> page(attr("company.industry").eq(option("industry", s)), desc("amount"))),
                heldOut(
                        "U31",
                        "path: not in",
                        s -> page(attr("company.country").notIn(option("country", s), option("country", s)))),
                heldOut(
                        "U32",
                        "path: number range, select =",
                        s -> page(attr("company.revenue")
                                .gt(s.quantile("amount", BigDecimal.class, 0.9))
                                .and(stage(s)))),
                heldOut(
                        "U33",
                        "path: begins with",
                        s -> page(attr("contact.name")
                                .startsWith(s.word("name", 1).substring(0, 4)))));
    }

    private static List<Shape> groups() {
        return List.of(
                heldOut(
                        "U34",
                        "count and sum by month",
                        s -> groups(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                                .groupBy(GroupKey.of("close_date", DateUnit.MONTH)))),
                heldOut(
                        "U35",
                        "count by quarter and stage, of one channel",
                        s -> groups(AggregateQuery.of(Measure.count())
                                .where(attr("channel").eq(s.value("channel")))
                                .groupBy(GroupKey.of("close_date", DateUnit.QUARTER), GroupKey.of("stage")))),
                heldOut(
                        "U36",
                        "sum of money by region",
                        s -> groups(AggregateQuery.of(Measure.sum("fee")).groupBy(GroupKey.of("region")))),
                heldOut(
                        "U37",
                        "mean and greatest by owner",
                        s -> groups(AggregateQuery.of(Measure.avg("amount"), Measure.max("amount"))
                                .groupBy(GroupKey.of(Attribute.OWNER.name())))),
                heldOut(
                        "U38",
                        "board of own records by permission",
                        s -> new Question.Grouping(
                                AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                                        .groupBy(GroupKey.of("stage")),
                                s.text(Attribute.OWNER.name()))));
    }

    private static List<Shape> members() {
        Filter listed = attr(SystemFields.LIST).in(DataSet.LIST);
        return List.of(
                heldOut("U39", "members of a list, newest", s -> page(listed)),
                heldOut(
                        "U40",
                        "members of a list, select =, by number",
                        s -> page(listed.and(stage(s)), desc("amount"))));
    }

    private static Question page(Filter filter, Sort... sorts) {
        return Question.Listing.of(where(filter).orderBy(sorts).limit(Shape.PAGE));
    }

    private static Question groups(AggregateQuery query) {
        return Question.Grouping.of(query);
    }

    private static Filter stage(Sample sample) {
        return attr("stage").eq(sample.value("stage"));
    }

    private static Filter above(Sample sample, double part) {
        return attr("amount").gt(sample.quantile("amount", BigDecimal.class, part));
    }

    private static Filter days(Sample sample) {
        return attr("close_date")
                .between(
                        sample.quantile("close_date", LocalDate.class, 0.6),
                        sample.quantile("close_date", LocalDate.class, 0.65));
    }

    private static String tail(Sample sample) {
        String code = sample.text("code");
        return code.substring(code.length() - 3);
    }

    private static String option(String attribute, Sample sample) {
        return sample.oneOf(DataObject.COMPANY.attribute(attribute).options());
    }
}
