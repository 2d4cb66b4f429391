package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergePreview;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.merge.MergedThings;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Who merges, undoes and erases, what they see of it, and what they cannot do by way of it. Extend it, say how to get an empty storage, and run it with
 * JUnit.
 */
public abstract class MergeAccessTck extends EngineTck {
    private static final String COMPANY = "company";
    private static final String DEAL = "deal";
    private static final Actor ADA = Actor.user("ada");
    private static final Actor BOB = Actor.user("bob");
    private static final Actor VIC = Actor.user("vic");

    /** For subclasses. */
    protected MergeAccessTck() {}

    /**
     * Ada owns the workspace. Bob may merge and erase, reads companies that are not secret, changes those that are not locked, sees no margin, and only
     * reads the rating; of deals he reads his own. Vic has the same reach, and no power.
     */
    private Crm staffed() {
        Crm ada = crm(ADA);
        ada.schema()
                .define(List.of(
                        ObjectSchema.named(COMPANY)
                                .attribute("name", text().required())
                                .attribute("state", text())
                                .attribute("margin", number())
                                .attribute("rating", number())
                                .attribute("above", parent(COMPANY))
                                .build(),
                        ObjectSchema.named(DEAL)
                                .attribute("name", text().required())
                                .attribute("company", reference(COMPANY))
                                .attribute("rivals", references(COMPANY))
                                .build()));
        ada.members().put(Member.of(ADA, Role.OWNER));
        ObjectRules companies = ObjectRules.nothing()
                .allow(Verb.READ, Reach.where(attr("state").neq("secret")))
                .allow(Verb.UPDATE, Reach.where(attr("state").neq("locked")))
                .hide("margin", "above")
                .readOnly("rating");
        ObjectRules deals = ObjectRules.nothing().allow(Verb.READ, Reach.own()).allow(Verb.UPDATE, Reach.own());
        Role reach = Role.named("reach").everywhere(ObjectRules.nothing());
        ada.members().roles().put(reach.on(COMPANY, companies).on(DEAL, deals));
        ada.members()
                .roles()
                .put(Role.named("steward")
                        .on(COMPANY, companies)
                        .on(DEAL, deals)
                        .grant(Power.MERGE, Power.ERASE));
        ada.members().groups().put(new Group("north", "North"));
        ada.members().put(Member.of(BOB, "steward"));
        ada.members().put(Member.of(VIC, "reach"));
        return ada;
    }

    private static UUID company(Crm crm, String name, Object... more) {
        Map<String, Object> values = new HashMap<>(Map.of("name", name));
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return crm.records(COMPANY).create(values).id();
    }

    private static CrmException refused(ThrowingCallable call, ErrorCode code) {
        CrmException[] seen = new CrmException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(CrmException.class, e -> {
            assertThat(e.code()).as("%s", e).isEqualTo(code);
            seen[0] = e;
        });
        return seen[0];
    }

