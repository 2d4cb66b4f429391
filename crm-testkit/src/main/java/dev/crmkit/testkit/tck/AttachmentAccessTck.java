package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.RecordRef;
import dev.crmkit.note.Note;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.query.Page;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.tag.TagCount;
import dev.crmkit.tag.TagQuery;
import dev.crmkit.task.Task;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.watch.Watch;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Tags, notes, watchers and tasks are within reach exactly where their records are. Extend it, say how to get an empty storage, and run it with
 * JUnit.
 */
public abstract class AttachmentAccessTck extends EngineTck {
    private static final Actor ADA = Actor.user("ada");
    private static final Actor BOB = Actor.user("bob");
    private static final Actor VIC = Actor.user("vic");

    /** For subclasses. */
    protected AttachmentAccessTck() {}

    /** The workspace with the standard objects and Ada as its owner; Bob reads and writes his own companies, Vic is a viewer. */
    private Crm staffed() {
        Crm ada = crm(ADA);
        ada.schema().install(StandardObjects.with("company", "task"));
        ada.members().put(Member.of(ADA, Role.OWNER));
        ada.members()
                .roles()
                .put(Role.named("his own")
                        .everywhere(ObjectRules.nothing())
                        .on(
                                "company",
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.own().or(Reach.unclaimed()))
                                        .allow(Verb.UPDATE, Reach.own())
                                        .hide("name")));
        ada.members().put(Member.of(BOB, "his own"));
        ada.members().put(Member.of(VIC, Role.VIEWER));
        return ada;
    }

    private static UUID company(Crm ada, String name, String owner) {
        return ada.records("company")
                .create(owner.isEmpty() ? Map.of("name", name) : Map.of("name", name, "@owner", owner))
                .id();
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
    }

    private static void assertForbidden(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ForbiddenException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    @SpecRule({"WSP-3", "WSP-1"})
    @DisplayName("What is attached to a record out of reach is not there, by whatever way it is asked for")
    void outOfReach() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID hers = company(ada, "Hers", "ada");
        ada.tags().add(hers, "vip");
        Note note = ada.notes().write(hers, "Between us");
        ada.notes().pin(note.id(), hers);
        Task task = ada.tasks().create(TaskDraft.of("Call").about(hers));

        List<ThrowingCallable> calls = List.of(
                () -> bob.tags().of(hers),
                () -> bob.notes().write(hers, "Hello"),
                () -> bob.notes().list(hers, NoteQuery.all()),
                () -> bob.notes().pinned(hers),
                () -> bob.watchers().watch(List.of(Recipient.user("bob")), WatchTarget.record(hers)),
                () -> bob.watchers().of(WatchTarget.record(hers), WatchQuery.all()));
        calls.forEach(AttachmentAccessTck::assertNotFound);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> bob.tags().add(hers, "mine"), () -> bob.tags().remove(hers, "vip"))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            e -> assertThat(e.violations())
                                    .extracting(Violation::code)
                                    .containsExactly(ErrorCode.RECORD_NOT_FOUND));
        }
        assertThat(bob.tags().of(List.of(hers))).isEmpty();
        assertThat(bob.notes().find(note.id())).isEmpty();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> bob.notes().edit(note.id(), "Changed"),
                () -> bob.notes().delete(note.id()),
                () -> bob.notes().html(note.id()))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTE_NOT_FOUND));
        }
        assertNotFound(() -> bob.tasks().get(task.id()));
        assertThat(bob.tasks().list(TaskQuery.all())).isEmpty();
        assertThat(ada.tags().of(hers)).containsExactly("vip");
        assertThat(ada.notes().get(note.id()).text()).isEqualTo("Between us");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "Tags are counted over the records within reach, and one that only others have is not listed, page by page")
    void tagsWithinReach() {
        Crm ada = staffed();
        UUID hers = company(ada, "Hers", "ada");
        UUID his = company(ada, "His", "bob");
        ada.tags().add(List.of(hers, his), List.of("both"));
        ada.tags().add(hers, "alone", "zeal");
        ada.tags().add(his, "mine");

        assertThat(counts(ada))
                .containsExactly(tuple("alone", 1L), tuple("both", 2L), tuple("mine", 1L), tuple("zeal", 1L));
        assertThat(counts(crm(BOB))).containsExactly(tuple("both", 1L), tuple("mine", 1L));
        assertThat(crm(BOB).tags().list(TagQuery.beginningWith("al"))).isEmpty();
    }

    private static List<Tuple> counts(Crm crm) {
        List<Tuple> counts = new ArrayList<>();
        TagQuery query = TagQuery.all().limit(1);
        Page<TagCount> page = crm.tags().list(query);
        page.forEach(tag -> counts.add(tuple(tag.name(), tag.records())));
        while (page.hasNext()) {
            page = crm.tags().list(query.after(page.nextCursor()));
            page.forEach(tag -> counts.add(tuple(tag.name(), tag.records())));
        }
        return counts;
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("What is readable and not writable takes no tag, and notes show no name that is hidden")
    void readableAlone() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        UUID nobodys = company(ada, "Nobody's", "");
        UUID his = company(ada, "His", "bob");
        UUID hers = company(ada, "Hers", "ada");
        Note note = ada.notes().write(List.of(nobodys, hers), "Shared");

        assertForbidden(() -> bob.tags().add(nobodys, "mine"));
        assertThat(bob.tags().add(his, "mine")).isEqualTo(1);
        assertThat(bob.notes().get(note.id()).records()).containsExactly(new RecordRef(nobodys, "company", "", false));
        assertThat(bob.notes().list(nobodys, NoteQuery.all()).items())
                .singleElement()
                .satisfies(seen -> assertThat(seen.records()).hasSize(1));
        assertThat(bob.watchers().watch(List.of(Recipient.user("bob")), WatchTarget.record(nobodys)))
                .isEqualTo(1);
        assertThat(bob.watchers().by(Recipient.user("bob"), WatchQuery.all()).items())
                .extracting(Watch::target)
                .containsExactly(WatchTarget.record(nobodys));
    }

    @Test
    @SpecRule({"WSP-3", "WSP-4"})
    @DisplayName(
            "Who may change no record of an object writes no notes on them; a note is changed by its author, or by who may change its records")
    void whoWritesNotes() {
        Crm ada = staffed();
        Crm bob = crm(BOB);
        Crm vic = crm(VIC);
        UUID nobodys = company(ada, "Nobody's", "");
        UUID his = company(ada, "His", "bob");
        Note adas = ada.notes().write(List.of(nobodys, his), "By Ada");

        assertForbidden(() -> vic.notes().write(nobodys, "By Vic"));
        assertThat(vic.notes().get(adas.id()).text()).isEqualTo("By Ada");
        for (Crm other : List.of(vic, bob)) {
            assertForbidden(() -> other.notes().edit(adas.id(), "Changed"));
            assertForbidden(() -> other.notes().delete(adas.id()));
            assertForbidden(() -> other.notes().pin(adas.id(), nobodys));
        }
        Note bobs = bob.notes().write(nobodys, "By Bob");
        assertThat(bob.notes().edit(bobs.id(), "By Bob still").version()).isEqualTo(2);
        Note onHis = ada.notes().write(his, "On his");
        assertThat(bob.notes().edit(onHis.id(), "Changed").text()).isEqualTo("Changed");
        assertThat(bob.notes().pin(onHis.id(), his).pinnedTo()).containsExactly(his);
        ada.notes().delete(bobs.id());
        assertThat(bob.notes().find(bobs.id())).isEmpty();
        assertThat(ada.notes().get(adas.id()).text()).isEqualTo("By Ada");
    }
}
