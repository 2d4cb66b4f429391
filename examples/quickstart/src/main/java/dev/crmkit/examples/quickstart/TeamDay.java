package dev.crmkit.examples.quickstart;

import static dev.crmkit.examples.quickstart.SalesObjects.AGENT;
import static dev.crmkit.examples.quickstart.SalesObjects.COMPANY;
import static dev.crmkit.examples.quickstart.SalesObjects.DEAL;
import static dev.crmkit.examples.quickstart.SalesObjects.ENGAGING;
import static dev.crmkit.examples.quickstart.SalesObjects.PROSPECTING;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static dev.crmkit.query.Sort.asc;

import dev.crmkit.Crm;
import dev.crmkit.Workspace;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.member.Principal;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.RecordStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A day of the team, each step with the rights of whoever takes it. What it changes it puts back, so the report afterwards is that of the files. Immutable.
 *
 * @param regions the offices by name
 * @param desk what an agent of a region does; null if no two agents of a region have an open deal between them
 * @param takeover a company that becomes part of another; null if none belongs to another
 */
record TeamDay(
        Map<String, Region> regions,
        @Nullable Desk desk,
        @Nullable Takeover takeover) {

    /**
     * An office.
     *
     * @param agents how many work there
     * @param deals how many they own
     */
    record Region(long agents, long deals) {
        static final Region EMPTY = new Region(0, 0);

        Region and(long moreDeals) {
            return new Region(agents + 1, deals + moreDeals);
        }
    }

    /**
     * What an agent sees, may not do, and does.
     *
     * @param agent by name
     * @param sees how many deals
     * @param all how many deals there are
     * @param colleague an agent of the same region, by name
     * @param deal a deal of the colleague
     * @param change what the agent is told who changes it
     * @param reclaim what the colleague is told who released it, after the agent has claimed it, and wants it back
     */
    record Desk(
            String agent, long sees, long all, String colleague, String deal, ErrorCode change, ErrorCode reclaim) {}

    /**
     * A company and the part of it that is merged into it.
     *
     * @param company by name
     * @param part by name
     * @param before how many deals the company has
     * @param merged how many it has with those of the part
     * @param undone how many it has when they are two again
     */
    record Takeover(String company, String part, long before, long merged, long undone) {}

    static TeamDay of(Workspace workspace) {
        Crm owner = workspace.as(SalesTeam.OWNER);
        return new TeamDay(
                regions(owner),
                desk(workspace, owner).orElse(null),
                takeover(owner).orElse(null));
    }

    private static Map<String, Region> regions(Crm crm) {
        Map<String, Long> dealsByOwner = new TreeMap<>();
        for (AggregateResult.Group group : crm.records(DEAL)
                .aggregate(AggregateQuery.of(Measure.count())
                        .where(attr(SystemFields.OWNER).isNotEmpty())
                        .groupBy(GroupKey.of(SystemFields.OWNER)))
                .groups()) {
            dealsByOwner.put((String) Objects.requireNonNull(group.keys().get(0)), (Long)
                    Objects.requireNonNull(group.values().get(0)));
        }
        Map<String, Region> regions = new TreeMap<>();
        for (CrmRecord agent : agents(crm, attr("regional_office").isNotEmpty())) {
            regions.merge(
                    Objects.requireNonNull(agent.text("regional_office")),
                    Region.EMPTY.and(dealsByOwner.getOrDefault(SalesTeam.userId(agent.displayName()), 0L)),
                    (some, one) -> some.and(one.deals()));
        }
        return regions;
    }

    private static Optional<Desk> desk(Workspace workspace, Crm owner) {
        Filter open = attr(SystemFields.STAGE)
                .in(PROSPECTING, ENGAGING)
                .and(attr("agent").isNotEmpty());
        return owner
                .records(DEAL)
                .list(where(open).orderBy(asc("opportunity_id")).limit(1))
                .items()
                .stream()
                .findFirst()
                .flatMap(deal -> {
                    CrmRecord colleague = owner.records(AGENT)
                            .get(deal.references("agent").get(0).id());
                    return agents(
                                    owner,
                                    attr("regional_office")
                                            .eq(colleague.text("regional_office"))
                                            .and(attr("name").neq(colleague.displayName())))
                            .stream()
                            .findFirst()
                            .map(agent -> desk(workspace, agent.displayName(), colleague.displayName(), deal));
                });
    }

    private static Desk desk(Workspace workspace, String agent, String colleague, CrmRecord deal) {
        RecordStore all = workspace.as(SalesTeam.OWNER).records(DEAL);
        RecordStore agents = as(workspace, agent);
        RecordStore colleagues = as(workspace, colleague);

        ErrorCode change = refused(() -> agents.patch(deal.id(), Map.of(SystemFields.STAGE, SalesObjects.WON)));
        colleagues.release(deal.id());
        agents.claim(deal.id());
        ErrorCode reclaim = refused(() -> colleagues.claim(deal.id()));
        all.assign(deal.id(), Assignment.toOwner(Principal.user(SalesTeam.userId(colleague))));
        return new Desk(agent, count(agents), count(all), colleague, deal.displayName(), change, reclaim);
    }

    private static RecordStore as(Workspace workspace, String agent) {
        return workspace.as(Actor.user(SalesTeam.userId(agent))).records(DEAL);
    }

    /** What a call that must not go through is told. */
    private static ErrorCode refused(Runnable call) {
        try {
            call.run();
        } catch (CrmException e) {
            return e.code();
        }
        throw new IllegalStateException("The call went through");
    }

    private static Optional<Takeover> takeover(Crm crm) {
        return crm
                .records(COMPANY)
                .list(where(attr("subsidiary_of").isNotEmpty())
                        .orderBy(asc("name"))
                        .limit(ListQuery.MAX_LIMIT))
                .items()
                .stream()
                .filter(part -> deals(crm, part) > 0)
                .findFirst()
                .map(part -> takeover(crm, part));
    }

    private static Takeover takeover(Crm crm, CrmRecord part) {
        CrmRecord company =
                crm.records(COMPANY).get(part.references("subsidiary_of").get(0).id());
        long before = deals(crm, company);
        // A company is not its own subsidiary, so this value does not go over.
        MergeResult merge = crm.merges()
                .merge(company.id(), List.of(part.id()), Map.of("subsidiary_of", MergeChoice.of(company.id())));
        long merged = deals(crm, company);
        crm.merges().unmerge(merge.mergeId());
        return new Takeover(company.displayName(), part.displayName(), before, merged, deals(crm, company));
    }

    private static List<CrmRecord> agents(Crm crm, Filter filter) {
        return crm.records(AGENT)
                .list(where(filter).orderBy(asc("name")).limit(ListQuery.MAX_LIMIT))
                .items();
    }

    private static long count(RecordStore deals) {
        return deals.count(ListQuery.all().counted(1_000_000)).value();
    }

    private static long deals(Crm crm, CrmRecord company) {
        return crm.records(DEAL)
                .count(where(attr("company").eq(company.id())).counted(1_000_000))
                .value();
    }
}
