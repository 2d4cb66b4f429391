package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.file.CrmFile;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.note.Note;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.tag.TagQuery;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.RecordingNotifier;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * That nothing of an erased record is left: one word is written into every place that a record has, and then looked for everywhere. Extend it, say how to get
 * an empty storage, and run it with JUnit.
 */
public abstract class ErasingTck extends EngineTck {
    private static final String COMPANY = "company";
    private static final String PERSON = "person";
    private static final String NEEDLE = "needle7391";

    private final InMemoryFiles bytes = InMemoryFiles.create();
    private boolean started;

    /** For subclasses. */
    protected ErasingTck() {}

    @Override
    final void configure(CrmEngine.Builder builder) {
        builder.files(bytes).notifier(RecordingNotifier.create());
    }

    /** All that the storage keeps of all workspaces, as one text; empty if nobody can look into it. */
    protected String everythingStored() {
        return "";
    }

    private Crm prepared() {
        engine();
        if (!started) {
            started = true;
            engine().start();
        }
        Crm crm = crm();
        crm.schema().install(StandardObjects.with(COMPANY, PERSON, "task"));
        return crm;
    }

    private static UUID company(Crm crm, String name) {
        return crm.records(COMPANY).create(Map.of("name", name)).id();
    }

    private static UUID needle(Crm crm) {
        return crm.records(COMPANY)
                .create(Map.of(
                        "name", "Needle7391 Ltd",
                        "domain", "needle7391.com",
                        "email", "all@needle7391.com",
                        "description", "What is known of needle7391",
                        "@source", NEEDLE))
                .id();
    }

    /** All that callers can read of the workspace, in lower case. */
    private static String readable(Crm crm, UUID... known) {
        StringBuilder text = new StringBuilder();
        text.append(crm.timeline().list(TimelineQuery.all().limit(1000)).items());
        text.append(crm.tags().list(TagQuery.all()).items());
        text.append(crm.tasks().list(TaskQuery.all()).items());
        for (String object : List.of(COMPANY, PERSON, "task")) {
            for (CrmRecord record : crm.records(object)
                    .list(ListQuery.all().archived(ArchivedFilter.ALL).limit(1000))
                    .items()) {
                text.append(record).append(record.references("company"));
                UUID id = record.id();
                text.append(crm.tags().of(id));
                text.append(crm.notes().list(id, NoteQuery.all()).items());
                text.append(crm.files().list(id, FileQuery.all()).items());
                text.append(crm.relations().outgoing(id, RelationQuery.all()).items());
                text.append(crm.relations().incoming(id, RelationQuery.all()).items());
                text.append(crm.watchers()
                        .of(WatchTarget.record(id), WatchQuery.all())
                        .items());
                text.append(crm.merges().of(id));
            }
        }
        for (UUID id : known) {
            text.append(crm.timeline().of(id, TimelineQuery.all()).items());
        }
        return text.toString().toLowerCase(Locale.ROOT);
    }

    private void assertGone(Crm crm, String before, String storedBefore, UUID... known) {
        assertThat(before).contains(NEEDLE);
        String stored = everythingStored().toLowerCase(Locale.ROOT);
        if (!stored.isEmpty()) {
            assertThat(storedBefore).contains(NEEDLE);
        }
        assertThat(around(readable(crm, known))).as("read").isEmpty();
        assertThat(around(stored)).as("stored").isEmpty();
    }

