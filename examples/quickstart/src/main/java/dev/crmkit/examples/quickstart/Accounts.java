package dev.crmkit.examples.quickstart;

import static dev.crmkit.examples.quickstart.SalesObjects.COMPANY;
import static dev.crmkit.examples.quickstart.SalesObjects.CURRENCY;
import static dev.crmkit.examples.quickstart.SalesObjects.DEAL;
import static dev.crmkit.examples.quickstart.SalesObjects.WON;
import static dev.crmkit.model.Attributes.rollup;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;

import dev.crmkit.Crm;
import dev.crmkit.list.CrmList;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What companies know of their deals, and the companies that somebody should call. Immutable.
 *
 * @param revenue what each company has won in dollars, by its name, most first; without those that have won nothing
 * @param quiet the names of large companies with an open deal that nobody has talked to for thirty days, in order
 */
record Accounts(Map<String, BigDecimal> revenue, List<String> quiet) {
    private static final String REVENUE = "won_revenue";
    private static final String OPEN = "open_deals";
    private static final String CONTACT = "last_contact";
    private static final List<String> ROLLUPS = List.of(REVENUE, OPEN, CONTACT);

    private static final String QUIET = "quiet_accounts";
    private static final int LARGE = 1_000;
    private static final int DAYS = 30;
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(20);

    /** Lets companies sum up their deals, and keeps a list by these sums; once. */
    static void install(Crm crm) {
        add(
                crm,
                REVENUE,
                rollup(DEAL, "company").where(attr(SystemFields.STAGE).eq(WON)).sum("amount"));
        add(
                crm,
                OPEN,
                rollup(DEAL, "company")
                        .where(attr(SystemFields.CLOSED_AT).isEmpty())
                        .count());
        add(crm, CONTACT, rollup(DEAL, "company").max("engage_date"));
        if (crm.lists().find(QUIET).isEmpty()) {
            crm.lists()
                    .define(CrmList.of(COMPANY, QUIET)
                            .label("Large companies to call")
                            .dynamic(attr("employees")
                                    .gt(LARGE)
                                    .and(attr(OPEN).gt(0))
                                    .and(attr(CONTACT)
                                            .within(RelativeDate.moreThanDaysAgo(DAYS))
                                            .or(attr(CONTACT).isEmpty()))));
        }
    }

    private static void add(Crm crm, String attribute, AttributeSpec spec) {
        if (crm.schema().get(COMPANY).findAttribute(attribute).isEmpty()) {
            crm.schema().addAttribute(COMPANY, attribute, spec);
        }
    }

    /** Waits until the workers have followed the load. */
    static void settle(Crm crm) {
        while (!page(crm, ListQuery.all().limit(ListQuery.MAX_LIMIT)).stream().allMatch(Accounts::isSettled)) {
            LockSupport.parkNanos(GLANCE);
        }
        // The workers keep the list too, a moment later; this goes through it now, as one would to check it.
        crm.lists().reconcile(QUIET);
    }

    private static boolean isSettled(CrmRecord company) {
        return ROLLUPS.stream()
                .allMatch(rollup -> company.computedStatus(rollup)
                        .filter(ComputedStatus.FRESH::equals)
                        .isPresent());
    }

    static Accounts of(Crm crm) {
        Map<String, BigDecimal> revenue = new LinkedHashMap<>();
        for (CrmRecord company : page(
                crm,
                where(attr(REVENUE).isNotEmpty())
                        .orderBy(Sort.desc(REVENUE), Sort.asc("name"))
                        .limit(ListQuery.MAX_LIMIT))) {
            if (company.value(REVENUE) instanceof Map<?, ?> money
                    && CURRENCY.equals(money.get("currency"))
                    && money.get("amount") instanceof BigDecimal amount) {
                revenue.put(company.displayName(), amount);
            }
        }
        List<String> quiet = page(
                        crm,
                        where(attr(SystemFields.LIST).in(QUIET))
                                .orderBy(Sort.asc("name"))
                                .limit(ListQuery.MAX_LIMIT))
                .stream()
                .map(CrmRecord::displayName)
                .toList();
        return new Accounts(revenue, quiet);
    }

    /** Every record of the query, page by page. */
    private static List<CrmRecord> page(Crm crm, ListQuery query) {
        List<CrmRecord> all = new ArrayList<>();
        Page<CrmRecord> page = crm.records(COMPANY).list(query);
        page.forEach(all::add);
        while (page.hasNext()) {
            page = crm.records(COMPANY).list(query.after(page.nextCursor()));
            page.forEach(all::add);
        }
        return all;
    }
}
