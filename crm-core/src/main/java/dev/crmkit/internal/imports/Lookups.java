package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.imports.ImportMode;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.ImportedRows;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.table.CellParser;
import dev.crmkit.internal.type.RecordIds;
import dev.crmkit.internal.type.Refusals;
import dev.crmkit.internal.type.UniqueKeys;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records that cells name: all texts of a column at once, so that the number of statements does not depend on the number of rows. What was found of
 * other objects than the one that is imported is remembered for the step. Not thread-safe.
 */
final class Lookups {
    private static final int NAMES = 1_000;

    private final Tx tx;
    private final CellParser parser;
    private final UUID own;
    private final UUID root;
    private final Map<Question, Answer> known = new HashMap<>();
    private boolean created;

    /**
     * Lookups of one step.
     *
     * @param root the id of the event of the step
     */
    Lookups(Tx tx, Plan plan, UUID root) {
        this.tx = tx;
        this.parser =
                new CellParser(tx.types(), plan.spec().cells(), tx.schema().zone());
        this.own = plan.object().id();
        this.root = root;
    }

    /**
     * Which record. Immutable.
     *
     * @param object of which object
     * @param match the unique attribute, or null for the display name
     * @param text by what it is named
     */
    record Question(UUID object, @Nullable UUID match, String text) {
        static Question of(Plan.Column column, String text) {
            return new Question(
                    Objects.requireNonNull(column.stored().object()),
                    column.stored().match(),
                    Normalizer.normalize(WhiteSpace.strip(text), Normalizer.Form.NFC));
        }
    }

    /**
     * The record, or why there is none. Immutable.
     *
     * @param record the record, or null
     * @param code what is wrong, or null
     * @param reason as it goes into a fault; empty if nothing is wrong
     */
    record Answer(@Nullable UUID record, @Nullable ErrorCode code, String reason) {
        static Answer of(UUID record) {
            return new Answer(record, null, "");
        }

        static Answer unknown(String reason) {
            return new Answer(null, ErrorCode.VALUE_UNKNOWN_REFERENCE, reason);
        }
    }

    /** What a row must not be written together with that asks for this: the unique key or the name, of a record of the object that is imported. */
    Set<Object> asked(Question question) {
        if (!question.object().equals(own)) {
            return Set.of();
        }
        UUID match = question.match();
        if (match == null) {
            return Set.of(ImportedRows.named(question.text()));
        }
        try {
            UniqueKey key = key(attribute(question), question.text());
            return key == null ? Set.of() : Set.of(key);
        } catch (InvalidValueException e) {
            return Set.of();
        }
    }

    /**
     * Answers questions.
     *
     * @param creatable those whose records are created if they are not there
     */
    Map<Question, Answer> answer(Collection<Question> questions, Set<Question> creatable) {
        Map<Question, Answer> answers = new HashMap<>();
        Map<List<Object>, Set<Question>> open = new LinkedHashMap<>();
        for (Question question : questions) {
            Answer answer = known.get(question);
            boolean create = creatable.contains(question);
            if (answer != null && (answer.record() != null || !create)) {
                answers.put(question, answer);
            } else {
                open.computeIfAbsent(
                                List.of(question.object(), question.match() == null ? "" : question.match()),
                                any -> new LinkedHashSet<>())
                        .add(question);
            }
        }
        for (Set<Question> group : open.values()) {
            Map<Question, Answer> found = new HashMap<>();
            Set<Question> rest = byId(group, found);
            if (!rest.isEmpty()) {
                if (rest.iterator().next().match() == null) {
                    byName(rest, found);
                } else {
                    byKey(rest, creatable, found);
                }
            }
            answers.putAll(found);
            if (!group.iterator().next().object().equals(own)) {
                known.putAll(found);
            }
        }
        return answers;
    }

    /** Whether records were created. */
    boolean hasCreated() {
        return created;
    }

    private DefinedObject object(Question question) {
        return tx.access().view().get(question.object());
    }

    private CrmAttribute attribute(Question question) {
        return object(question)
                .object()
                .findAttribute(Objects.requireNonNull(question.match()))
                .orElseThrow();
    }

    /** Answers those that are ids; gives the others. */
    private Set<Question> byId(Set<Question> questions, Map<Question, Answer> found) {
        Map<Question, UUID> ids = new LinkedHashMap<>();
        Set<Question> rest = new LinkedHashSet<>();
        for (Question question : questions) {
            try {
                ids.put(question, RecordIds.read(question.text()));
            } catch (InvalidValueException e) {
                rest.add(question);
            }
        }
        Map<UUID, RecordLabel> labels = Aliases.labels(tx, ids.values());
        ids.forEach((question, id) -> {
            RecordLabel label = labels.get(id);
            String slug = object(question).slug();
            if (label == null || !label.objectId().equals(question.object())) {
                found.put(
                        question,
                        Answer.unknown("There is no " + slug + " " + id + ". Create it first, or name another"));
            } else if (label.archived()) {
                found.put(
                        question,
                        Answer.unknown("The " + slug + " " + id + " is archived. Restore it first, or name another"));
            } else {
                found.put(question, Answer.of(label.id()));
            }
        });
        return rest;
    }

    private void byName(Set<Question> questions, Map<Question, Answer> found) {
        List<Question> all = List.copyOf(questions);
        for (int from = 0; from < all.size(); from += NAMES) {
            some(all.subList(from, Math.min(all.size(), from + NAMES)), found);
        }
    }