    /** The places of the word with what is around each, so that a failure says where it is. */
    private static List<String> around(String text) {
        return Pattern.compile(".{0,200}" + NEEDLE + ".{0,80}")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName(
            "Of an erased record's values, notes, tags, files and history nothing is left, and nothing where others were related to it")
    void nothingIsLeft() {
        Crm crm = prepared();
        UUID record = needle(crm);
        UUID person = crm.records(PERSON)
                .create(Map.of("name", "Ada", "company", record))
                .id();
        UUID other = company(crm, "Other");
        crm.records(COMPANY).patch(record, Map.of("name", "Needle7391 Inc", "phone", "+49 30 123456"));
        crm.relations().link(person, "knows", record, Map.of("why", NEEDLE));
        crm.relations().link(record, "owns", other, Map.of("how", NEEDLE));
        crm.relations().unlink(record, "owns", other);
        Note note = crm.notes().write(record, "About needle7391, @[Ben of needle7391](user:ben)");
        crm.notes().edit(note.id(), "More about needle7391");
        crm.notes().pin(note.id(), record);
        Note shared = crm.notes().write(List.of(record, person), "Met both");
        crm.tags().add(List.of(record), List.of("Needle7391", "both"));
        crm.tags().add(other, "both");
        CrmFile file = crm.files()
                .upload(
                        FileUpload.named("needle7391.pdf").on(record),
                        new ByteArrayInputStream(NEEDLE.getBytes(StandardCharsets.UTF_8)));
        crm.watchers().watch(List.of(Recipient.user("cleo")), WatchTarget.record(record));
        UUID task =
                crm.tasks().create(TaskDraft.of("Call").about(record, person)).id();
        crm.records(COMPANY).patch(record, Map.of("description", "Changed needle7391"));
        String before = readable(crm, record);
        String stored = everythingStored().toLowerCase(Locale.ROOT);

        crm.records(COMPANY).erase(record, "Needle7391 Inc");
        scheduler().runUntilIdle();

        assertGone(crm, before, stored, record, person, other, task);
        assertThat(bytes.list(workspace(), null, 10)).doesNotContain(file.id()).isEmpty();
        assertThat(crm.notes().get(shared.id()).records())
                .singleElement()
                .satisfies(r -> assertThat(r.id()).isEqualTo(person));
        assertThat(crm.tags().list(TagQuery.all()).items())
                .singleElement()
                .satisfies(tag -> assertThat(tag.name()).isEqualTo("both"));
        assertThat(crm.timeline().of(person, TimelineQuery.all()).items())
                .extracting(CrmEvent::type)
                .contains(EventTypes.RELATION_LINKED, EventTypes.RECORD_CREATED);
        assertThat(crm.tasks().get(task).title()).isEqualTo("Call");
    }

    @Test
    @SpecRule({"REC-4", "REC-7"})
    @DisplayName("What was merged into an erased record goes with it")
    void withWhatWasMergedIntoIt() {
        Crm crm = prepared();
        UUID record = company(crm, "Acme");
        UUID merged = needle(crm);
        crm.notes().write(List.of(record, merged), "About needle7391");
        crm.tags().add(List.of(record, merged), List.of(NEEDLE));
        crm.relations().link(merged, "owns", company(crm, "Owned"), Map.of("how", NEEDLE));
        crm.merges().merge(record, List.of(merged), Map.of("name", MergeChoice.value("Acme")));
        String before = readable(crm, record);
        String stored = everythingStored().toLowerCase(Locale.ROOT);

        crm.records(COMPANY).erase(merged, "Acme");

        assertGone(crm, before, stored, record, merged);
    }

    @Test
    @SpecRule({"REC-4", "REC-7"})
    @DisplayName(
            "What a merge gave to others, and undoing it took back, is in their history no more; what else is there stays")
    void inTheHistoryOfFormerSurvivors() {
        Crm crm = prepared();
        UUID record = needle(crm);
        UUID first = company(crm, "First");
        UUID second = company(crm, "Second");
        UUID lower = crm.merges().merge(first, List.of(record)).mergeId();
        UUID upper = crm.merges().merge(second, List.of(first)).mergeId();
        crm.merges().unmerge(upper);
        crm.merges().unmerge(lower);
        UUID third = company(crm, "Third");
        crm.records(COMPANY).patch(third, Map.of("employees", 5));
        UUID fourth = company(crm, "Fourth");
        crm.merges().merge(fourth, List.of(third));
        crm.records(COMPANY).patch(second, Map.of("employees", 9));
        UUID unrelated = crm.merges().merge(second, List.of(fourth)).mergeId();
        String before = readable(crm, record);
        String stored = everythingStored().toLowerCase(Locale.ROOT);

        crm.records(COMPANY).erase(record, "Needle7391 Ltd");

        assertGone(crm, before, stored, record, first, second);
        assertThat(crm.timeline().of(second, TimelineQuery.all()).items())
                .filteredOn(event -> unrelated.toString().equals(event.details().get("merge")))
                .isNotEmpty();
        assertThat(crm.timeline().of(second, TimelineQuery.all()).items())
                .filteredOn(event -> event.changes().containsKey("employees"))
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    @SpecRule({"REC-4", "REC-7"})
    @DisplayName(
            "A merge of others that keeps a relation to an erased record keeps it no longer, and can still be undone")
    void inTheMergesOfOthers() {
        Crm crm = prepared();
        UUID record = needle(crm);
        UUID loser = company(crm, "Loser");
        UUID survivor = company(crm, "Survivor");
        UUID last = company(crm, "Last");
        UUID kept = company(crm, "Kept");
        crm.relations().link(loser, "owns", record, Map.of("how", NEEDLE));
        crm.relations().link(loser, "owns", kept, Map.of("how", "wholly"));
        UUID lower = crm.merges().merge(survivor, List.of(loser)).mergeId();
        crm.relations().unlink(survivor, "owns", record);
        UUID upper = crm.merges().merge(last, List.of(survivor)).mergeId();
        String before = readable(crm, record);
        String stored = everythingStored().toLowerCase(Locale.ROOT);

        crm.records(COMPANY).erase(record, "Needle7391 Ltd");

        assertGone(crm, before, stored, record, survivor);
        crm.merges().unmerge(upper);
        crm.merges().unmerge(lower);
        assertThat(crm.relations().outgoing(loser, RelationQuery.all()).items())
                .singleElement()
                .satisfies(relation -> {
                    assertThat(relation.to().id()).isEqualTo(kept);
                    assertThat(relation.metadata()).isEqualTo(Map.of("how", "wholly"));
                });
    }
}
