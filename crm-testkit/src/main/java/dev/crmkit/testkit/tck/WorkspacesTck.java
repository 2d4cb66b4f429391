package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.job.Job;
import dev.crmkit.job.PermanentJobException;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.Lists;
import dev.crmkit.member.Roles;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.SchemaCatalog;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ScoreCard;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.TablePage;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewQuery;
import dev.crmkit.view.Views;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * That workspaces know nothing of each other. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class WorkspacesTck extends EngineTck {
    private static final String FAILS = "tck.fails";
    private boolean started;

    /** For subclasses. */
    protected WorkspacesTck() {}

    @Override
    final void configure(CrmEngine.Builder builder) {
        builder.files(InMemoryFiles.create()).job(FAILS, job -> {
            throw new PermanentJobException("as asked");
        });
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName(
            "In every method that takes an id, in whatever form, a foreign id has the same outcome as an unknown one")
    void aForeignIdIsLikeAnUnknownOne() {
        Crm crm = Sales.in(crm());
        IdMethods.Own own = furnish(crm);
        Map<String, UUID> foreign = foreignIds();
        List<IdMethods.Call> calls = IdMethods.all();
        TreeSet<String> indifferent = new TreeSet<>();
        TreeSet<String> telling = new TreeSet<>();

        for (IdMethods.Call call : calls) {
            UUID unknown = UUID.randomUUID();
            String expected = outcome(crm, call, own, unknown);
            foreign.forEach((what, id) -> assertThat(outcome(crm, call, own, id))
                    .as("%s, given %s of another workspace", call, what)
                    .isEqualTo(expected));
            String place = call.method() + " " + call.place();
            (outcome(crm, call, own, call.ownId(own)).equals(expected) ? indifferent : telling).add(place);
        }

        indifferent.removeAll(telling);
        assertThat(indifferent)
                .as("methods that do the same for an own id as for an unknown one, so that this test proves"
                        + " nothing of them")
                .allMatch(place -> place.contains(SchemaCatalog.class.getName())
                        || place.contains(Roles.class.getName())
                        || place.contains(CrmList.class.getName() + ") ")
                        || (place.contains(Lists.class.getName()) && place.endsWith("java.util.Map) 2"))
                        || place.contains(Views.class.getName() + ".define(")
                        || (place.contains(Views.class.getName() + ".alter(") && place.endsWith(" 1"))
                        || place.contains(".explain("));
        assertThat(calls).hasSizeGreaterThan(50);
    }

    /** Every kind of id of a workspace in which the same objects are defined. */
    private Map<String, UUID> foreignIds() {
        Crm other = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        IdMethods.Own theirs = furnish(other);
        UUID archived = Sales.company(other, "Archived").id();
        other.records(Sales.COMPANY).archive(archived);
        Map<String, UUID> ids = new LinkedHashMap<>();
        ids.put("a record of the same object", theirs.person());
        ids.put("a record of the object referred to", theirs.company());
        ids.put("an archived record", archived);
        ids.put("a dead job", theirs.deadJob());
        ids.put("a merge", theirs.merge());
        ids.put("a note", theirs.note());
        ids.put("a task", theirs.task());
        ids.put("a file", theirs.file());
        ids.put("a channel", theirs.channel());
        ids.put("a view", theirs.view());
        ids.put("an import", theirs.imported());
        ids.put("an object", other.schema().get(Sales.PERSON).id());
        ids.put(
                "an attribute",
                other.schema()
                        .get(Sales.PERSON)
                        .findAttribute("name")
                        .orElseThrow()
                        .id());
        ids.put(
                "an event",
                other.timeline().list(TimelineQuery.all()).items().get(0).id());
        return ids;
    }

    private IdMethods.Own furnish(Crm crm) {
        crm.pipelines()
                .define(Pipeline.of(Sales.PERSON, "hiring")
                        .asOptional()
                        .stage(Stage.open("applied"))
                        .stage(Stage.won("hired")));
        crm.pipelines()
                .define(Pipeline.of(Sales.DEAL, "sales")
                        .amount("amount")
                        .stage(Stage.open("new"))
                        .stage(Stage.won("won")));
        UUID company = Sales.company(crm, "Acme").id();
        crm.duplicates().define(Sales.PERSON, DuplicateRule.name("name").within("company"));
        UUID person = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", company, "advises", company))
                .id();
        crm.relations().link(person, "knows", company);
        UUID job = crm.jobs().enqueue(Job.of(FAILS)).orElseThrow();
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
        UUID channel = crm.channels()
                .add(person, IdMethods.KIND, "ada of " + crm.workspace())
                .id();
        UUID twin = crm.records(Sales.PERSON).create(Map.of("name", "Adah")).id();
        UUID merged = crm.records(Sales.PERSON).create(Map.of("name", "Eve")).id();
        UUID survivor = crm.records(Sales.PERSON).create(Map.of("name", "Eva")).id();
        UUID merge = crm.merges().merge(survivor, List.of(merged)).mergeId();
        crm.schema().install(StandardObjects.with("task"));
        crm.records(Sales.DEAL).create(Map.of("name", "Renewal", "amount", 10, "company", company));
        UUID won = crm.records(Sales.DEAL)
                .create(Map.of("name", "First", "amount", 20, "company", company))
                .id();
        crm.pipelines().move(won, "won");
        UUID note = crm.notes().write(List.of(person, company), "Good morning").id();
        UUID task = crm.tasks()
                .create(TaskDraft.of("Call").value("name", "Call").about(company))
                .id();
        UUID file = crm.files()
                .upload(
                        FileUpload.named("people.csv").on(person),
                        new ByteArrayInputStream("name\nAda".getBytes(StandardCharsets.UTF_8)))
                .id();
        UUID imported = crm.imports()
                .start(ImportSpec.of(Sales.PERSON, file).column("name", "name").rowsPerStep(7))
                .id();
        crm.imports().cancel(imported);
        crm.scoring().define(ScoreCard.of("knows", 0, 10).criterion("need", 1));
        crm.lists().define(CrmList.of(Sales.PERSON, IdMethods.LIST).entryAttribute("name", Attributes.text()));
        crm.lists()
                .define(CrmList.of(Sales.PERSON, IdMethods.DYNAMIC_LIST)
                        .dynamic(attr("name").isNotEmpty()));
        crm.lists().add(IdMethods.LIST, List.of(person, twin));
        UUID assessment = crm.scoring()
                .assess(person, "knows", List.of(Mark.of("need", 5)))
                .get(0)
                .id();
        UUID view = crm.views()
                .define(View.of(Sales.PERSON, "People", KanbanLayout.by("company")))
                .id();
        crm.views().share(view);
        return new IdMethods.Own(
                person, company, job, twin, merge, note, task, file, channel, assessment, view, imported);
    }

    /** Ends a transaction with the outcome of a call in it. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Undone(String outcome) {
            super(outcome);
        }
    }

    /** What a call came to, with the id taken out; what it wrote is undone, so that the next call finds the same state. */
    private static String outcome(Crm crm, IdMethods.Call call, IdMethods.Own own, UUID id) {
        try {
            crm.useTransaction(inside -> {
                throw new Undone(Transcript.without(id, () -> invoke(inside, call, own, id)));
            });
        } catch (Undone undone) {
            return Objects.requireNonNull(undone.getMessage());
        }
        throw new AssertionError("The transaction swallowed an exception");
    }

    private static Object invoke(Crm crm, IdMethods.Call call, IdMethods.Own own, UUID id) {
        try {
            return Objects.requireNonNullElse(call.with(crm, own, id), "nothing");
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException refused) {
                throw refused;
            }
            throw new AssertionError(call + " threw " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(call + " could not be called", e);
        }
    }

    @Test
    @SpecRule({"WSP-1", "QRY-2"})
    @DisplayName("A cursor of another workspace is refused by every list")
    void aForeignCursorIsRefused() {
        Crm here = Sales.in(crm());
        Crm there = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        IdMethods.Own ours = furnish(here);
        IdMethods.Own theirs = furnish(there);
        for (Crm crm : List.of(here, there)) {
            UUID person = crm == here ? ours.person() : theirs.person();
            UUID company = crm == here ? ours.company() : theirs.company();
            crm.records(Sales.PERSON).create(Map.of("name", "Ben"));
            crm.relations().link(person, "visited", company);
            crm.notes().write(person, "Good evening");
            crm.tasks().create(TaskDraft.of("Call").value("name", "Call again"));
            crm.files().upload(FileUpload.named("more.pdf").on(person), InputStream.nullInputStream());
            addDeadJob(crm);
            crm.pipelines().move(person, "hired");
            crm.pipelines().move(person, "applied");
        }
        Map<String, Function<Where, Page<?>>> lists = new LinkedHashMap<>();
        lists.put(
                "records",
                w -> w.crm().records(Sales.PERSON).list(ListQuery.all().limit(1).after(w.cursor())));
        lists.put(
                "timeline",
                w -> w.crm().timeline().list(TimelineQuery.all().limit(1).after(w.cursor())));
        lists.put(
                "timeline of a record",
                w -> w.crm()
                        .timeline()
                        .of(w.own().person(), TimelineQuery.all().limit(1).after(w.cursor())));
        lists.put(
                "outgoing",
                w -> w.crm()
                        .relations()
                        .outgoing(w.own().person(), RelationQuery.all().limit(1).after(w.cursor())));
        lists.put(
                "incoming",
                w -> w.crm()
                        .relations()
                        .incoming(
                                w.own().company(), RelationQuery.all().limit(1).after(w.cursor())));
        lists.put(
                "notes",
                w -> w.crm()
                        .notes()
                        .list(w.own().person(), NoteQuery.all().limit(1).after(w.cursor())));
        lists.put("tasks", w -> w.crm().tasks().list(TaskQuery.open().limit(1).after(w.cursor())));
        lists.put(
                "files",
                w -> w.crm()
                        .files()
                        .list(w.own().person(), FileQuery.all().limit(1).after(w.cursor())));
        lists.put("moves", w -> w.crm().pipelines().history(w.own().person(), 1, w.cursor()));
        lists.put("entries of a list", w -> w.crm().lists().entries(IdMethods.LIST, 1, w.cursor()));
        View rows = View.of(Sales.PERSON, "Rows", TableLayout.rows());
        lists.put(
                "rows of a view",
                w -> ((TablePage) w.crm()
                                .views()
                                .preview(rows, ViewQuery.all().limit(1).after(w.cursor())))
                        .page());
        lists.put("dead jobs", w -> w.crm().jobs().listDead(1, w.cursor()));

        lists.forEach((name, list) -> {
            String cursor = list.apply(new Where(there, theirs, null)).nextCursor();
            assertThat(cursor).as("second page of %s", name).isNotNull();
            assertThat(list.apply(new Where(there, theirs, cursor)).items()).hasSize(1);
            assertThatThrownBy(() -> list.apply(new Where(here, ours, cursor)))
                    .as(name)
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
        });
    }

    private record Where(
            Crm crm, IdMethods.Own own, @Nullable String cursor) {}

    private void addDeadJob(Crm crm) {
        crm.jobs().enqueue(Job.of(FAILS));
        scheduler().runUntilIdle();
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("No list, count, search, aggregate, timeline or definition shows anything of another workspace")
    void nothingLeaks() {
        Crm theirs = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("eve")));
        furnish(theirs);
        theirs.records(Sales.COMPANY)
                .createAll(List.of(Map.of("name", "Secret plan", "industry", "tech"), Map.of("name", "B")));
        theirs.schema().addAttribute(Sales.COMPANY, "secret", Attributes.text());
        Crm ours = crm();
        assertThat(ours.schema().list()).isEmpty();
        assertThat(ours.timeline().list(TimelineQuery.all())).isEmpty();

        Sales.in(ours);
        CrmRecord acme = Sales.company(ours, "Acme");

        assertThat(ours.records(Sales.COMPANY).list(ListQuery.all().archived(ArchivedFilter.ALL)))
                .containsExactly(acme);
        assertThat(ours.records(Sales.COMPANY).count(ListQuery.all()).value()).isEqualTo(1);
        assertThat(ours.schema().recordCount(Sales.COMPANY)).isEqualTo(1);
        assertThat(ours.views().list(Sales.PERSON)).isEmpty();
        assertThat(ours.records(Sales.COMPANY).list(ListQuery.all().search("secret")))
                .isEmpty();
        assertThat(ours.records(Sales.COMPANY)
                        .list(ListQuery.where(attr("industry").isNotEmpty())))
                .isEmpty();
        assertThat(ours.records(Sales.COMPANY)
                        .aggregate(AggregateQuery.of(Measure.count()).groupBy(GroupKey.of("industry")))
                        .groups())
                .singleElement()
                .satisfies(group -> assertThat(group.values()).containsExactly(1L));
        assertThat(ours.timeline().list(TimelineQuery.all().limit(1000)))
                .extracting(event -> event.actor().id())
                .containsOnly("ada");
        assertThat(ours.schema().get(Sales.COMPANY).findAttribute("secret")).isEmpty();
        assertThat(ours.jobs().counts().dead()).isZero();
        assertThat(ours.jobs().listDead()).isEmpty();
        assertThat(theirs.schema().get(Sales.COMPANY).id())
                .isNotEqualTo(ours.schema().get(Sales.COMPANY).id());
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("What a workspace sees is the same whether it is alone or another one does the like all the time")
    void workspacesDoNotInterfere() {
        List<Function<DailyWork, Object>> script = DailyWork.script();
        List<String> alone = new ArrayList<>();
        DailyWork quiet = new DailyWork(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        for (Function<DailyWork, Object> step : script) {
            alone.add(Transcript.of(() -> step.apply(quiet)));
        }

        List<String> crowded = new ArrayList<>();
        DailyWork ours = new DailyWork(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        DailyWork theirs = new DailyWork(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        DailyWork ahead = new DailyWork(engine().workspace(newWorkspace()).as(Actor.user("eve")));
        script.forEach(step -> Transcript.of(() -> step.apply(ahead)));
        for (Function<DailyWork, Object> step : script) {
            Transcript.of(() -> step.apply(theirs));
            crowded.add(Transcript.of(() -> step.apply(ours)));
            Transcript.of(() -> step.apply(ahead));
        }

        assertThat(crowded).containsExactlyElementsOf(alone);
        assertThat(alone).anyMatch(line -> line.contains("VALUE_DUPLICATE")).anyMatch(line -> line.contains("Acme"));
    }

    @Test
    @SpecRule("WSP-2")
    @DisplayName("A storage that declares row-level security says at the start how it stands with it")
    void rowLevelSecurityIsReported() {
        assertThat(engine().storageInfo().product()).isNotBlank();
        String said = engine().storageInfo().facts().get("rowLevelSecurity");
        if (storage().capabilities().contains(StorageCapability.ROW_LEVEL_SECURITY)) {
            assertThat(said).isNotBlank();
        } else {
            assertThat(said)
                    .as("a storage that does not declare it claims no such net")
                    .isIn(null, "off");
        }
    }
}
