package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;

import dev.crmkit.Crm;
import dev.crmkit.audit.Audit;
import dev.crmkit.audit.AuditQuery;
import dev.crmkit.channel.ChannelChange;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Channels;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.NewChannel;
import dev.crmkit.channel.Purpose;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.exports.Exports;
import dev.crmkit.file.CrmFiles;
import dev.crmkit.file.FileQuery;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.Imports;
import dev.crmkit.job.Jobs;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.Lists;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Principal;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Roles;
import dev.crmkit.member.Verb;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.Merges;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.note.NoteQuery;
import dev.crmkit.note.Notes;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.pipeline.Pipelines;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.record.CrmId;
import dev.crmkit.record.CrmMapping;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.TypedRecords;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.relation.RelationGraph;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Reports;
import dev.crmkit.schema.Blueprint;
import dev.crmkit.schema.SchemaCatalog;
import dev.crmkit.score.Mark;
import dev.crmkit.score.ReviewState;
import dev.crmkit.score.Scoring;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.tag.Tags;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.task.Tasks;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.Timeline;
import dev.crmkit.timeline.TimelineQuery;
import dev.crmkit.view.KanbanLayout;
import dev.crmkit.view.TableLayout;
import dev.crmkit.view.View;
import dev.crmkit.view.ViewQuery;
import dev.crmkit.view.Views;
import dev.crmkit.watch.WatchQuery;
import dev.crmkit.watch.WatchTarget;
import dev.crmkit.watch.Watchers;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds every method of the API in which an id can be given, in whatever form, and knows how to call it. A method that it does not know how to call
 * is an error, so that a new one cannot go unproved. Not instantiable.
 */
final class IdMethods {
    /** How to get at each part of the API. */
    private static final Map<Class<?>, Function<Crm, Object>> PARTS = Map.ofEntries(
            entry(Crm.class, crm -> crm),
            entry(RecordStore.class, crm -> crm.records(Sales.PERSON)),
            entry(TypedRecords.class, crm -> crm.records(PersonView.class)),
            entry(SchemaCatalog.class, Crm::schema),
            entry(RelationGraph.class, Crm::relations),
            entry(Duplicates.class, Crm::duplicates),
            entry(Merges.class, Crm::merges),
            entry(Pipelines.class, Crm::pipelines),
            entry(Reports.class, Crm::reports),
            entry(Timeline.class, Crm::timeline),
            entry(BulkRecords.class, crm -> crm.records(Sales.PERSON).bulk()),
            entry(Scoring.class, Crm::scoring),
            entry(Audit.class, Crm::audit),
            entry(Roles.class, crm -> crm.members().roles()),
            entry(Jobs.class, Crm::jobs),
            entry(Lists.class, Crm::lists),
            entry(Tags.class, Crm::tags),
            entry(Watchers.class, Crm::watchers),
            entry(Views.class, Crm::views),
            entry(Notes.class, Crm::notes),
            entry(Tasks.class, Crm::tasks),
            entry(CrmFiles.class, Crm::files),
            entry(Exports.class, Crm::exports),
            entry(Imports.class, Crm::imports),
            entry(Channels.class, Crm::channels));

    /** Types that can hold an id although their name does not say so. */
    private static final Set<Class<?>> CARRIERS = Set.of(
            UUID.class,
            Map.class,
            Record.class,
            ListQuery.class,
            CrmList.class,
            BulkTargets.class,
            BulkPatch.class,
            HostEvent.class,
            AuditQuery.class,
            AggregateQuery.class,
            AttributeSpec.class,
            ObjectSchema.class,
            Blueprint.class,
            Role.class,
            WatchTarget.class,
            TaskDraft.class,
            TaskQuery.class,
            FileUpload.class,
            ImportSpec.class,
            NewChannel.class,
            ForecastQuery.class,
            ReportQuery.class,
            View.class,
            ViewQuery.class,
            ExportSpec.class);

    /** A kind of channel for which any text is an address. */
    static final ChannelKind KIND = ChannelKind.of("matrix");

    /** A static list of people, of whom it says a name. */
    static final String LIST = "callers";

    /** A dynamic list of people. */
    static final String DYNAMIC_LIST = "known";

    /** The calls that take the id of a channel, where others of their part take that of a record. */
    private static final Set<String> CHANNEL_CALLS = Set.of("change", "verify", "remove", "consent");

    private IdMethods() {}

    private static Map.Entry<Class<?>, Function<Crm, Object>> entry(Class<?> type, Function<Crm, Object> part) {
        return Map.entry(type, part);
    }

