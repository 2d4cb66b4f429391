package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What is written to a record while it is being merged, given back or erased: nothing is lost, and nothing hangs on an id that stands for another record
 * or for none. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class MergeRacesTck extends EngineTck {
    private static final String COMPANY = "company";
    private static final String PERSON = "person";
    private static final Recipient BEN = Recipient.user("ben");

    /** For subclasses. */
    protected MergeRacesTck() {}

    @Override
    final void configure(CrmEngine.Builder builder) {
        builder.files(InMemoryFiles.create());
    }

    /** A writer that names a record, and what others then find on it. */
    private record Writer(Way way, Trace trace) {}

    @FunctionalInterface
    private interface Way {
        void write(Crm crm, UUID record, UUID other) throws Exception;
    }

    @FunctionalInterface
    private interface Trace {
        int count(Crm crm, UUID record);
    }

    /** Every way to write something that hangs on a record, by name. */
    private static Map<String, Writer> writers() {
        Map<String, Writer> writers = new LinkedHashMap<>();
        writers.put(
                "a new reference",
                new Writer(
                        (crm, record, other) ->
                                crm.records(PERSON).create(Map.of("name", "New", "company", List.of(record))),
                        MergeRacesTck::referrers));
        writers.put(
                "a changed reference",
                new Writer(
                        (crm, record, other) -> crm.records(PERSON).patch(other, Map.of("company", List.of(record))),
                        MergeRacesTck::referrers));
        writers.put(
                "a relation to it",
                new Writer(
                        (crm, record, other) -> crm.relations().link(other, "knows", record),
                        (crm, record) -> crm.relations()
                                .incoming(record, RelationQuery.labelled("knows"))
                                .items()
                                .size()));
        writers.put(
                "a relation from it",
                new Writer(
                        (crm, record, other) -> crm.relations().link(record, "knows", other),
                        (crm, record) -> crm.relations()
                                .outgoing(record, RelationQuery.labelled("knows"))
                                .items()
                                .size()));
        writers.put(
                "a note",
                new Writer(
                        (crm, record, other) -> crm.notes().write(record, "Called"),
                        (crm, record) -> crm.notes()
                                .list(record, NoteQuery.all())
                                .items()
                                .size()));
        writers.put(
                "a tag",
                new Writer(
                        (crm, record, other) -> crm.tags().add(record, "vip"),
                        (crm, record) -> crm.tags().of(record).size()));
        writers.put(
                "a watcher",
                new Writer(
                        (crm, record, other) -> crm.watchers().watch(List.of(BEN), WatchTarget.record(record)),
                        (crm, record) -> crm.watchers()
                                .of(WatchTarget.record(record), WatchQuery.all())
                                .items()
                                .size()));
        writers.put(
                "a task",
                new Writer(
                        (crm, record, other) ->
                                crm.tasks().create(TaskDraft.of("Call").about(record)),
                        (crm, record) -> crm.tasks()
                                .list(TaskQuery.open().about(record))
                                .items()
                                .size()));
        writers.put(
                "a file",
                new Writer(
                        (crm, record, other) -> crm.files()
                                .upload(FileUpload.named("a.txt").on(record), new ByteArrayInputStream(new byte[3])),
                        (crm, record) -> crm.files()
                                .list(record, FileQuery.all())
                                .items()
                                .size()));
        writers.put(
                "a value",
                new Writer(
                        (crm, record, other) -> crm.records(COMPANY).patch(record, Map.of("employees", 7)),
                        (crm, record) -> crm.records(COMPANY).get(record).value("employees") == null ? 0 : 1));
        return writers;
    }

    private static int referrers(Crm crm, UUID record) {
        return crm.records(PERSON)
                .list(ListQuery.where(Filter.attr("company").eq(record)))
                .items()
                .size();
    }

    /** The companies of one try. Immutable. */
    private record Scene(Crm crm, UUID survivor, UUID loser, UUID other) {}

    private Scene scene() {
        Crm crm = engine().workspace(newWorkspace()).as(Actor.user("ada"));
        crm.schema().install(StandardObjects.with(COMPANY, PERSON, "task"));
        return new Scene(
                crm,
                crm.records(COMPANY).create(Map.of("name", "Acme")).id(),
                crm.records(COMPANY).create(Map.of("name", "Acme Inc")).id(),
                crm.records(PERSON).create(Map.of("name", "Ada")).id());
    }

    /** Begins one thing and holds its transaction open while the other begins; then both end. */
    private static void beside(Crm crm, Consumer<Crm> first, Consumer<Crm> second) {
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Race race = new Race()) {
            Future<Boolean> holding = race.start(() -> {
                try {
                    crm.useTransaction(inside -> {
                        first.accept(inside);
                        done.countDown();
                        await(go);
                    });
                } finally {
                    done.countDown();
                }
                return true;
            });
            Future<Boolean> beginning = race.start(() -> {
                await(done);
                second.accept(crm);
                return true;
            });
            await(done);
            Race.isWaiting(beginning);
            go.countDown();
            Race.result(holding);
            Race.result(beginning);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    private static Consumer<Crm> writing(Writer writer, UUID record, UUID other) {
        return crm -> {
            try {
                writer.way().write(crm, record, other);
            } catch (Exception e) {
                throw new AssertionError("The writer failed", e);
            }
        };
    }

    /** What the storage keeps under an id: edges at either end, and items. */
    private List<Object> hangingOn(Crm crm, UUID id) {
        return storage().inTransaction(TransactionRequest.read(crm.workspace()), t -> {
            List<Object> found = new ArrayList<>();
            List<Edge> out = t.edges().outgoing(id, null, null, 100);
            List<Edge> in = t.edges().incoming(id, null, null, 100);
            List<StoredItem> items = t.items().belonging(Set.of(id), null, 100);
            found.addAll(out);
            found.addAll(in);
            found.addAll(items);
            return found;
        });
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("What is written before a merge commits goes over with the rest, and back when the merge is undone")
    void writtenBeforeTheMerge() {
        Map<String, String> seen = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        writers().forEach((name, writer) -> {
            Scene scene = scene();
            Crm crm = scene.crm();
            beside(
                    crm,
                    writing(writer, scene.loser(), scene.other()),
                    merging -> merging.merges().merge(scene.survivor(), List.of(scene.loser())));
            String merged = "on the survivor " + writer.trace().count(crm, scene.survivor()) + ", dangling "
                    + hangingOn(crm, scene.loser());
            crm.merges().unmerge(crm.merges().of(scene.survivor()).get(0).id());
            seen.put(
                    name,
                    merged + ", then on the survivor " + writer.trace().count(crm, scene.survivor()) + ", back "
                            + writer.trace().count(crm, scene.loser()));
            expected.put(name, "on the survivor 1, dangling [], then on the survivor 0, back 1");
        });
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("What is written while a merge is open waits for it, and is the survivor's, also after it is undone")
    void writtenAfterTheMerge() {
        Map<String, String> seen = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        writers().forEach((name, writer) -> {
            Scene scene = scene();
            Crm crm = scene.crm();
            beside(
                    crm,
                    merging -> merging.merges().merge(scene.survivor(), List.of(scene.loser())),
                    writing(writer, scene.loser(), scene.other()));
            String merged = "on the survivor " + writer.trace().count(crm, scene.survivor()) + ", dangling "
                    + hangingOn(crm, scene.loser());
            crm.merges().unmerge(crm.merges().of(scene.survivor()).get(0).id());
            seen.put(
                    name,
                    merged + ", then on the survivor " + writer.trace().count(crm, scene.survivor()) + ", back "
                            + writer.trace().count(crm, scene.loser()));
            expected.put(name, "on the survivor 1, dangling [], then on the survivor 1, back 0");
        });
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("What is written to the old id while the merge is being undone is on one of the two, and on one alone")
    void writtenBesideTheUndoing() {
        Map<String, String> seen = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        writers().forEach((name, writer) -> {
            Scene before = scene();
            UUID first = before.crm()
                    .merges()
                    .merge(before.survivor(), List.of(before.loser()))
                    .mergeId();
            beside(
                    before.crm(),
                    writing(writer, before.loser(), before.other()),
                    undoing -> undoing.merges().unmerge(first));
            Scene after = scene();
            UUID second = after.crm()
                    .merges()
                    .merge(after.survivor(), List.of(after.loser()))
                    .mergeId();
            beside(
                    after.crm(),
                    undoing -> undoing.merges().unmerge(second),
                    writing(writer, after.loser(), after.other()));
            seen.put(
                    name,
                    "before " + writer.trace().count(before.crm(), before.survivor()) + "+"
                            + writer.trace().count(before.crm(), before.loser()) + ", after "
                            + writer.trace().count(after.crm(), after.survivor()) + "+"
                            + writer.trace().count(after.crm(), after.loser()));
            expected.put(name, "before 1+0, after 0+1");
        });
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName("What is written before a record is erased goes with it, and what comes after finds no record")
    void writtenBesideTheErasing() {
        Map<String, String> seen = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        writers().forEach((name, writer) -> {
            Scene before = scene();
            beside(
                    before.crm(),
                    writing(writer, before.loser(), before.other()),
                    erasing -> erasing.records(COMPANY).erase(before.loser(), "Acme Inc"));
            Scene after = scene();
            String outcome = "stored";
            try {
                beside(
                        after.crm(),
                        erasing -> erasing.records(COMPANY).erase(after.loser(), "Acme Inc"),
                        writing(writer, after.loser(), after.other()));
            } catch (AssertionError e) {
                outcome = "refused";
            }
            seen.put(
                    name,
                    "before " + hangingOn(before.crm(), before.loser()) + ", after " + outcome + " "
                            + hangingOn(after.crm(), after.loser()) + ", unknown " + persons(before, after));
            expected.put(name, "before [], after refused [], unknown 0");
        });
        assertThat(seen).isEqualTo(expected);
    }

    /** How many persons refer to a company that is not there. */
    private static long persons(Scene... scenes) {
        long count = 0;
        for (Scene scene : scenes) {
            for (CrmRecord person : scene.crm()
                    .records(PERSON)
                    .list(ListQuery.all().archived(ArchivedFilter.ALL))
                    .items()) {
                Object company = person.value("company");
                count += company != null
                                && company.toString().contains(scene.loser().toString())
                        ? 1
                        : 0;
            }
        }
        return count;
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("Of many writers and one merge at the same moment nothing is lost")
    void manyAtOnce() {
        Scene scene = scene();
        Crm crm = scene.crm();
        List<Writer> writers = List.copyOf(writers().values());
        int tasks = 4;
        try (Race race = new Race()) {
            race.together(writers.size() + tasks + 1, number -> {
                if (number == tasks) {
                    crm.merges().merge(scene.survivor(), List.of(scene.loser()));
                } else if (number < tasks) {
                    crm.tasks().create(TaskDraft.of("Task " + number).about(scene.loser()));
                } else {
                    writers.get(number - tasks - 1).way().write(crm, scene.loser(), scene.other());
                }
                return scene.loser();
            });
        }
        assertThat(hangingOn(crm, scene.loser())).isEmpty();
        assertThat(crm.tasks().list(TaskQuery.open().about(scene.survivor())).items())
                .hasSize(tasks + 1);
        assertThat(crm.notes().list(scene.loser(), NoteQuery.all()).items()).hasSize(1);
        assertThat(crm.files().list(scene.loser(), FileQuery.all()).items()).hasSize(1);
    }
}
