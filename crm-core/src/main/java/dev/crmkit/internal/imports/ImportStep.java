package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.imports.ImportCounts;
import dev.crmkit.internal.access.Principals;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.ImportedRows;
import dev.crmkit.internal.record.Links;
import dev.crmkit.internal.tag.Tagging;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.BulkResult;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.tag.Tags;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes some rows of an import in one transaction, as if each came after the one before. Used once. Not thread-safe. */
final class ImportStep {
    private final Tx tx;
    private final Plan plan;
    private final UUID root;
    private final RowReader reader;
    private final Lookups lookups;
    private final Map<String, String> people = new HashMap<>();
    private final Map<Integer, Set<Edge.Key>> links = new HashMap<>();

    /**
     * A step.
     *
     * @param root the id that its event will have
     */
    ImportStep(Tx tx, Plan plan, UUID root) {
        this.tx = tx;
        this.plan = plan;
        this.root = root;
        this.reader = new RowReader(tx, plan);
        this.lookups = new Lookups(tx, plan, root);
    }

    /** What became of a row. Immutable. */
    record Result(
            TableRow row,
            BulkResult.Outcome outcome,
            @Nullable StoredRecord record,
            List<Violation> faults) {
        Result {
            faults = List.copyOf(faults);
        }
    }

    List<Result> write(List<TableRow> rows) {
        List<RowReader.Cells> cells = rows.stream().map(reader::read).toList();
        findPeople(cells);
        List<ImportedRows.Written> written = new ImportedRows(
                        tx, tx.schema().get(plan.object().id()), plan.spec().mode(), plan.key(), root)
                .write(rows.size(), places -> say(places, cells));
        Set<Object> added = new HashSet<>(tag(cells, written));
        added.addAll(link(written));
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ImportedRows.Written one = written.get(i);
            StoredRecord record = one.record();
            // What several rows add, the first of them has added.
            boolean more = record != null && added.removeAll(adds(i, cells.get(i), record.id()));
            String place = rows.get(i).place();
            results.add(new Result(
                    rows.get(i),
                    more && one.outcome() == BulkResult.Outcome.UNCHANGED ? BulkResult.Outcome.UPDATED : one.outcome(),
                    record,
                    one.faults().stream()
                            .map(fault -> ErrorRows.inRow(fault, place))
                            .toList()));
        }
        return results;
    }

    /** The tags and relations that a row gives to its record. */
    private Set<Object> adds(int place, RowReader.Cells cells, UUID record) {
        Set<Object> adds = new HashSet<>();
        cells.tags().forEach(tag -> adds.add(new Given(record, tag.key())));
        links.getOrDefault(place, Set.of()).forEach(edge -> adds.add(new Edge.Key(record, edge.relation(), edge.to())));
        return adds;
    }

    /** A tag of a record. Immutable. */
    private record Given(UUID record, String tag) {}

    /** Users are named by their ids, or by the e-mail addresses of members. */
    private void findPeople(List<RowReader.Cells> cells) {
        Set<String> addresses = new LinkedHashSet<>();
        for (RowReader.Cells row : cells) {
            for (Object said : named(row)) {
                if (said instanceof String text && text.indexOf('@') > 0) {
                    addresses.add(TextFolding.fold(text));
                }
            }
        }
        people.putAll(Principals.byEmail(tx, addresses));
    }

    private Collection<?> named(RowReader.Cells row) {
        List<@Nullable Object> named = new ArrayList<>();
        for (Plan.Column column : plan.columns()) {
            String name = column.stored().name();
            if (name.equals(SystemFields.OWNER) || name.equals(SystemFields.ASSIGNEE)) {
                named.add(row.values().get(name));
            } else if (isOfUsers(column)
                    && row.values()
                                    .get(Objects.requireNonNull(column.attribute())
                                            .slug())
                            instanceof List<?> ids) {
                named.addAll(ids);
            }
        }
        return named;
    }

    private static boolean isOfUsers(Plan.Column column) {
        return column.attribute() != null && column.attribute().spec().type().equals("USER_REFERENCE");
    }

    private @Nullable Object person(@Nullable Object said) {
        return said instanceof String text ? people.getOrDefault(TextFolding.fold(text), text) : said;
    }

    private List<ImportedRows.Said> say(List<Integer> places, List<RowReader.Cells> all) {
        Set<Lookups.Question> questions = new LinkedHashSet<>();
        Set<Lookups.Question> creatable = new HashSet<>();
        for (int place : places) {
            RowReader.Cells cells = all.get(place);
            for (RowReader.Names names : cells.names()) {
                for (String text : names.texts()) {
                    Lookups.Question question = Lookups.Question.of(names.column(), text);
                    questions.add(question);
                    // A row that fails in any case creates nothing.
                    if (names.column().stored().create() && cells.faults().isEmpty()) {
                        creatable.add(question);
                    }
                }
            }
        }
        Map<Lookups.Question, Lookups.Answer> answers = lookups.answer(questions, creatable);
        return places.stream().map(place -> say(place, all.get(place), answers)).toList();
    }

    private ImportedRows.Said say(int place, RowReader.Cells cells, Map<Lookups.Question, Lookups.Answer> answers) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(cells.values());
        values.remove(SystemFields.ID);
        values.replaceAll((name, value) ->
                name.equals(SystemFields.OWNER) || name.equals(SystemFields.ASSIGNEE) ? person(value) : value);
        plan.columns().stream().filter(ImportStep::isOfUsers).forEach(column -> {
            String slug = Objects.requireNonNull(column.attribute()).slug();
            if (values.get(slug) instanceof List<?> ids) {
                values.put(slug, ids.stream().map(this::person).distinct().toList());
            }
        });
        List<Violation> faults = new ArrayList<>(cells.faults());
        Set<Object> asked = new HashSet<>();
        Set<Edge.Key> edges = new LinkedHashSet<>();
        for (RowReader.Names names : cells.names()) {
            List<UUID> ids = new ArrayList<>();
            String name = names.column().attribute() == null
                    ? names.column().stored().name()
                    : names.column().attribute().slug();
            boolean sound = true;
            for (String text : names.texts()) {
                Lookups.Question question = Lookups.Question.of(names.column(), text);
                Lookups.Answer answer = Objects.requireNonNull(answers.get(question));
                asked.addAll(lookups.asked(question));
                UUID id = answer.record();
                if (id == null
                        && names.column().stored().create()
                        && !cells.faults().isEmpty()) {
                    // It would be created for a row that has no faults.
                    sound = false;
                } else if (id == null) {
                    sound = false;
                    faults.add(new Violation(
                            cells.row().place() + "." + name,
                            answer.code() == null ? ErrorCode.VALUE_UNKNOWN_REFERENCE : answer.code(),
                            answer.reason()));
                } else if (!ids.contains(id)) {
                    ids.add(id);
                }
            }
            if (names.column().stored().kind() == StoredColumn.Kind.RELATION) {
                // From where, is known when the row is written.
                ids.forEach(id -> edges.add(new Edge.Key(id, name, id)));
            } else if (sound && ids.size() > ReferenceConfig.MAX_MEMBERS) {
                faults.add(new Violation(
                        cells.row().place() + "." + name,
                        ErrorCode.VALUE_TOO_LONG,
                        "names " + ids.size() + " records; the limit is " + ReferenceConfig.MAX_MEMBERS));
            } else if (sound) {
                values.put(name, List.copyOf(ids));
            }
        }
        links.put(place, edges);
        return new ImportedRows.Said(cells.row().place(), cells.id(), values, faults, asked);
    }

    /** Adds the tags; tells which are new. */
    private Set<Given> tag(List<RowReader.Cells> cells, List<ImportedRows.Written> written) {
        Map<UUID, Map<String, TagName>> names = new LinkedHashMap<>();
        Map<UUID, StoredRecord> records = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            StoredRecord record = written.get(i).record();
            if (record != null && !cells.get(i).tags().isEmpty()) {
                records.put(record.id(), record);
                cells.get(i)
                        .tags()
                        .forEach(tag -> names.computeIfAbsent(record.id(), id -> new LinkedHashMap<>())
                                .putIfAbsent(tag.key(), tag));
            }
        }
        Set<Given> tagged = new HashSet<>();
        Map<UUID, Collection<TagName>> some = new LinkedHashMap<>();
        int pairs = 0;
        for (Map.Entry<UUID, Map<String, TagName>> entry : names.entrySet()) {
            if (pairs + entry.getValue().size() > Tags.MAX_PAIRS) {
                tagged.addAll(tag(some, records));
                some.clear();
                pairs = 0;
            }
            some.put(entry.getKey(), entry.getValue().values());
            pairs += entry.getValue().size();
        }
        tagged.addAll(tag(some, records));
        return tagged;
    }

    private Set<Given> tag(Map<UUID, Collection<TagName>> names, Map<UUID, StoredRecord> records) {
        if (names.isEmpty()) {
            return Set.of();
        }
        Map<UUID, StoredRecord> some = new LinkedHashMap<>();
        names.keySet().forEach(id -> some.put(id, Objects.requireNonNull(records.get(id))));
        Set<Given> given = new HashSet<>();
        Tagging.each(tx, names, root)
                .insert(some)
                .forEach(pair -> given.add(new Given(Objects.requireNonNull(pair.recordId()), pair.key())));
        return given;
    }

    /** Makes the relations that are new, and tells which. A record has none to itself. */
    private Set<Edge.Key> link(List<ImportedRows.Written> written) {
        List<Edge.Key> edges = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            StoredRecord record = written.get(i).record();
            if (record != null) {
                for (Edge.Key edge : links.getOrDefault(i, Set.of())) {
                    if (!edge.to().equals(record.id())) {
                        edges.add(new Edge.Key(record.id(), edge.relation(), edge.to()));
                    }
                }
            }
        }
        return edges.isEmpty() ? Set.of() : Links.add(tx, edges, root);
    }

    /** Whether anything was written beside what the rows say. */
    boolean hasCreatedOthers() {
        return lookups.hasCreated();
    }

    /** How many rows ended how. */
    static ImportCounts counts(List<Result> results) {
        Map<BulkResult.Outcome, Long> counts = new HashMap<>();
        results.forEach(result -> counts.merge(result.outcome(), 1L, Long::sum));
        return new ImportCounts(
                counts.getOrDefault(BulkResult.Outcome.CREATED, 0L),
                counts.getOrDefault(BulkResult.Outcome.UPDATED, 0L),
                counts.getOrDefault(BulkResult.Outcome.UNCHANGED, 0L),
                counts.getOrDefault(BulkResult.Outcome.FAILED, 0L));
    }

    /** Writes the event of the step, which those of the records name as their cause. */
    static void tell(Tx tx, UUID root, UUID object, String type, Map<String, ?> details) {
        tx.append(List.of(new StoredEvent(
                root, type, null, object, 0, tx.actor(), new Cause(root, null, 0), tx.now(), "", Json.write(details))));
    }

    /** What the event of a step says. */
    static Map<String, Object> details(UUID id, Plan plan, ImportCounts counts) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("import", id.toString());
        details.put("automations", plan.spec().automations().name());
        details.put("created", counts.created());
        details.put("updated", counts.updated());
        return details;
    }
}