    /** A view of {@link Sales#PERSON}. */
    @CrmMapping(Sales.PERSON)
    record PersonView(
            @CrmId @Nullable UUID id, String name, @Nullable UUID company) {}

    /**
     * The ids of a workspace that a call can be about. Immutable.
     *
     * @param person a record of {@link Sales#PERSON}
     * @param company a record of {@link Sales#COMPANY}
     * @param deadJob a dead job
     * @param twin another record of {@link Sales#PERSON}
     * @param merge a merge in force
     * @param note a note on the person and the company
     * @param task an open task about the company
     * @param file a file
     * @param channel an added channel of the person
     * @param assessment an assessment of the person
     * @param view a shared board of people by company
     * @param export an export of people
     * @param imported an import that was cancelled
     */
    record Own(
            UUID person,
            UUID company,
            UUID deadJob,
            UUID twin,
            UUID merge,
            UUID note,
            UUID task,
            UUID file,
            UUID channel,
            UUID assessment,
            UUID view,
            UUID export,
            UUID imported) {

        /** Of things that are nowhere. */
        static Own random() {
            return new Own(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID());
        }
    }

    /**
     * A way to give an id to a method. Immutable.
     *
     * @param method the method
     * @param place which of its parameters gets the id
     * @param form which of the forms that the parameter has
     */
    record Call(Method method, int place, int form) {

        /** Calls the method of that CRM with the id. */
        @Nullable
        Object with(Crm crm, Own own, UUID id) throws ReflectiveOperationException {
            Object part = Objects.requireNonNull(PARTS.get(method.getDeclaringClass()))
                    .apply(crm);
            Type[] types = method.getGenericParameterTypes();
            @Nullable Object[] arguments = new @Nullable Object[types.length];
            int texts = 0;
            int ids = 0;
            for (int i = 0; i < types.length; i++) {
                if (i == place) {
                    arguments[i] = forms(method, types[i], own, id).get(form);
                } else if (raw(types[i]) == String.class) {
                    arguments[i] = text(method, texts);
                } else if (raw(types[i]) == UUID.class) {
                    arguments[i] = ids == 0 ? IdMethods.ownId(method, own) : own.company();
                } else {
                    arguments[i] = plain(method, types[i], own);
                }
                texts += raw(types[i]) == String.class ? 1 : 0;
                ids += raw(types[i]) == UUID.class ? 1 : 0;
            }
            return method.invoke(part, arguments);
        }

        /** The id for which the same call does something. */
        UUID ownId(Own own) {
            Type type = method.getGenericParameterTypes()[place];
            boolean second = raw(type) == UUID.class
                    && Arrays.stream(method.getParameterTypes(), 0, place).anyMatch(t -> t == UUID.class);
            if (raw(type) == ImportSpec.class) {
                return own.file();
            }
            if (method.getDeclaringClass() == Merges.class && !second) {
                return raw(type) == List.class ? own.twin() : IdMethods.ownId(method, own);
            }
            return second || (raw(type) != UUID.class && !isCollectionOf(type, UUID.class))
                    ? own.company()
                    : IdMethods.ownId(method, own);
        }

