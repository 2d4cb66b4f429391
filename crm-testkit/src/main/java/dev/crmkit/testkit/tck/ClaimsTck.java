package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Group;
import dev.crmkit.member.Member;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Role;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.ClaimResult;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Who owns records: claiming, releasing, assigning, and what becomes of the records of those who are gone. Extend it, say how to get an empty
 * storage, and run it with JUnit.
 */
public abstract class ClaimsTck extends EngineTck {
    private static final Actor ADA = Actor.user("ada");
    private static final Actor BOB = Actor.user("bob");
    private static final Actor EVE = Actor.user("eve");
    private static final int CLAIMANTS = 100;
    private boolean started;

    /** For subclasses. */
    protected ClaimsTck() {}

    /** Ada owns the workspace; Bob and Eve are members, Eve of the group north. */
    private Crm staffed() {
        Crm ada = Sales.in(crm(ADA));
        ada.members().put(Member.of(ADA, Role.OWNER));
        ada.members().groups().put(new Group("north", "North"));
        ada.members().put(Member.of(BOB, Role.MEMBER).name("Bob").email("bob@example.com"));
        ada.members().put(Member.of(EVE, Role.MEMBER).groups("north"));
        return ada;
    }

    private static CrmRecord company(Crm crm, String name, @Nullable String owner) {
        return owner == null
                ? Sales.company(crm, name)
                : crm.records(Sales.COMPANY).create(Map.of("name", name, "@owner", owner));
    }

