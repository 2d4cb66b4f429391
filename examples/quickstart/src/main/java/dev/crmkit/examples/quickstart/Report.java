package dev.crmkit.examples.quickstart;

import static dev.crmkit.examples.quickstart.SalesObjects.COMPANY;
import static dev.crmkit.examples.quickstart.SalesObjects.DEAL;
import static dev.crmkit.examples.quickstart.SalesObjects.SALES;
import static dev.crmkit.examples.quickstart.SalesObjects.WON;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.asc;
import static dev.crmkit.query.Sort.desc;

import dev.crmkit.Crm;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.SystemFields;
import dev.crmkit.view.Board;
import dev.crmkit.view.BoardColumn;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.SavedView;
import dev.crmkit.view.View;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The figures of the report, each answered by a query. Immutable.
 *
 * @param records how many records each object has
 * @param stages the deals by stage, in the order of the stages
 * @param dealsWithoutCompany how many deals refer to no company
 * @param wonByQuarter won deals by the quarter in which they were closed
 * @param topCompanies companies with the most won, at most five
 * @param subsidiaries how many subsidiaries a company has, by its name, most first
 * @param unresolved names in the files that no record has
 * @param accounts what companies know of their deals
 * @param performance how well the deals go, and what is expected of them
 * @param indexed whether an index serves each attribute of the query for won deals, closed last first
 */
