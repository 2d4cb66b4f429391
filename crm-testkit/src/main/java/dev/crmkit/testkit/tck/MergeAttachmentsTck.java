package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.event.EventTypes;
import dev.crmkit.file.CrmFile;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.merge.MergedThings;
import dev.crmkit.model.RecordRef;
import dev.crmkit.note.Note;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.note.Notes;
import dev.crmkit.query.ListQuery;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.spi.notify.Notice;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.tag.TagCount;
import dev.crmkit.tag.TagQuery;
import dev.crmkit.task.Task;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.RecordingNotifier;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.watch.Watch;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Notes, pins, tags, watchers, files and tasks of records that are merged: they go over once each, old ids lead to them, and undoing the merge gives them
 * back. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class MergeAttachmentsTck extends EngineTck {
    private static final String COMPANY = "company";
    private static final Recipient BEN = Recipient.user("ben");
    private static final Recipient CLEO = Recipient.user("cleo");

    private final RecordingNotifier notifier = RecordingNotifier.create();
    private boolean started;

    /** For subclasses. */
    protected MergeAttachmentsTck() {}

    @Override
    final void configure(CrmEngine.Builder builder) {
        builder.files(InMemoryFiles.create()).notifier(notifier);
    }

    private Crm prepared() {
        engine();
        if (!started) {
            started = true;
            engine().start();
        }
        Crm crm = crm();
        crm.schema().install(StandardObjects.with(COMPANY, "task"));
        return crm;
    }

    private static UUID company(Crm crm, String name) {
        return crm.records(COMPANY).create(Map.of("name", name)).id();
    }

    private static CrmFile upload(Crm crm, UUID record) {
        return crm.files().upload(FileUpload.named("offer.pdf").on(record), new ByteArrayInputStream(new byte[2]));
    }

    private static List<UUID> notes(Crm crm, UUID record) {
        return crm.notes().list(record, NoteQuery.all()).items().stream()
                .map(Note::id)
                .sorted()
                .toList();
    }

    private static List<UUID> pinned(Crm crm, UUID record) {
        return crm.notes().pinned(record).stream().map(Note::id).sorted().toList();
    }

    private static List<Recipient> watchers(Crm crm, UUID record) {
        return crm.watchers().of(WatchTarget.record(record), WatchQuery.all()).items().stream()
                .map(Watch::watcher)
                .toList();
    }

    private static List<UUID> files(Crm crm, UUID record) {
        return crm.files().list(record, FileQuery.all()).items().stream()
                .map(CrmFile::id)
                .sorted()
                .toList();
    }

    private static List<UUID> tasks(Crm crm, UUID record) {
        return crm.tasks().list(TaskQuery.open().about(record)).items().stream()
                .map(Task::id)
                .sorted()
                .toList();
    }

    /** All that hangs on a record, by its id. */
    private static List<Object> on(Crm crm, UUID record) {
        List<Object> all = new ArrayList<>(notes(crm, record));
        all.addAll(pinned(crm, record));
        all.addAll(crm.tags().of(record));
        all.addAll(watchers(crm, record));
        all.addAll(files(crm, record));
        all.addAll(tasks(crm, record));
        return all;
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("What is written, read, changed and counted by the id of a merged record is its survivor's")
    void byTheOldId() {
        Crm crm = prepared();
        UUID kept = company(crm, "Kept");
        UUID old = company(crm, "Old");
        crm.merges().merge(kept, List.of(old));

        Note note = crm.notes().write(List.of(old, kept), "Called");
        assertThat(note.records()).extracting(RecordRef::id).containsExactly(kept);
        assertThat(crm.notes().pin(note.id(), old).pinnedTo()).containsExactly(kept);
        assertThat(crm.notes().pin(note.id(), kept).pinnedTo()).containsExactly(kept);
        assertThat(pinned(crm, old)).containsExactly(note.id());
        assertThat(crm.tags().add(List.of(old, kept), List.of("vip"))).isEqualTo(1);
        assertThat(crm.tags().of(List.of(old, kept))).isEqualTo(Map.of(old, List.of("vip"), kept, List.of("vip")));
        assertThat(crm.watchers().watch(List.of(BEN), WatchTarget.record(old))).isEqualTo(1);
        assertThat(crm.watchers().watch(List.of(BEN), WatchTarget.record(kept))).isZero();
        assertThat(crm.watchers().by(BEN, WatchQuery.all()).items())
                .extracting(Watch::target)
                .containsExactly(WatchTarget.record(kept));
        CrmFile file = upload(crm, old);
        assertThat(file.recordId()).isEqualTo(kept);
        Task task = crm.tasks().create(TaskDraft.of("Call").about(old, kept));
        crm.tasks().attach(task.id(), List.of(old));
        assertThat(crm.relations()
                        .outgoing(task.id(), RelationQuery.labelled("task_of"))
                        .items())
                .singleElement()
                .satisfies(about -> assertThat(about.to().id()).isEqualTo(kept));
        assertThat(on(crm, old)).isEqualTo(on(crm, kept)).hasSize(6);

        crm.notes().unpin(note.id(), old);
        crm.tags().remove(old, "vip");
        crm.watchers().unwatch(List.of(BEN), WatchTarget.record(old));
        crm.tasks().detach(task.id(), List.of(old));
        crm.notes().delete(note.id());
        crm.files().delete(file.id());
        assertThat(on(crm, kept)).isEmpty();
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "What both records have is there once after the merge, what one has goes over, and undoing it gives each back its own")
    void onceEach() {
        Crm crm = prepared();
        UUID kept = company(crm, "Kept");
        UUID lost = company(crm, "Lost");
        UUID other = company(crm, "Other");
        Note both = crm.notes().write(List.of(kept, lost, other), "Both");
        Note his = crm.notes().write(lost, "His");
        crm.notes().pin(both.id(), kept);
        crm.notes().pin(both.id(), lost);
        crm.notes().pin(his.id(), lost);
        crm.tags().add(List.of(kept, lost), List.of("both"));
        crm.tags().add(lost, "his");
        crm.watchers().watch(List.of(BEN), WatchTarget.record(kept));
        crm.watchers().watch(List.of(BEN, CLEO), WatchTarget.record(lost));
        CrmFile file = upload(crm, lost);
        Task task = crm.tasks().create(TaskDraft.of("Both").about(kept, lost));
        Task hisTask = crm.tasks().create(TaskDraft.of("His").about(lost));
        List<Object> onKept = on(crm, kept);
        List<Object> onLost = on(crm, lost);
        List<Object> onOther = on(crm, other);
        List<TagCount> counts = crm.tags().list(TagQuery.all()).items();

        MergeResult merged = crm.merges().merge(kept, List.of(lost));

        assertThat(merged.things())
                .isEqualTo(new MergedThings(0, 2, Map.of("note", 2, "note.pin", 2, "tag", 2, "watch", 2, "file", 1)));
        for (UUID id : List.of(kept, lost)) {
            assertThat(notes(crm, id)).containsExactly(both.id(), his.id());
            assertThat(pinned(crm, id)).containsExactly(both.id(), his.id());
            assertThat(crm.tags().of(id)).containsExactly("both", "his");
            assertThat(watchers(crm, id)).containsExactlyInAnyOrder(BEN, CLEO);
            assertThat(files(crm, id)).containsExactly(file.id());
            assertThat(tasks(crm, id)).containsExactly(task.id(), hisTask.id());
        }
        assertThat(crm.notes().get(both.id()).records())
                .extracting(RecordRef::id)
                .containsExactlyInAnyOrder(kept, other);
        assertThat(crm.tags().list(TagQuery.all()).items())
                .containsExactly(new TagCount("both", 1), new TagCount("his", 1));
        assertThat(crm.records(COMPANY)
                        .count(ListQuery.where(attr("@tag").containsAny(List.of("both", "his"))))
                        .value())
                .isEqualTo(1);
        assertThat(crm.watchers().by(BEN, WatchQuery.all()).items()).hasSize(1);
        assertThat(on(crm, other)).isEqualTo(onOther);

        crm.merges().unmerge(merged.mergeId());

        assertThat(on(crm, kept)).isEqualTo(onKept);
        assertThat(on(crm, lost)).isEqualTo(onLost);
        assertThat(on(crm, other)).isEqualTo(onOther);
        assertThat(crm.tags().list(TagQuery.all()).items()).isEqualTo(counts);
        assertThat(crm.notes().get(both.id()).pinnedTo()).containsExactlyInAnyOrder(kept, lost);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "What is edited, deleted, taken away or added while records are one is so after they are several again")
    void changedMeanwhile() {
        Crm crm = prepared();
        UUID kept = company(crm, "Kept");
        UUID lost = company(crm, "Lost");
        Note edited = crm.notes().write(List.of(kept, lost), "Before");
        Note deleted = crm.notes().write(List.of(kept, lost), "Deleted");
        Note unpinned = crm.notes().write(lost, "Pinned");
        crm.notes().pin(unpinned.id(), lost);
        crm.tags().add(lost, "removed", "stays");
        CrmFile gone = upload(crm, lost);
        Task task = crm.tasks().create(TaskDraft.of("Detached").about(lost));
        UUID merge = crm.merges().merge(kept, List.of(lost)).mergeId();

        crm.notes().edit(edited.id(), "After");
        crm.notes().delete(deleted.id());
        crm.notes().unpin(unpinned.id(), lost);
        crm.tags().remove(lost, "removed");
        crm.tags().add(lost, "new");
        crm.files().delete(gone.id());
        crm.tasks().detach(task.id(), List.of(lost));
        crm.merges().unmerge(merge);

        assertThat(notes(crm, lost)).containsExactly(edited.id(), unpinned.id());
        assertThat(notes(crm, kept)).containsExactly(edited.id());
        assertThat(crm.notes().get(edited.id()).text()).isEqualTo("After");
        assertThat(crm.notes().find(deleted.id())).isEmpty();
        assertThat(pinned(crm, lost)).isEmpty();
        assertThat(crm.tags().of(lost)).containsExactly("stays");
        assertThat(crm.tags().of(kept)).containsExactly("new");
        assertThat(files(crm, lost)).isEmpty();
        assertThat(tasks(crm, lost)).isEmpty();
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "A merge may bring more pins together than one record takes: all stay, and no other is pinned until there is room")
    void morePinsThanTheLimit() {
        Crm crm = prepared();
        UUID kept = company(crm, "Kept");
        UUID lost = company(crm, "Lost");
        List<Note> pinned = new ArrayList<>();
        for (int i = 0; i < Notes.MAX_PINNED; i++) {
            for (UUID record : List.of(kept, lost)) {
                Note note = crm.notes().write(record, "Note " + i);
                crm.notes().pin(note.id(), record);
                pinned.add(note);
            }
        }
        Note another = crm.notes().write(kept, "Another");
        UUID merge = crm.merges().merge(kept, List.of(lost)).mergeId();

        assertThat(pinned(crm, lost)).hasSize(2 * Notes.MAX_PINNED);
        assertThatThrownBy(() -> crm.notes().pin(another.id(), kept)).isInstanceOf(InvalidInputException.class);
        pinned.stream().limit(Notes.MAX_PINNED + 2).forEach(note -> crm.notes().unpin(note.id(), kept));
        crm.notes().pin(another.id(), lost);
        assertThat(pinned(crm, kept)).hasSize(Notes.MAX_PINNED - 1).contains(another.id());
        crm.merges().unmerge(merge);
        assertThat(pinned(crm, kept)).hasSize(10).contains(another.id());
        assertThat(pinned(crm, lost)).hasSize(9);
    }

    @Test
    @SpecRule({"REC-7", "WSP-6"})
    @DisplayName("Who watched both is told once of what happens to the survivor, and of the merge once for each record")
    void toldOnce() {
        Crm crm = prepared();
        UUID kept = company(crm, "Kept");
        UUID lost = company(crm, "Lost");
        crm.watchers().watch(List.of(BEN), WatchTarget.record(kept));
        crm.watchers().watch(List.of(BEN, CLEO), WatchTarget.record(lost));
        crm.watchers().watch(List.of(BEN), WatchTarget.object(COMPANY));
        crm.merges().merge(kept, List.of(lost));
        crm.records(COMPANY).patch(lost, Map.of("employees", 3));
        scheduler().advance(Duration.ofMinutes(5));

        assertThat(told(BEN))
                .containsExactlyInAnyOrder(
                        EventTypes.RECORD_MERGED + " " + kept,
                        EventTypes.RECORD_MERGED_INTO + " " + lost,
                        EventTypes.RECORD_UPDATED + " " + kept);
        assertThat(told(CLEO))
                .containsExactlyInAnyOrder(
                        EventTypes.RECORD_MERGED_INTO + " " + lost, EventTypes.RECORD_UPDATED + " " + kept);
    }

    private List<String> told(Recipient recipient) {
        return notifier.told(workspace(), recipient).stream()
                .map(MergeAttachmentsTck::text)
                .toList();
    }

    private static String text(Notice notice) {
        return notice.type() + " " + notice.record();
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "A reminder of a merged task is given once: by the survivor while they are one, and by the task that is back after")
    void remindersOfMergedTasks() {
        Crm crm = prepared();
        Task kept = crm.tasks().create(TaskDraft.of("Kept"));
        Task lost = crm.tasks()
                .create(TaskDraft.of("Lost").remindAt(clock().instant().plusSeconds(3600)));
        UUID merge = crm.merges().merge(kept.id(), List.of(lost.id())).mergeId();
        scheduler().advance(Duration.ofHours(2));
        assertThat(reminders(crm, kept.id())).isEqualTo(1);
        crm.merges().unmerge(merge);
        scheduler().advance(Duration.ofHours(2));
        assertThat(reminders(crm, kept.id()) + reminders(crm, lost.id())).isEqualTo(1);
    }

    private static long reminders(Crm crm, UUID task) {
        return crm.timeline().of(task, TimelineQuery.all()).items().stream()
                .filter(event -> event.type().equals(EventTypes.TASK_REMINDER_DUE))
                .count();
    }
}