    private static void assertCode(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName("A claim takes what nobody or one's own group owns, once; what somebody else owns is refused by name")
    void claiming() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        CrmRecord free = company(ada, "Free", null);
        CrmRecord pooled = company(ada, "Pooled", "group:north");

        CrmRecord claimed = bob.records(Sales.COMPANY).claim(free.id());
        assertThat(claimed.state().owner()).isEqualTo("bob");
        assertThat(claimed.version()).isEqualTo(2);
        assertThat(bob.records(Sales.COMPANY).claim(free.id())).isEqualTo(claimed);
        assertThatThrownBy(() -> crm(EVE).records(Sales.COMPANY).claim(free.id()))
                .isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.RECORD_CLAIMED);
                    assertThat(e).hasMessageContaining("'bob'");
                    assertThat(e.details()).containsEntry("owner", "bob");
                });
        assertCode(() -> bob.records(Sales.COMPANY).claim(pooled.id()), ErrorCode.RECORD_CLAIMED);
        assertThat(crm(EVE).records(Sales.COMPANY).claim(pooled.id()).state().owner())
                .isEqualTo("eve");
        assertCode(() -> bob.records(Sales.COMPANY).claim(UUID.randomUUID()), ErrorCode.RECORD_NOT_FOUND);
        assertThat(bob.timeline()
                        .of(free.id(), TimelineQuery.all())
                        .items()
                        .get(0)
                        .changes())
                .containsOnlyKeys("@owner");
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName("Releasing and assigning is for the owner and those who may assign for others; both ends are checked")
    void releasingAndAssigning() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        CrmRecord his = company(ada, "His", "bob");
        UUID id = his.id();
        assertCode(() -> crm(EVE).records(Sales.COMPANY).release(id), ErrorCode.FORBIDDEN);
        assertCode(
                () -> crm(EVE).records(Sales.COMPANY).assign(id, Assignment.toAssignee(Principal.user("eve"))),
                ErrorCode.FORBIDDEN);
        assertThatThrownBy(() -> bob.records(Sales.COMPANY)
                        .assign(id, Assignment.toOwner(Principal.user("nobody")).andAssignee(Principal.group("south"))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(fault -> fault.path(), fault -> fault.code())
                                .containsExactly(
                                        tuple("@owner", ErrorCode.VALUE_UNKNOWN_REFERENCE),
                                        tuple("@assignee", ErrorCode.VALUE_UNKNOWN_REFERENCE)));

        CrmRecord assigned = bob.records(Sales.COMPANY).assign(id, Assignment.toAssignee(Principal.group("north")));
        assertThat(assigned.state().owner()).isEqualTo("bob");
        assertThat(assigned.state().assignee()).isEqualTo("group:north");
        crm(EVE).records(Sales.COMPANY).assign(id, Assignment.toAssignee(null));
        ada.records(Sales.COMPANY).assign(id, Assignment.toOwner(Principal.user("eve")));
        assertCode(() -> bob.records(Sales.COMPANY).release(id), ErrorCode.FORBIDDEN);
        assertCode(() -> bob.records(Sales.COMPANY).patch(id, Map.of("@owner", "bob")), ErrorCode.FORBIDDEN);
        assertThat(crm(EVE).records(Sales.COMPANY).release(id).state().owner()).isNull();
        assertCode(() -> bob.records(Sales.COMPANY).patch(id, Map.of("@owner", "eve")), ErrorCode.FORBIDDEN);
        assertThat(bob.records(Sales.COMPANY)
                        .patch(id, Map.of("@owner", "bob"))
                        .state()
                        .owner())
                .isEqualTo("bob");
    }

    @Test
    @SpecRule({"WSP-4", "REC-5"})
    @DisplayName("A bulk claim reports each record, and takes those that can be had")
    void claimingMany() {
        Crm ada = staffed();
        UUID free = company(ada, "Free", null).id();
        UUID his = company(ada, "His", "bob").id();
        UUID hers = company(ada, "Hers", "eve").id();
        UUID archived = company(ada, "Archived", null).id();
        ada.records(Sales.COMPANY).archive(archived);
        UUID unknown = UUID.randomUUID();
        List<ClaimResult> results =
                crm(BOB).records(Sales.COMPANY).claimAll(List.of(hers, free, unknown, his, archived, free));
        assertThat(results)
                .containsExactly(
                        new ClaimResult(hers, ClaimResult.Outcome.OWNED, "eve"),
                        new ClaimResult(free, ClaimResult.Outcome.CLAIMED, "bob"),
                        new ClaimResult(unknown, ClaimResult.Outcome.NOT_FOUND, null),
                        new ClaimResult(his, ClaimResult.Outcome.UNCHANGED, "bob"),
                        new ClaimResult(archived, ClaimResult.Outcome.ARCHIVED, null));
        assertThat(ada.records(Sales.COMPANY).get(free).state().owner()).isEqualTo("bob");
        ada.members().put(Member.of(EVE, Role.VIEWER));
        UUID another = company(ada, "Another", null).id();
        assertThat(crm(EVE).records(Sales.COMPANY).claimAll(List.of(another)))
                .containsExactly(new ClaimResult(another, ClaimResult.Outcome.FORBIDDEN, null));
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName("Of a hundred who claim a record at once one wins")
    void claimRace() {
        Crm ada = staffed();
        IntStream.range(0, CLAIMANTS).forEach(i -> ada.members().put(Member.of(Actor.user("u" + i), Role.MEMBER)));
        UUID id = company(ada, "Wanted", null).id();
        List<Callable<String>> claims = new ArrayList<>();
        for (int i = 0; i < CLAIMANTS; i++) {
            Crm crm = crm(Actor.user("u" + i));
            claims.add(() -> claim(crm, id));
        }

        List<AtOnce.Outcome<String>> outcomes = AtOnce.run(claims);

        assertThat(outcomes).allMatch(AtOnce.Outcome::isSuccess);
        String owner = ada.records(Sales.COMPANY).get(id).state().owner();
        assertThat(outcomes).extracting(AtOnce.Outcome::result).containsOnly("claimed " + owner, "lost to " + owner);
        assertThat(outcomes)
                .extracting(AtOnce.Outcome::result)
                .filteredOn(("claimed " + owner)::equals)
                .hasSize(1);
        assertThat(ada.records(Sales.COMPANY).get(id).version()).isEqualTo(2);
    }

    /** What a claim came to; a storage that asks for another try gets it. */
    private static String claim(Crm crm, UUID id) {
        for (int attempt = 1; ; attempt++) {
            try {
                return "claimed " + crm.records(Sales.COMPANY).claim(id).state().owner();
            } catch (StorageException e) {
                if (!e.isRetryable() || attempt == 20) {
                    throw e;
                }
            } catch (CrmException e) {
                if (e.code() != ErrorCode.RECORD_CLAIMED) {
                    throw e;
                }
                return "lost to " + e.details().get("owner");
            }
        }
    }

    @Test
    @SpecRule("WSP-5")
    @DisplayName("Members and groups are shadows: they are stored, changed, listed by page and removed")
    void shadows() {
        Crm ada = staffed();
        Member bob = ada.members().get(BOB);
        assertThat(bob.name()).isEqualTo("Bob");
        assertThat(bob.email()).isEqualTo("bob@example.com");
        ada.members().put(bob.zone(ZoneId.of("Asia/Tokyo")));
        assertThat(crm(BOB).members().get(BOB).zone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        List<Actor> listed = new ArrayList<>();
        String after = null;
        do {
            Page<Member> page = crm(BOB).members().list(2, after);
            page.forEach(member -> listed.add(member.actor()));
            after = page.nextCursor();
        } while (after != null);
        assertThat(listed).containsExactly(ADA, BOB, EVE);
        assertThat(crm(BOB).members().groups().list()).containsExactly(new Group("north", "North"));
        assertCode(() -> ada.members().get(Actor.user("cy")), ErrorCode.MEMBER_NOT_FOUND);
        assertThat(ada.members().remove(Actor.user("cy"))).isFalse();
        Actor long1 = Actor.user("x".repeat(199) + "1");
        Actor long2 = Actor.user("x".repeat(199) + "2");
        ada.members().put(Member.of(long1, Role.VIEWER));
        ada.members().put(Member.of(long2, Role.MEMBER));
        assertThat(ada.members().get(long1).roles()).containsExactly(Role.VIEWER);
        assertThat(ada.members().find(long2)).isPresent();
        assertThat(ada.timeline().list(TimelineQuery.all()).items())
                .filteredOn(event -> event.type().equals(EventTypes.MEMBER_CHANGED))
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.actor()).isEqualTo(ADA));
        assertThat(crm(BOB).timeline().list(TimelineQuery.all()).items())
                .noneMatch(event -> event.type().equals(EventTypes.MEMBER_CHANGED));
    }

    @Test
    @SpecRule("WSP-5")
    @DisplayName(
            "When a member or a group is removed, their records lose owner and assignee, each with an event, whoever many there are")
    void removal() {
        Crm ada = staffed();
        List<Map<String, Object>> many = IntStream.range(0, 1_100)
                .<Map<String, Object>>mapToObj(i -> Map.of("name", "c" + i, "@owner", "bob", "@assignee", "eve"))
                .toList();
        List<CrmRecord> his = ada.records(Sales.COMPANY).createAll(many);
        ada.records(Sales.COMPANY).archive(his.get(0).id());
        CrmRecord helped = ada.records(Sales.PERSON).create(Map.of("name", "Cy", "@owner", "ada", "@assignee", "bob"));
        CrmRecord pooled = ada.records(Sales.PERSON).create(Map.of("name", "Di", "@owner", "group:north"));

        assertThat(ada.members().remove(BOB)).isTrue();
        assertThat(ada.members().groups().remove("north")).isTrue();
        work();

        List<UUID> ids = his.stream().map(CrmRecord::id).limit(1_000).toList();
        assertThat(ada.records(Sales.COMPANY).findAll(ids)).hasSize(1_000).allSatisfy(record -> {
            assertThat(record.state().owner()).isNull();
            assertThat(record.state().assignee()).isEqualTo("eve");
        });
        assertThat(ada.records(Sales.COMPANY).get(his.get(1_099).id()).state().owner())
                .isNull();
        assertThat(ada.records(Sales.PERSON).get(helped.id()).state())
                .satisfies(state -> assertThat(state.owner()).isEqualTo("ada"))
                .satisfies(state -> assertThat(state.assignee()).isNull());
        assertThat(ada.records(Sales.PERSON).get(pooled.id()).state().owner()).isNull();
        assertThat(ada.members().get(EVE).groups()).isEmpty();
        CrmEvent event =
                ada.timeline().of(helped.id(), TimelineQuery.all()).items().get(0);
        assertThat(event.actor().kind()).isEqualTo(ActorKind.SYSTEM);
        assertThat(event.changes()).containsOnlyKeys("@assignee");
        assertThatThrownBy(() -> crm(BOB).records(Sales.COMPANY).get(ids.get(1)))
                .isInstanceOf(ForbiddenException.class);
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }
}