record Report(
        Map<String, Long> records,
        Map<String, Column> stages,
        long dealsWithoutCompany,
        Map<LocalDate, Figures> wonByQuarter,
        Map<String, Figures> topCompanies,
        Map<String, Long> subsidiaries,
        List<Unresolved> unresolved,
        Accounts accounts,
        Performance performance,
        Map<String, Boolean> indexed) {
    private static final int TOP = 5;
    private static final String BOARD = "Sales";
    private static final int CARDS = 3;

    /**
     * How many deals, and what they amount to in dollars.
     *
     * @param count of deals
     * @param amount zero where no deal has one
     */
    record Figures(long count, BigDecimal amount) {}

    /**
     * A column of the board.
     *
     * @param figures of all its deals
     * @param first the opportunities on its first cards
     */
    record Column(Figures figures, List<String> first) {}

    /**
     * A name in the files that no record has.
     *
     * @param records what the records are called that say so
     * @param attribute the reference
     * @param name as written in the file
     * @param count how many records say so
     * @param nearest the name that was probably meant, or null if there is none at all
     */
    record Unresolved(
            String records,
            String attribute,
            String name,
            long count,
            @Nullable String nearest) {}

    static Report of(Crm crm) {
        Filter won = attr(SystemFields.STAGE).eq(WON);
        return new Report(
                records(crm),
                stages(crm),
                crm.records(DEAL)
                        .count(where(attr("company").isEmpty()).counted(1_000_000))
                        .value(),
                wonByQuarter(crm, won),
                topCompanies(crm, won),
                subsidiaries(crm),
                unresolved(crm),
                Accounts.of(crm),
                Performance.of(crm),
                crm.records(DEAL)
                        .explain(where(won).orderBy(desc("close_date")))
                        .fields());
    }

    private static Map<String, Long> records(Crm crm) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String object : SalesObjects.ALL) {
            counts.put(object, crm.schema().recordCount(object));
        }
        return counts;
    }

    /** Shares the board when it is asked for the first time. */
    private static Map<String, Column> stages(Crm crm) {
        SavedView board = crm.views().list(DEAL).stream()
                .filter(view -> view.shared() && view.name().equals(BOARD))
                .findFirst()
                .orElseGet(() -> crm.views()
                        .share(crm.views()
                                .define(View.of(
                                                DEAL,
                                                BOARD,
                                                KanbanLayout.stagesOf(SALES)
                                                        .sum("amount")
                                                        .cards(CARDS)
                                                        .hideEmpty())
                                        .orderBy(desc("amount"), asc("opportunity_id"))
                                        .show("opportunity_id", "amount", "company"))
                                .id()));
        Map<String, Column> stages = new LinkedHashMap<>();
        for (BoardColumn column : ((Board) crm.views().run(board.id())).columns()) {
            BigDecimal amount = column.sums().getOrDefault(SalesObjects.CURRENCY, BigDecimal.ZERO);
            List<String> first = new ArrayList<>();
            column.cards().forEach(card -> first.add(card.record().displayName()));
            stages.put(
                    column.group().label(),
                    new Column(new Figures(column.group().count(), amount), first));
        }
        return stages;
    }

    private static Map<LocalDate, Figures> wonByQuarter(Crm crm, Filter won) {
        Map<LocalDate, Figures> quarters = new LinkedHashMap<>();
        Filter closed = won.and(attr("close_date").isNotEmpty());
        for (AggregateResult.Group group : deals(crm, closed, GroupKey.of("close_date", DateUnit.QUARTER))) {
            quarters.put((LocalDate) key(group), figures(group));
        }
        return quarters;
    }

    private static Map<String, Figures> topCompanies(Crm crm, Filter won) {
        Map<UUID, Figures> byCompany = new LinkedHashMap<>();
        for (AggregateResult.Group group : deals(crm, won.and(attr("company").isNotEmpty()), GroupKey.of("company"))) {
            byCompany.put((UUID) key(group), figures(group));
        }
        // The fifth place may be shared: names are looked up first, so that the order is the same everywhere.
        return named(crm, byCompany, Comparator.comparing(Figures::amount).reversed(), TOP);
    }

    private static List<AggregateResult.Group> deals(Crm crm, Filter filter, GroupKey by) {
        return crm.records(DEAL)
                .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                        .where(filter)
                        .groupBy(by))
                .groups();
    }

    private static Map<String, Long> subsidiaries(Crm crm) {
        Map<UUID, Long> byParent = new LinkedHashMap<>();
        crm.records(COMPANY)
                .aggregate(AggregateQuery.of(Measure.count())
                        .where(attr("subsidiary_of").isNotEmpty())
                        .groupBy(GroupKey.of("subsidiary_of")))
                .groups()
                .forEach(group -> byParent.put((UUID) key(group), count(group)));
        return named(crm, byParent, Comparator.reverseOrder(), Integer.MAX_VALUE);
    }

    private static List<Unresolved> unresolved(Crm crm) {
        List<Unresolved> all = new ArrayList<>();
        for (SalesObjects.Reference reference : SalesObjects.REFERENCES) {
            String unknown = reference.unknownName();
            CrmObject object = crm.schema().get(reference.object());
            List<AggregateResult.Group> groups = crm.records(reference.object())
                    .aggregate(AggregateQuery.of(Measure.count())
                            .where(attr(unknown).isNotEmpty())
                            .groupBy(GroupKey.of(unknown)))
                    .groups();
            List<String> names = groups.isEmpty() ? List.of() : names(crm, reference.target());
            for (AggregateResult.Group group : groups) {
                String name = (String) key(group);
                all.add(new Unresolved(
                        count(group) == 1 ? object.singular() : object.plural(),
                        reference.attribute(),
                        name,
                        count(group),
                        NearestName.of(name, names).orElse(null)));
            }
        }
        return all;
    }

    /** Every name, page by page. */
    private static List<String> names(Crm crm, String object) {
        List<String> names = new ArrayList<>();
        ListQuery query = ListQuery.all().limit(ListQuery.MAX_LIMIT);
        Page<CrmRecord> page = crm.records(object).list(query);
        page.forEach(found -> names.add(found.displayName()));
        while (page.hasNext()) {
            page = crm.records(object).list(query.after(page.nextCursor()));
            page.forEach(found -> names.add(found.displayName()));
        }
        return names;
    }

    /** By the names of companies instead of their ids, in that order and then by name, the first ones only. */
    private static <T> Map<String, T> named(Crm crm, Map<UUID, T> byId, Comparator<? super T> order, int limit) {
        List<UUID> ids = new ArrayList<>(byId.keySet());
        Map<String, T> byName = new LinkedHashMap<>();
        for (int from = 0; from < ids.size(); from += ListQuery.MAX_LIMIT) {
            List<UUID> some = ids.subList(from, Math.min(from + ListQuery.MAX_LIMIT, ids.size()));
            for (CrmRecord company : crm.records(COMPANY).findAll(some)) {
                byName.put(company.displayName(), Objects.requireNonNull(byId.get(company.id())));
            }
        }
        Map<String, T> first = new LinkedHashMap<>();
        byName.entrySet().stream()
                .sorted(Map.Entry.<String, T>comparingByValue(order).thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .forEach(entry -> first.put(entry.getKey(), entry.getValue()));
        return first;
    }

    private static Object key(AggregateResult.Group group) {
        return Objects.requireNonNull(group.keys().get(0));
    }

    private static long count(AggregateResult.Group group) {
        return (Long) Objects.requireNonNull(group.values().get(0));
    }

    /** Money comes as one sum per currency; here all of it is in one. A group in which no deal has an amount has no sum. */
    private static Figures figures(AggregateResult.Group group) {
        return new Figures(
                count(group),
                group.values().get(1) instanceof Map<?, ?> money
                                && money.get(SalesObjects.CURRENCY) instanceof BigDecimal amount
                        ? amount
                        : BigDecimal.ZERO);
    }
}
