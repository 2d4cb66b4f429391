package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.note.Mention;
import dev.crmkit.note.Note;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.note.Notes;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Notes on records of any storage. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class NotesTck extends EngineTck {

    /** For subclasses. */
    protected NotesTck() {}

    @Test
    @SpecRule({"REC-1", "WSP-6"})
    @DisplayName(
            "A note keeps its text as written, tells the timeline who wrote it without the text, and counts as activity")
    void aNoteIsWritten() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        clock().advance(Duration.ofHours(1));
        Instant now = clock().instant();
        String text = "  **Call**\r\n\r\n\u00e9 vs e\u0301 \ud83d\ude00 @[Ben](user:ben)\n";

        Note note = crm.notes().write(acme.id(), text);

        assertThat(note.text()).isEqualTo(text);
        assertThat(note.version()).isEqualTo(1);
        assertThat(note.author()).isEqualTo(Actor.user("ada"));
        assertThat(note.writtenAt()).isEqualTo(now);
        assertThat(note.editedAt()).isNull();
        assertThat(note.records()).containsExactly(new RecordRef(acme.id(), Sales.COMPANY, "Acme", false));
        assertThat(note.mentions()).containsExactly(new Mention(Mention.Kind.USER, "ben", "Ben"));
        assertThat(crm.notes().get(note.id())).isEqualTo(note);
        assertThat(crm.notes().list(acme.id(), NoteQuery.all()).items()).containsExactly(note);
        CrmRecord after = crm.records(Sales.COMPANY).get(acme.id());
        assertThat(after.state().lastActivityAt()).isEqualTo(now);
        assertThat(after.version()).isEqualTo(acme.version());
        CrmEvent event = newest(crm, acme.id());
        assertThat(event.type()).isEqualTo(EventTypes.NOTE_WRITTEN);
        assertThat(event.actor()).isEqualTo(Actor.user("ada"));
        assertThat(event.details()).containsEntry("note", note.id().toString());
        assertThat(event.details().get("mentions"))
                .isEqualTo(List.of(Map.of("kind", "USER", "id", "ben", "name", "Ben")));
        assertThat(event.details().toString()).doesNotContain("Call");
    }

    /** The newest event of a note: a mention also has its reader watch the record, which is an event of its own. */
    private static CrmEvent newest(Crm crm, UUID record) {
        TimelineQuery notes = TimelineQuery.all()
                .types(EventTypes.NOTE_WRITTEN, EventTypes.NOTE_EDITED, EventTypes.NOTE_DELETED)
                .limit(1);
        return crm.timeline().of(record, notes).items().get(0);
    }

    private static List<String> noteEvents(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all()).items().stream()
                .map(CrmEvent::type)
                .filter(type -> type.startsWith("note."))
                .toList();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "A note on records of several objects shows on each, is edited and deleted on all, and a missing record leaves nothing")
    void aNoteOnSeveralRecords() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON).create(Map.of("name", "Ada")).id();

        Note note = crm.notes().write(List.of(acme, ada, acme), "both");

        assertThat(note.records()).extracting(RecordRef::id).containsExactlyInAnyOrder(acme, ada);
        for (UUID record : List.of(acme, ada)) {
            assertThat(crm.notes().list(record, NoteQuery.all()).items()).containsExactly(note);
        }
        Note edited = crm.notes().edit(note.id(), "both again");
        for (UUID record : List.of(acme, ada)) {
            assertThat(crm.notes().list(record, NoteQuery.all()).items()).containsExactly(edited);
            assertThat(noteEvents(crm, record)).containsExactly(EventTypes.NOTE_EDITED, EventTypes.NOTE_WRITTEN);
        }
        assertThatThrownBy(() -> crm.notes().write(List.of(acme, UUID.randomUUID()), "no"))
                .isInstanceOf(NotFoundException.class);
        assertThat(crm.notes().list(acme, NoteQuery.all()).items()).containsExactly(edited);

        crm.notes().delete(note.id());
        for (UUID record : List.of(acme, ada)) {
            assertThat(crm.notes().list(record, NoteQuery.all())).isEmpty();
            assertThat(noteEvents(crm, record))
                    .containsExactly(EventTypes.NOTE_DELETED, EventTypes.NOTE_EDITED, EventTypes.NOTE_WRITTEN);
        }
    }

    @Test
    @SpecRule({"REC-2", "REC-3"})
    @DisplayName(
            "An edit names its version if it likes: a stale one is refused, an equal one changes nothing, a new one says who and when")
    void aNoteIsEdited() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        Note note = crm.notes().write(acme, "one @[Ben](user:ben)");
        clock().advance(Duration.ofMinutes(5));

        Note edited = crm(Actor.user("eve")).notes().edit(note.id(), "two @[Cy](user:cy)", 1);

        assertThat(edited.version()).isEqualTo(2);
        assertThat(edited.author()).isEqualTo(Actor.user("ada"));
        assertThat(edited.editedBy()).isEqualTo(Actor.user("eve"));
        assertThat(edited.editedAt()).isEqualTo(clock().instant());
        assertThat(edited.writtenAt()).isEqualTo(note.writtenAt());
        assertThat(edited.mentions()).extracting(Mention::id).containsExactly("cy");
        assertThatThrownBy(() -> crm.notes().edit(note.id(), "three", 1))
                .isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOTE_STALE);
                    assertThat(e.details()).containsEntry("currentVersion", 2L);
                });
        assertThat(crm.notes().edit(note.id(), "two @[Cy](user:cy)", 2)).isEqualTo(edited);
        assertThat(crm.notes().get(note.id())).isEqualTo(edited);
        assertThat(noteEvents(crm, acme)).containsExactly(EventTypes.NOTE_EDITED, EventTypes.NOTE_WRITTEN);
        assertThat(newest(crm, acme).details())
                .containsKeys("hashBefore", "hash")
                .containsEntry("note", note.id().toString());
    }

    @Test
    @SpecRule("REC-2")
    @DisplayName("Of several edits of one version at once one wins, and the others are told")
    void oneEditorWins() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID note = crm.notes().write(acme, "start").id();

        List<AtOnce.Outcome<Note>> outcomes = AtOnce.run(IntStream.range(0, 6)
                .mapToObj(i -> (Callable<Note>) () -> crm.notes().edit(note, "by " + i, 1))
                .toList());

        assertThat(outcomes).filteredOn(AtOnce.Outcome::isSuccess).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(outcome -> assertThat(outcome.failure())
                        .isInstanceOfSatisfying(
                                CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTE_STALE)));
        assertThat(crm.notes().get(note).version()).isEqualTo(2);
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("A deleted note is gone from every list and from the log, and the log says that it was there")
    void aNoteIsDeleted() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        Note note = crm.notes().write(acme, "secret plan");
        crm.notes().pin(note.id(), acme);

        crm.notes().delete(note.id());

        assertThat(crm.notes().find(note.id())).isEmpty();
        assertThat(crm.notes().pinned(acme)).isEmpty();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> crm.notes().get(note.id()),
                () -> crm.notes().edit(note.id(), "x"),
                () -> crm.notes().delete(note.id()),
                () -> crm.notes().html(note.id()),
                () -> crm.notes().pin(note.id(), acme))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTE_NOT_FOUND));
        }
        CrmEvent tombstone = newest(crm, acme);
        assertThat(tombstone.type()).isEqualTo(EventTypes.NOTE_DELETED);
        assertThat(tombstone.details()).containsEntry("note", note.id().toString());
        assertThat(crm.timeline().of(acme, TimelineQuery.all()).items().toString())
                .doesNotContain("secret plan");
    }

    @Test
    @SpecRule("QRY-2")
    @DisplayName(
            "Notes come newest first, page by page, while others are written and deleted; a foreign cursor is refused")
    void notesArePaged() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID other = Sales.company(crm, "Other").id();
        List<UUID> written = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // two in the same moment
            clock().advance(Duration.ofSeconds(i % 2));
            written.add(0, crm.notes().write(acme, "note " + i).id());
        }
        crm.notes().write(other, "elsewhere");

        List<UUID> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Note> page = crm.notes().list(acme, NoteQuery.all().limit(3).after(cursor));
            page.items().forEach(note -> seen.add(note.id()));
            if (seen.size() == 3) {
                clock().advance(Duration.ofSeconds(1));
                crm.notes().write(acme, "late");
                crm.notes().delete(seen.get(0));
            }
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(seen).containsExactlyInAnyOrderElementsOf(written);
        assertThat(crm.notes().list(acme, NoteQuery.all()).items())
                .extracting(Note::writtenAt)
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
        String foreign = crm.notes().list(acme, NoteQuery.all().limit(1)).nextCursor();
        assertThatThrownBy(() -> crm.notes().list(other, NoteQuery.all().after(foreign)))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
        assertThat(crm.notes().findAll(List.of(seen.get(4), UUID.randomUUID(), seen.get(2))))
                .extracting(Note::id)
                .containsExactly(seen.get(4), seen.get(2));
    }

    @Test
    @SpecRule("REC-3")
    @DisplayName(
            "A note is pinned to one record at a time, pinning twice changes nothing, and a record holds twenty pins")
    void notesArePinned() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON).create(Map.of("name", "Ada")).id();
        Note first = crm.notes().write(List.of(acme, ada), "first");
        Note second = crm.notes().write(acme, "second");

        assertThat(crm.notes().pin(first.id(), acme).pinnedTo()).containsExactly(acme);
        clock().advance(Duration.ofSeconds(1));
        crm.notes().pin(second.id(), acme);
        crm.notes().pin(second.id(), acme);

        assertThat(crm.notes().pinned(acme)).extracting(Note::id).containsExactly(second.id(), first.id());
        assertThat(crm.notes().pinned(ada)).isEmpty();
        assertThat(crm.notes().list(ada, NoteQuery.all()).items().get(0).pinnedTo())
                .isEqualTo(Set.of(acme));
        assertThat(noteEvents(crm, acme).stream().filter(EventTypes.NOTE_PINNED::equals))
                .hasSize(2);
        assertThatThrownBy(() -> crm.notes().pin(second.id(), ada)).isInstanceOf(NotFoundException.class);
        assertThat(crm.notes().unpin(second.id(), acme).pinnedTo()).isEmpty();
        crm.notes().unpin(second.id(), acme);
        assertThat(crm.notes().pinned(acme)).extracting(Note::id).containsExactly(first.id());
        for (int i = 1; i < Notes.MAX_PINNED; i++) {
            crm.notes().pin(crm.notes().write(acme, "pin " + i).id(), acme);
        }
        assertThat(Refusals.codes("one pin too many", () -> crm.notes().pin(second.id(), acme)))
                .containsExactly(ErrorCode.VALUE_OUT_OF_RANGE);
    }

    @Test
    @SpecRule({"ERR-1", "ERR-2"})
    @DisplayName(
            "A note without records, with too many, without text or with more than a hundred kibibytes is refused with every fault")
    void faultsAreReported() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        String longest = "\u00e9".repeat(Notes.MAX_BYTES / 2);
        assertThat(crm.notes().get(crm.notes().write(acme, longest).id()).text())
                .isEqualTo(longest);
        assertThat(Refusals.codes("no text", () -> crm.notes().write(acme, " \n")))
                .containsExactly(ErrorCode.VALUE_REQUIRED);
        assertThat(Refusals.codes("a long text", () -> crm.notes().write(acme, longest + "x")))
                .containsExactly(ErrorCode.VALUE_TOO_LONG);
        assertThat(Refusals.codes("half a character", () -> crm.notes().write(acme, "a\ud800b")))
                .containsExactly(ErrorCode.VALUE_MALFORMED);
        assertThat(Refusals.codes("a null character", () -> crm.notes().write(acme, "a\u0000b")))
                .containsExactly(ErrorCode.VALUE_MALFORMED);
        assertThat(Refusals.codes("nothing at all", () -> crm.notes().write(List.of(), "")))
                .containsExactly(ErrorCode.VALUE_OUT_OF_RANGE, ErrorCode.VALUE_REQUIRED);
        List<UUID> many =
                Stream.generate(UUID::randomUUID).limit(Notes.MAX_RECORDS + 1).toList();
        assertThat(Refusals.codes("many records", () -> crm.notes().write(many, "x")))
                .containsExactly(ErrorCode.VALUE_OUT_OF_RANGE);
        String crowd = IntStream.rangeClosed(0, Notes.MAX_MENTIONS)
                .mapToObj(i -> "@[U](user:u" + i + ")")
                .reduce("", String::concat);
        assertThat(Refusals.codes("many mentions", () -> crm.notes().write(acme, crowd)))
                .containsExactly(ErrorCode.VALUE_TOO_LONG);
        assertThat(Refusals.codes(
                        "a large page",
                        () -> crm.notes().list(acme, NoteQuery.all().limit(501))))
                .containsExactly(ErrorCode.QUERY_LIMIT);
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("HTML of a note shows emphasis and links, and runs, loads and styles nothing")
    void htmlIsSafe() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID note = crm.notes()
                .write(
                        acme,
                        "**bold** [ok](https://ok.example) [no](javascript:alert(1)) <img src=x onerror=alert(1)>"
                                + " ![p](data:image/png;base64,AA) @[Ada](user:ada)")
                .id();

        assertThat(crm.notes().html(note))
                .contains("<strong>bold</strong>", "href=\"https://ok.example\"", "data-mention=\"user:ada\"")
                .doesNotContain("javascript:", "<img", "data:image", "<script");
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("The text of notes is not searched, and a note leaves with the transaction that fails")
    void notesAreNotSearchedAndRollBack() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        crm.notes().write(acme, "zebra");
        assertThat(crm.records(Sales.COMPANY).list(ListQuery.all().search("zebra")))
                .isEmpty();
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.notes().write(acme, "half");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(crm.notes().list(acme, NoteQuery.all()).items())
                .extracting(Note::text)
                .containsExactly("zebra");
        assertThat(noteEvents(crm, acme)).containsExactly(EventTypes.NOTE_WRITTEN);
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("Writing and listing notes take the same calls of the storage whatever their number")
    void callsDoNotGrow() {
        CountingStorage counting = new CountingStorage(fresh());
        Crm crm = Sales.in(closedAtTheEnd(CrmEngine.builder()
                        .storage(counting.storage())
                        .clock(clock())
                        .build())
                .workspace("counted")
                .as(Actor.user("ada")));
        List<UUID> companies = IntStream.range(0, 12)
                .mapToObj(i -> Sales.company(crm, "Company " + i).id())
                .toList();
        List<String> few = counting.during(() -> crm.notes().write(companies.subList(0, 2), "few"));
        assertThat(counting.during(() -> crm.notes().write(companies, "many"))).isEqualTo(few);
        List<String> once = counting.during(
                () -> crm.notes().list(companies.get(0), NoteQuery.all().limit(1)));
        for (int i = 0; i < 20; i++) {
            crm.notes().write(companies.subList(0, 1 + i % 3), "more");
        }
        assertThat(counting.during(() -> crm.notes().list(companies.get(0), NoteQuery.all())))
                .isEqualTo(once);
    }
}