        @Override
        public String toString() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName()
                    + Arrays.toString(method.getParameterTypes()) + " with the id in parameter " + place + ", form "
                    + form;
        }
    }

    /** Every way to give an id to a method that can be reached from {@link Crm}. */
    static List<Call> all() {
        List<Call> calls = new ArrayList<>();
        for (Class<?> part : reachable(Crm.class)) {
            Stream.of(part.getDeclaredMethods())
                    .filter(IdMethods::isOfTheApi)
                    .sorted(Comparator.comparing(Method::toGenericString))
                    .forEach(method -> calls.addAll(calls(method)));
        }
        return calls;
    }

    private static List<Call> calls(Method method) {
        List<Call> calls = new ArrayList<>();
        Type[] types = method.getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (holdsId(types[i])) {
                if (!PARTS.containsKey(method.getDeclaringClass())) {
                    throw new AssertionError(method + " takes an id. Say in IdMethods.PARTS how to get at its class");
                }
                Own any = Own.random();
                int forms = forms(method, types[i], any, UUID.randomUUID()).size();
                for (int form = 0; form < forms; form++) {
                    calls.add(new Call(method, i, form));
                }
            }
        }
        return calls;
    }

    private static boolean isOfTheApi(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !Modifier.isStatic(method.getModifiers())
                && !method.isSynthetic();
    }

    /** The classes of the API that its methods lead to; records and enums are values, which cannot be asked. */
    private static Set<Class<?>> reachable(Class<?> root) {
        Set<Class<?>> seen = new LinkedHashSet<>(List.of(root));
        Deque<Class<?>> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            for (Method method : open.remove().getDeclaredMethods()) {
                for (Class<?> named : named(method.getGenericReturnType())) {
                    if (isOfTheApi(method)
                            && named.getName().startsWith("dev.crmkit.")
                            && !named.isRecord()
                            && !named.isEnum()
                            && seen.add(named)) {
                        open.add(named);
                    }
                }
            }
        }
        return seen;
    }

    private static boolean holdsId(Type type) {
        return raw(type) != Class.class && named(type).stream().anyMatch(CARRIERS::contains);
    }

    /** Every class that a type names. */
    private static Set<Class<?>> named(Type type) {
        Set<Class<?>> names = new LinkedHashSet<>();
        if (type instanceof Class<?> plain) {
            names.add(plain);
        } else if (type instanceof ParameterizedType generic) {
            names.addAll(named(generic.getRawType()));
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> names.addAll(named(argument)));
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(bound -> names.addAll(named(bound)));
        } else if (type instanceof TypeVariable<?> variable) {
            Stream.of(variable.getBounds()).forEach(bound -> names.addAll(named(bound)));
        }
        return names;
    }

    private static Class<?> raw(Type type) {
        return named(type).iterator().next();
    }

    private static boolean isCollectionOf(Type type, Class<?> element) {
        return Collection.class.isAssignableFrom(raw(type)) && named(type).contains(element);
    }

    private static UUID ownId(Method method, Own own) {
        if (method.getDeclaringClass() == Scoring.class && method.getName().equals("review")) {
            return own.assessment();
        }
        if (method.getName().equals("unmerge")) {
            return own.merge();
        }
        Class<?> part = method.getDeclaringClass();
        if (part == Imports.class) {
            return method.getName().equals("inspect") ? own.file() : own.imported();
        } else if (part == Views.class) {
            return own.view();
        } else if (part == Exports.class) {
            return own.export();
        } else if (part == Jobs.class) {
            return own.deadJob();
        } else if (part == Tasks.class) {
            return own.task();
        } else if (part == Channels.class && CHANNEL_CALLS.contains(method.getName())) {
            return own.channel();
        }
        boolean ofRecord = Set.of("write", "list", "pinned").contains(method.getName());
        if (part == Notes.class && !ofRecord) {
            return own.note();
        }
        return part == CrmFiles.class && !ofRecord ? own.file() : own.person();
    }

    /** The ways in which a parameter can hold the id. */
    private static List<?> forms(Method method, Type type, Own own, UUID id) {
        Class<?> raw = raw(type);
        if (raw == UUID.class) {
            return List.of(id);
        } else if (raw == List.class && isCollectionOf(type, UUID.class)) {
            return List.of(List.of(id), List.of(own.twin(), id));
        } else if (isCollectionOf(type, UUID.class)) {
            return List.of(List.of(id), List.of(own.person(), id), new LinkedHashSet<>(List.of(id, own.person())));
        } else if (raw == BulkTargets.class) {
            return List.of(
                    BulkTargets.of(List.of(id)),
                    BulkTargets.matching(ListQuery.where(attr("company").eq(id)), 5));
        } else if (isCollectionOf(type, BulkPatch.class)) {
            return List.of(
                    List.of(BulkPatch.of(id, Map.of("name", "Ann"))),
                    List.of(BulkPatch.of(own.person(), Map.of("company", id))));
        } else if (raw == HostEvent.class) {
            return List.of(HostEvent.of("call.made", id), HostEvent.of("call.made", own.person(), id));
        } else if (raw == AuditQuery.class) {
            return List.of(AuditQuery.all().record(id), AuditQuery.all().root(id));
        } else if (method.getName().equals("upsert")) {
            return List.of(List.of(Map.of("name", "Ada", "email", "ada@x.example", "company", id)));
        } else if (isCollectionOf(type, Map.class)) {
            return values(id).stream()
                    .map(values -> List.of(Map.of("name", "Ann"), values))
                    .toList();
        } else if (raw == Map.class && method.getDeclaringClass() == Merges.class) {
            return List.of(Map.of("name", MergeChoice.of(id)), Map.of("company", MergeChoice.value(id)));
        } else if (raw == CrmList.class) {
            String key = method.getName().equals("define") ? "fresh" : DYNAMIC_LIST;
            return filters(own, id).stream()
                    .map(CrmList.of(Sales.PERSON, key)::dynamic)
                    .toList();
        } else if (raw == Map.class && method.getDeclaringClass() == Lists.class) {
            return List.of(Map.of("name", id.toString()), Map.of(id.toString(), "Ada"));
        } else if (raw == Map.class) {
            return method.getDeclaringClass() == RelationGraph.class
                    ? List.of(Map.of("seen_at", id.toString()))
                    : values(id);
        } else if (raw == Record.class) {
            return List.of(
                    new PersonView(null, "Ada", id),
                    new PersonView(own.person(), "Ada", id),
                    new PersonView(id, "Ada", own.company()));
        } else if (isCollectionOf(type, Record.class)) {
            return List.of(List.of(new PersonView(null, "Ann", null), new PersonView(null, "Ada", id)));
        } else if (raw == ListQuery.class) {
            return filters(own, id).stream().map(ListQuery::where).toList();
        } else if (raw == AggregateQuery.class) {
            return filters(own, id).stream()
                    .map(filter -> AggregateQuery.of(Measure.count()).where(filter))
                    .toList();
        } else if (raw == TaskDraft.class) {
            TaskDraft draft = TaskDraft.of("Call").value("name", "Call");
            return List.of(draft.about(id), draft.about(own.company(), id), draft.childOf(id));
        } else if (raw == TaskQuery.class) {
            return List.of(
                    TaskQuery.all().about(id),
                    TaskQuery.all().assignee(id.toString()),
                    TaskQuery.all().and(attr("parent").eq(id)));
        } else if (raw == ForecastQuery.class) {
            return Stream.of(
                            attr("company").eq(id),
                            attr("company.@id").eq(id),
                            attr("@id").neq(id))
                    .map(ForecastQuery.of(Sales.DEAL, "sales")::where)
                    .toList();
        } else if (raw == ReportQuery.class) {
            return Stream.of(
                            attr("company").eq(id),
                            attr("company.@id").eq(id),
                            attr("@id").neq(id))
                    .map(ReportQuery.of(Sales.DEAL, "sales")::where)
                    .toList();
        } else if (raw == View.class) {
            return Stream.concat(
                            filters(own, id).stream().map(View.of(Sales.PERSON, "Kit", TableLayout.rows())::where),
                            Stream.of(View.of(
                                    Sales.PERSON,
                                    "Kit",
                                    KanbanLayout.by("company").columns(id.toString()))))
                    .toList();
        } else if (raw == ViewQuery.class) {
            return Stream.concat(
                            filters(own, id).stream().map(ViewQuery.all()::and),
                            Stream.of(ViewQuery.all().inGroup(id.toString())))
                    .toList();
        } else if (raw == ExportSpec.class) {
            return filters(own, id).stream()
                    .map(ExportSpec.of(Sales.PERSON)::where)
                    .toList();
        } else if (raw == ImportSpec.class) {
            return List.of(ImportSpec.of(Sales.PERSON, id).column("name", "name"));
        } else if (raw == FileUpload.class) {
            return List.of(FileUpload.named("scan.pdf").on(id));
        } else if (raw == AttributeSpec.class) {
            return List.of(spec(id));
        } else if (raw == ObjectSchema.class) {
            return List.of(schema(id));
        } else if (isCollectionOf(type, ObjectSchema.class)) {
            return List.of(List.of(schema(id)));
        } else if (raw == Role.class) {
            return filters(own, id).stream()
                    .map(filter -> Role.named("kit")
                            .on(Sales.PERSON, ObjectRules.nothing().allow(Verb.READ, Reach.where(filter))))
                    .toList();
        } else if (raw == WatchTarget.class) {
            return List.of(WatchTarget.record(id));
        } else if (raw == NewChannel.class) {
            return List.of(NewChannel.of(id, KIND, "ada"));
        } else if (isCollectionOf(type, NewChannel.class)) {
            return List.of(List.of(NewChannel.of(own.person(), KIND, "ann"), NewChannel.of(id, KIND, "ada")));
        } else if (raw == Blueprint.class) {
            return List.of(Blueprint.of("kit", 1, schema(id)));
        }
        throw new AssertionError(method + " takes an id within a " + type + ". Say in IdMethods.forms how");
    }

    private static List<Map<String, Object>> values(UUID id) {
        return List.of(
                Map.of("name", "Ada", "company", id),
                Map.of("name", "Ada", "company", id.toString()),
                Map.of("name", "Ada", "advises", List.of(id)),
                Map.of("name", "Ada", "@owner", id.toString()));
    }

    private static List<Filter> filters(Own own, UUID id) {
        return List.of(
                attr("company").eq(id),
                attr("advises").containsAny(List.of(id, own.company())),
                attr("advises").containsNone(List.of(id)),
                attr("company.@id").eq(id),
                attr("@id").in(id, own.person()),
                attr(id.toString()).isNotEmpty(),
                attr("name." + id).eq(1));
    }

    private static AttributeSpec spec(UUID id) {
        return Attributes.reference(Sales.COMPANY).defaultValue(id);
    }

    private static ObjectSchema schema(UUID id) {
        return ObjectSchema.named("fresh").attribute("company", spec(id)).build();
    }

    private static String text(Method method, int place) {
        if (method.getDeclaringClass() == SchemaCatalog.class) {
            return place == 0 ? Sales.PERSON : method.getName().startsWith("add") ? "fresh" : "company";
        }
        if (method.getDeclaringClass() == Pipelines.class) {
            return "hired";
        }
        if (method.getDeclaringClass() == Reports.class) {
            return method.getName().equals("cycle") ? "new" : place == 0 ? "@created_at" : "@closed_at";
        }
        if (method.getDeclaringClass() == Lists.class) {
            return LIST;
        }
        if (method.getDeclaringClass() == Duplicates.class || method.getName().equals("arrange")) {
            return Sales.PERSON;
        }
        if (method.getDeclaringClass() == BulkRecords.class) {
            return method.getName().endsWith("ag") ? "vip" : "email";
        }
        return method.getName().equals("erase") ? "Ada" : "knows";
    }

    private static Collection<?> collection(Class<?> part, Own own) {
        if (part == Watchers.class) {
            return List.of(Recipient.user("ben"));
        }
        return part == Tags.class || part == BulkRecords.class ? List.of("vip") : List.of(own.company());
    }

    /** An argument that holds no other's id. */
    private static Object plain(Method method, Type type, Own own) {
        Class<?> raw = raw(type);
        Map<String, Object> known = new TreeMap<>();
        known.put(WriteOptions.class.getName(), WriteOptions.none());
        known.put(Assignment.class.getName(), Assignment.toAssignee(Principal.user("ben")));
        known.put(RelationQuery.class.getName(), RelationQuery.all());
        known.put(TimelineQuery.class.getName(), TimelineQuery.all());
        known.put(
                Map.class.getName(),
                method.getDeclaringClass() == RelationGraph.class || method.getDeclaringClass() == Merges.class
                        ? Map.of()
                        : Map.of("name", "Ada"));
        known.put(List.class.getName(), List.of(own.twin()));
        known.put(ListQuery.class.getName(), ListQuery.all());
        known.put(ChannelKind.class.getName(), KIND);
        known.put(ChannelChange.class.getName(), ChannelChange.label("desk"));
        known.put(ConsentStatement.class.getName(), ConsentStatement.denied("marketing"));
        known.put(Purpose.class.getName(), Purpose.marketing());
        known.put(BulkOptions.class.getName(), BulkOptions.atomic());
        known.put(BulkTargets.class.getName(), BulkTargets.of(List.of(own.person())));
        if (method.getDeclaringClass() == Scoring.class) {
            known.put(List.class.getName(), List.of(Mark.of("need", 1)));
        }
        known.put(ReviewState.class.getName(), ReviewState.ACCEPTED);
        known.put(Writer.class.getName(), new StringWriter());
        known.put("int", 5);
        known.put(WatchQuery.class.getName(), WatchQuery.all());
        known.put(String[].class.getName(), new String[] {"vip"});
        known.put(Collection.class.getName(), collection(method.getDeclaringClass(), own));
        known.put(NoteQuery.class.getName(), NoteQuery.all());
        known.put(FileQuery.class.getName(), FileQuery.all());
        known.put(InputStream.class.getName(), InputStream.nullInputStream());
        known.put(OutputStream.class.getName(), OutputStream.nullOutputStream());
        known.put(Instant.class.getName(), Instant.parse("2026-03-02T09:00:00Z"));
        known.put(View.class.getName(), View.of(Sales.PERSON, "Kit", KanbanLayout.by("company")));
        known.put(ViewQuery.class.getName(), ViewQuery.all());
        known.put(TableOptions.class.getName(), TableOptions.defaults());
        known.put(long.class.getName(), 1L);
        known.put(int.class.getName(), 10);
        Object argument = known.get(raw.getName());
        argument = argument == null && raw.isEnum() ? raw.getEnumConstants()[0] : argument;
        if (argument == null) {
            throw new AssertionError(
                    method + " takes a " + type + " beside an id of " + own + ". Say in IdMethods.plain what to give");
        }
        return argument;
    }
}