    @Test
    @SpecRule({"WSP-3", "REC-7"})
    @DisplayName(
            "Who lacks the power neither merges, nor previews, nor undoes, nor erases, whatever records it may change")
    void powers() {
        Crm ada = staffed();
        Crm vic = crm(VIC);
        UUID acme = company(ada, "Acme");
        UUID twin = company(ada, "Twin");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> vic.merges().merge(acme, List.of(twin)),
                () -> vic.merges().preview(acme, List.of(twin), Map.of()))) {
            assertThat(refused(call, ErrorCode.FORBIDDEN).details()).containsEntry("power", "MERGE");
        }
        assertThat(refused(() -> vic.records(COMPANY).erase(acme, "Acme"), ErrorCode.FORBIDDEN)
                        .details())
                .containsEntry("power", "ERASE");
        UUID merge = crm(BOB).merges().merge(acme, List.of(twin)).mergeId();
        assertThat(refused(() -> vic.merges().unmerge(merge), ErrorCode.FORBIDDEN)
                        .details())
                .containsEntry("power", "MERGE");
        assertThat(vic.merges().of(twin)).hasSize(1);
        crm(BOB).merges().unmerge(merge);
        assertThat(crm(BOB).records(COMPANY).erase(twin, "Twin").id()).isEqualTo(twin);
    }

    @Test
    @SpecRule({"WSP-3", "WSP-1"})
    @DisplayName(
            "A record out of reach is unknown to a merge, and one that may not be changed is not merged, in any place")
    void outOfReach() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID open = company(ada, "Open");
        UUID secret = company(ada, "Secret", "state", "secret");
        UUID locked = company(ada, "Locked", "state", "locked");
        UUID unknown = UUID.randomUUID();

        for (List<UUID> pair : List.of(List.of(open, secret), List.of(secret, open))) {
            CrmException unseen =
                    refused(() -> bob.merges().merge(pair.get(0), pair.subList(1, 2)), ErrorCode.RECORD_NOT_FOUND);
            List<UUID> same =
                    pair.stream().map(id -> id.equals(secret) ? unknown : id).toList();
            CrmException absent =
                    refused(() -> bob.merges().merge(same.get(0), same.subList(1, 2)), ErrorCode.RECORD_NOT_FOUND);
            assertThat(unseen.toString().replace(secret.toString(), "?"))
                    .isEqualTo(absent.toString().replace(unknown.toString(), "?"));
            refused(() -> bob.merges().preview(pair.get(0), pair.subList(1, 2), Map.of()), ErrorCode.RECORD_NOT_FOUND);
        }
        for (List<UUID> pair : List.of(List.of(open, locked), List.of(locked, open))) {
            refused(() -> bob.merges().merge(pair.get(0), pair.subList(1, 2)), ErrorCode.FORBIDDEN);
            refused(() -> bob.merges().preview(pair.get(0), pair.subList(1, 2), Map.of()), ErrorCode.FORBIDDEN);
        }
        refused(() -> bob.records(COMPANY).erase(secret, "Secret"), ErrorCode.RECORD_NOT_FOUND);
        assertThat(ada.records(COMPANY).get(open).version()).isEqualTo(1);
    }

    @Test
    @SpecRule({"WSP-3", "WSP-1"})
    @DisplayName(
            "A merge into a record out of reach is unknown to who would undo it, and nobody gets records back that it may not change")
    void undoingOutOfReach() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID kept = company(ada, "Kept", "state", "open");
        UUID lost = company(ada, "Lost", "state", "secret");
        UUID merge = ada.merges().merge(kept, List.of(lost)).mergeId();

        refused(() -> bob.merges().unmerge(merge), ErrorCode.FORBIDDEN);
        assertThat(ada.records(COMPANY).get(lost).id()).isEqualTo(kept);
        ada.records(COMPANY).patch(kept, Map.of("state", "secret"));
        CrmException unseen = refused(() -> bob.merges().unmerge(merge), ErrorCode.MERGE_NOT_FOUND);
        assertThat(unseen).hasMessageNotContaining(kept.toString());
        assertThat(unseen.details()).containsOnlyKeys("merge");

        UUID first = company(ada, "First");
        UUID second = company(ada, "Second");
        UUID secret = company(ada, "Secret", "state", "secret");
        UUID deal = ada.records(DEAL)
                .create(Map.of("name", "Deal", "rivals", List.of(second, kept)))
                .id();
        UUID early = ada.merges().merge(first, List.of(second)).mergeId();
        ada.merges().merge(secret, List.of(kept));
        assertThat(ada.records(DEAL).get(deal).value("rivals")).isEqualTo(List.of(first, secret));
        CrmException blocked = refused(() -> bob.merges().unmerge(early), ErrorCode.MERGE_BLOCKED);
        assertThat(blocked).hasMessageNotContaining(secret.toString()).hasMessageNotContaining(kept.toString());
        assertThat(blocked.details()).containsOnlyKeys("merge");
        assertThat(refused(() -> ada.merges().unmerge(early), ErrorCode.MERGE_BLOCKED)
                        .details())
                .containsValue(secret);
    }

    @Test
    @SpecRule({"WSP-3", "REC-7"})
    @DisplayName("Hidden values follow the rule without a word about them, and come back when the merge is undone")
    void hiddenValues() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID acme = company(ada, "Acme");
        UUID twin = company(ada, "Twin", "margin", 77);
        UUID third = company(ada, "Third", "margin", 88);

        MergePreview preview = bob.merges().preview(acme, List.of(twin, third), Map.of());
        assertThat(preview.values()).containsOnlyKeys("name");
        assertThat(preview.conflicts()).containsExactly("name");
        CrmException named = refused(
                () -> bob.merges().merge(acme, List.of(twin, third), Map.of("margin", MergeChoice.of(twin))),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertThat(named).hasMessageContaining("Known attributes: name, rating, state.");
        refused(
                () -> bob.merges().merge(acme, List.of(twin, third), Map.of("margin", MergeChoice.value(1))),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);

        MergeResult merged = bob.merges().merge(acme, List.of(twin, third));
        assertThat(merged.survivor().values()).containsOnlyKeys("name");
        assertThat(ada.records(COMPANY).get(acme).number("margin")).isEqualByComparingTo("77");
        assertThat(bob.timeline().of(acme, TimelineQuery.all()).items())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.changes()).doesNotContainKey("margin"));
        bob.merges().unmerge(merged.mergeId());
        assertThat(ada.records(COMPANY).get(acme).value("margin")).isNull();
        assertThat(ada.records(COMPANY).get(third).number("margin")).isEqualByComparingTo("88");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("A merge that fails by what is hidden says that it fails, and not by what")
    void hiddenFaults() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID top = company(ada, "Top");
        UUID middle = company(ada, "Middle", "above", top);
        UUID low = company(ada, "Low", "above", middle);

        CrmException hidden = refused(() -> bob.merges().merge(low, List.of(top)), ErrorCode.VALUE_CYCLE);
        assertThat(hidden.getMessage()).doesNotContain("above record").doesNotContain(middle.toString());
        assertThat(((InvalidInputException) hidden).violations())
                .singleElement()
                .satisfies(fault -> assertThat(fault.path()).isEmpty());
        assertThat(((InvalidInputException) refused(() -> ada.merges().merge(low, List.of(top)), ErrorCode.VALUE_CYCLE))
                        .violations())
                .singleElement()
                .satisfies(fault -> assertThat(fault.path()).isEqualTo("above"));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("What is only read is not written by way of a choice; the rule fills it as it fills everything")
    void readOnlyValues() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID acme = company(ada, "Acme", "rating", 1);
        UUID twin = company(ada, "Twin", "rating", 2);
        UUID empty = company(ada, "Empty");

        for (MergeChoice choice : List.of(MergeChoice.of(twin), MergeChoice.value(3), MergeChoice.value(null))) {
            refused(() -> bob.merges().merge(acme, List.of(twin), Map.of("rating", choice)), ErrorCode.VALUE_READ_ONLY);
        }
        assertThat(bob.merges()
                        .merge(acme, List.of(twin), Map.of("rating", MergeChoice.of(acme)))
                        .survivor()
                        .number("rating"))
                .isEqualByComparingTo("1");
        assertThat(bob.merges().merge(empty, List.of(acme)).survivor().number("rating"))
                .isEqualByComparingTo("1");
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName(
            "By a merge nobody gets or gives what assigning would not let them, neither by a choice nor by the rule")
    void owners() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID adas = company(ada, "Ada's", "@owner", "ada");
        UUID vics = company(ada, "Vic's", "@owner", "vic");
        UUID bobs = company(ada, "Bob's", "@owner", "bob");
        UUID free = company(ada, "Free");

        for (MergeChoice choice : List.of(MergeChoice.of(vics), MergeChoice.value("bob"), MergeChoice.value(null))) {
            refused(() -> bob.merges().merge(adas, List.of(vics), Map.of("@owner", choice)), ErrorCode.FORBIDDEN);
        }
        // What is merged away is taken from its owner too.
        refused(() -> bob.merges().merge(bobs, List.of(vics)), ErrorCode.FORBIDDEN);
        refused(() -> bob.merges().preview(bobs, List.of(vics), Map.of()), ErrorCode.FORBIDDEN);
        // Filled from Vic's, the free one would be assigned to him.
        refused(() -> bob.merges().merge(free, List.of(vics)), ErrorCode.FORBIDDEN);
        // Nobody loses anything here.
        MergeResult joined = bob.merges().merge(vics, List.of(free));
        assertThat(joined.survivor().state().owner()).isEqualTo("vic");
        bob.merges().unmerge(joined.mergeId());
        // One's own may be given away, and what nobody owns taken.
        assertThat(bob.merges().merge(vics, List.of(bobs)).survivor().state().owner())
                .isEqualTo("vic");
        UUID more = company(ada, "More", "@owner", "bob");
        assertThat(bob.merges().merge(free, List.of(more)).survivor().state().owner())
                .isEqualTo("bob");
        // An owner decides over their own, and Ada over everything.
        CrmRecord given = bob.merges()
                .merge(free, List.of(company(ada, "Another")), Map.of("@owner", MergeChoice.value("group:north")))
                .survivor();
        assertThat(given.state().owner()).isEqualTo("group:north");
        UUID filled = company(ada, "Filled");
        UUID from = company(ada, "From", "@owner", "vic");
        UUID merge = ada.merges().merge(filled, List.of(from)).mergeId();
        refused(() -> bob.merges().unmerge(merge), ErrorCode.FORBIDDEN);
        assertThat(ada.records(COMPANY).get(filled).state().owner()).isEqualTo("vic");
        assertThat(ada.merges()
                        .merge(adas, List.of(vics), Map.of("@owner", MergeChoice.of(vics)))
                        .survivor()
                        .state()
                        .owner())
                .isEqualTo("vic");
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName("An assignment is not taken over or ended by a merge by who could not do so by assigning")
    void assignees() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID adas = company(ada, "Ada's", "@owner", "ada");
        UUID mine = company(ada, "Mine", "@owner", "bob", "@assignee", "bob");
        UUID vics = company(ada, "For Vic", "@assignee", "vic");

        refused(() -> bob.merges().merge(adas, List.of(mine)), ErrorCode.FORBIDDEN);
        refused(() -> bob.merges().merge(mine, List.of(vics)), ErrorCode.FORBIDDEN);
        assertThat(bob.merges()
                        .merge(adas, List.of(mine), Map.of("@assignee", MergeChoice.of(adas)))
                        .survivor()
                        .state()
                        .assignee())
                .isNull();
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("What goes over is counted as far as it is seen, and goes over whole")
    void countsOfWhatIsSeen() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID acme = company(ada, "Acme");
        UUID twin = company(ada, "Twin");
        UUID below = company(ada, "Below", "above", twin);
        UUID secret = company(ada, "Secret", "state", "secret");
        ada.records(DEAL).create(Map.of("name", "Bob's", "@owner", "bob", "company", twin));
        UUID hers = ada.records(DEAL)
                .create(Map.of("name", "Ada's", "company", twin))
                .id();
        ada.relations().link(secret, "owns", twin);
        ada.relations().link(twin, "knows", below);
        ada.tags().add(twin, "vip");

        MergedThings seen = new MergedThings(1, 1, Map.of("tag", 1));
        assertThat(bob.merges().preview(acme, List.of(twin), Map.of()).things()).isEqualTo(seen);
        assertThat(ada.merges().preview(acme, List.of(twin), Map.of()).things())
                .isEqualTo(new MergedThings(3, 2, Map.of("tag", 1)));
        assertThat(bob.merges().merge(acme, List.of(twin)).things()).isEqualTo(seen);
        assertThat(ada.records(DEAL).get(hers).value("company")).isEqualTo(List.of(acme));
        assertThat(ada.records(COMPANY).get(below).value("above")).isEqualTo(List.of(acme));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("The history of a merge that was undone names no record that is out of reach")
    void historyOfAnUndoneMerge() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID kept = company(ada, "Kept");
        UUID open = company(ada, "Open");
        UUID lost = company(ada, "Lost", "state", "secret");
        ada.merges().unmerge(ada.merges().merge(kept, List.of(lost, open)).mergeId());
        ada.merges()
                .unmerge(ada.merges()
                        .merge(lost, List.of(open), Map.of("state", MergeChoice.of(lost)))
                        .mergeId());

        List<CrmEvent> ofKept = bob.timeline().of(kept, TimelineQuery.all()).items();
        assertThat(ofKept)
                .filteredOn(e -> e.type().equals(EventTypes.RECORD_MERGED))
                .singleElement()
                .satisfies(e -> assertThat(e.details()).containsEntry("merged", List.of(open.toString())));
        assertThat(ofKept.toString()).doesNotContain(lost.toString());
        assertThat(bob.timeline().of(open, TimelineQuery.all()).items().toString())
                .doesNotContain(lost.toString())
                .contains(kept.toString());
        assertThat(ada.timeline().of(kept, TimelineQuery.all()).items().toString())
                .contains(lost.toString());
    }

    @Test
    @SpecRule({"WSP-3", "REC-4"})
    @DisplayName("Who does not see what names a record cannot erase it, nor find the name out by trying")
    void erasingWithoutTheName() {
        Crm ada = staffed();
        ada.members()
                .roles()
                .put(Role.named("nameless")
                        .on(
                                COMPANY,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.all())
                                        .allow(Verb.UPDATE, Reach.all())
                                        .hide("name"))
                        .grant(Power.ERASE));
        ada.members().put(Member.of(VIC, "nameless"));
        UUID acme = company(ada, "Acme");

        CrmException right = refused(() -> crm(VIC).records(COMPANY).erase(acme, "Acme"), ErrorCode.FORBIDDEN);
        CrmException wrong = refused(() -> crm(VIC).records(COMPANY).erase(acme, "Bolt"), ErrorCode.FORBIDDEN);
        assertThat(right).hasMessage(wrong.getMessage());
        assertThat(ada.records(COMPANY).find(acme)).isPresent();
    }
}