    /** First how many records have each name, then those that are alone with theirs: a name that a million records have costs nothing. */
    private void some(List<Question> questions, Map<Question, Answer> found) {
        DefinedObject object = object(questions.get(0));
        Map<String, Long> counts = new HashMap<>();
        for (Grouping.Row row : tx.records()
                .group(new Grouping(
                        object.id(),
                        tx.access().withinReach(object.id(), in(questions)),
                        ArchivedFilter.LIVE,
                        List.of(new Grouping.Key(SystemField.DISPLAY_NAME, List.of())),
                        List.of(new Grouping.Computation(Measure.Function.COUNT, null))))) {
            if (row.keys().get(0) instanceof IndexValue.Text name
                    && row.values().get(0) instanceof Long count) {
                counts.merge(name.folded(), count, Long::sum);
            }
        }
        List<Question> single = questions.stream()
                .filter(question -> counts.getOrDefault(TextFolding.fold(question.text()), 0L) == 1)
                .toList();
        Map<String, UUID> ids = new HashMap<>();
        if (!single.isEmpty()) {
            for (StoredRecord record : tx.records()
                    .list(new RecordQuery(
                            object.id(),
                            tx.access().withinReach(object.id(), in(single)),
                            ArchivedFilter.LIVE,
                            List.of(),
                            null,
                            NAMES))
                    .records()) {
                ids.put(TextFolding.fold(record.displayName()), record.id());
            }
        }
        for (Question question : questions) {
            String folded = TextFolding.fold(question.text());
            long count = counts.getOrDefault(folded, 0L);
            UUID id = ids.get(folded);
            found.put(
                    question,
                    id != null
                            ? Answer.of(id)
                            : Answer.unknown(
                                    count > 1
                                            ? count + " records of '" + object.slug() + "' are called "
                                                    + Refusals.show(question.text())
                                                    + ". Name the one by its id or a unique attribute"
                                            : "There is no " + object.slug() + " called "
                                                    + Refusals.show(question.text())
                                                    + ". Create it first, or name another"));
        }
    }

    private static Predicate in(List<Question> questions) {
        Map<String, IndexValue> names = new LinkedHashMap<>();
        questions.forEach(question -> {
            IndexValue.Text text = IndexValue.Text.of(question.text());
            names.putIfAbsent(text.folded(), text);
        });
        return new Predicate.In(SystemField.DISPLAY_NAME, List.copyOf(names.values()));
    }

    private @Nullable UniqueKey key(CrmAttribute attribute, String text) {
        AttributeType type = tx.types().get(attribute.spec().type());
        Object parsed = parser.parse(attribute.spec(), text);
        Object canonical = parsed == null ? null : type.normalise(attribute.spec(), parsed);
        return canonical == null
                ? null
                : new UniqueKey(attribute.id(), UniqueKeys.of(type, attribute.spec(), canonical));
    }

    private void byKey(Set<Question> questions, Set<Question> creatable, Map<Question, Answer> found) {
        Question first = questions.iterator().next();
        CrmAttribute attribute = attribute(first);
        DefinedObject object = object(first);
        Map<Question, UniqueKey> keys = new LinkedHashMap<>();
        for (Question question : questions) {
            try {
                UniqueKey key = key(attribute, question.text());
                if (key == null) {
                    found.put(question, Answer.unknown(Refusals.show(question.text()) + " names no " + object.slug()));
                } else {
                    keys.put(question, key);
                }
            } catch (InvalidValueException e) {
                found.put(question, new Answer(null, e.code(), e.reason()));
            }
        }
        Map<UniqueKey, UUID> holders = tx.records().holders(object.id(), new LinkedHashSet<>(keys.values()));
        Set<UUID> readable = Gate.permitted(tx, object.id(), Verb.READ, holders.values());
        List<Question> missing = new ArrayList<>();
        keys.forEach((question, key) -> {
            UUID holder = holders.get(key);
            if (holder != null && readable.contains(holder)) {
                found.put(question, Answer.of(holder));
            } else if (creatable.contains(question)) {
                missing.add(question);
            } else {
                found.put(
                        question,
                        Answer.unknown("There is no " + object.slug() + " whose '" + attribute.slug() + "' is "
                                + Refusals.show(question.text()) + ". Create it first, or name another"));
            }
        });
        if (!missing.isEmpty()) {
            create(object, attribute, missing, found);
        }
    }

    private void create(
            DefinedObject object, CrmAttribute attribute, List<Question> missing, Map<Question, Answer> found) {
        List<Object> values = new ArrayList<>();
        for (Question question : missing) {
            values.add(Objects.requireNonNull(parser.parse(attribute.spec(), question.text())));
        }
        // By the way of upserts: who creates the same at the same time is found.
        List<ImportedRows.Written> written = new ImportedRows(
                        tx, tx.schema().get(object.id()), ImportMode.UPSERT, attribute, root)
                .write(
                        missing.size(),
                        rows -> rows.stream()
                                .map(row -> new ImportedRows.Said(
                                        place(row),
                                        null,
                                        Map.of(attribute.slug(), values.get(row)),
                                        List.of(),
                                        Set.of()))
                                .toList());
        for (int i = 0; i < missing.size(); i++) {
            StoredRecord record = written.get(i).record();
            if (record != null) {
                created = true;
                found.put(missing.get(i), Answer.of(record.id()));
                continue;
            }
            List<String> why = new ArrayList<>();
            for (Violation fault : written.get(i).faults()) {
                why.add(ErrorRows.said(ErrorRows.inRow(fault, place(i))));
            }
            found.put(
                    missing.get(i),
                    Answer.unknown("There is no " + object.slug() + " whose '" + attribute.slug() + "' is "
                            + Refusals.show(missing.get(i).text()) + ", and it cannot be created: "
                            + String.join("; ", why)));
        }
    }

    private static String place(int i) {
        return "new[" + i + "]";
    }
}
