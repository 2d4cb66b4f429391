package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergedValue;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.RecordState;
import dev.crmkit.model.ValueSource;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.SystemFields;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which values several records of one object have when they are one. Not thread-safe. */
final class MergeValues {
    private final Tx tx;
    private final DefinedObject object;
    private final RecordProjection projection;
    private final List<LoadedRecord> records;
    private final Set<UUID> ids = new LinkedHashSet<>();
    private final Map<UUID, Sources> sources = new HashMap<>();
    private final Set<CrmAttribute> referring;
    private final RecordDraft draft;
    private final RecordDraft reading;
    private final StageDoor door;
    private final Map<String, MergedValue> shown = new LinkedHashMap<>();

    /**
     * The values of these records.
     *
     * @param records the primary first
     */
    MergeValues(Tx tx, DefinedObject object, List<LoadedRecord> records) {
        this.tx = tx;
        this.object = object;
        this.projection = new RecordProjection(object, tx.types());
        this.records = records;
        this.draft = RecordDraft.change(records.get(0));
        this.reading = RecordDraft.change(records.get(0));
        this.door = new StageDoor(tx, object);
        this.referring = Set.copyOf(projection.referenceAttributes());
        records.forEach(record -> {
            ids.add(record.stored().id());
            sources.put(record.stored().id(), Sources.read(record.stored().sources()));
        });
    }

    /** The primary as it becomes, after {@link #decide}. */
    RecordDraft draft() {
        return draft;
    }

    /** The values with where they come from, after {@link #decide}. */
    Map<String, MergedValue> shown() {
        return shown;
    }

    /**
     * Refuses owners and assignees, chosen or by the rule, that are not the actor's to give or to take, and a move that is not its to make; after
     * {@link #decide}.
     */
    void authorise() {
        Ownership ownership = new Ownership(tx, object);
        ownership.authorise(draft);
        records.subList(1, records.size())
                .forEach(record -> ownership.authoriseLoss(record.stored(), draft.state(tx.now())));
        door.authorise();
    }

    void decide(Map<String, MergeChoice> choices, List<Violation> faults) {
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        Map<String, UUID> taken = new LinkedHashMap<>();
        choices.forEach((name, choice) -> {
            if (choice instanceof MergeChoice.Value value) {
                given.put(name, value.value());
            } else if (choice instanceof MergeChoice.OfRecord of) {
                if (!ids.contains(of.record())) {
                    faults.add(new Violation(
                            name,
                            ErrorCode.VALUE_UNKNOWN_REFERENCE,
                            "is chosen from record " + of.record() + ", which is not merged here. Name one of " + ids));
                } else if (name.equals(SystemFields.STAGE)) {
                    taken.put(name, of.record());
                } else if (name.equals(SystemFields.PIPELINE)) {
                    faults.add(new Violation(
                            name,
                            ErrorCode.VALUE_READ_ONLY,
                            "goes with the stage. Choose " + SystemFields.STAGE + " of the record instead"));
                } else if (!RecordFields.has(name)
                        && tx.access()
                                .view()
                                .get(object.id())
                                .object()
                                .findAttribute(name)
                                .isEmpty()) {
                    given.put(name, null); // The reader below says what there is instead.
                } else {
                    taken.put(name, of.record());
                }
            }
        });
        if (!given.isEmpty()) {
            new ValueReader(object, tx.access(), tx.types())
                    .read(reading, given, tx.actor().kind(), "", faults);
            new ReferenceCheck(tx, object).checkAlone(reading, faults);
            new Ownership(tx, object).check(List.of(reading), List.of(""), faults);
        }
        for (CrmAttribute attribute : object.attributes()) {
            if (DerivedType.isOne(attribute.spec())) {
                if (taken.containsKey(attribute.slug())) {
                    faults.add(new Violation(
                            attribute.slug(),
                            ErrorCode.VALUE_READ_ONLY,
                            "follows from the other values. Choose those that it follows from"));
                }
                continue;
            }
            List<Candidate> candidates = candidates(attribute);
            Candidate chosen;
            if (given.containsKey(attribute.slug())) {
                Object value = reading.values().get(attribute.id());
                chosen = new Candidate(null, outside(attribute, value), null);
            } else if (taken.containsKey(attribute.slug())) {
                chosen = take(attribute, candidates, Objects.requireNonNull(taken.get(attribute.slug())), faults);
            } else {
                chosen = byRule(attribute, candidates, faults);
            }
            draft.set(attribute.id(), chosen.value(), chosen.source());
            if (!tx.access().isHidden(attribute.id())) {
                show(attribute.slug(), chosen, candidates);
            }
        }
        for (String field : List.of(SystemFields.OWNER, SystemFields.ASSIGNEE, SystemFields.SOURCE)) {
            decide(field, given, taken, reading.state(tx.now()));
        }
        decideStage(taken.get(SystemFields.STAGE), faults);
    }

    /** The primary's stage stays; where it has none, it begins in that of the first that has one, by the rules of beginning. */
    private void decideStage(@Nullable UUID from, List<Violation> faults) {
        if (object.pipelines().attributes().isEmpty()) {
            door.judge(draft, "", faults);
            return;
        }
        UUID field = object.pipelines().fields().stage();
        List<Candidate> candidates = new ArrayList<>();
        for (LoadedRecord record : records) {
            Object stage = record.values().get(field);
            if (stage != null) {
                candidates.add(new Candidate(record.stored().id(), stage, null));
            }
        }
        StageRequest asked = reading.stageRequest();
        Candidate chosen = asked != null
                ? NOTHING
                : candidates.stream()
                        .filter(c -> from == null || from.equals(c.record()))
                        .findFirst()
                        .orElse(NOTHING);
        if (asked != null) {
            draft.request(asked.by(StageMove.Way.MERGED));
        } else if (chosen.value() instanceof String stage) {
            draft.request(StageRequest.to(stage).by(StageMove.Way.MERGED));
        } else if (records.get(0).values().containsKey(field)) {
            faults.add(new Violation(
                    SystemFields.STAGE,
                    ErrorCode.VALUE_REQUIRED,
                    "cannot be empty, and record " + from + " is in no pipeline. Choose another record"));
        }
        door.judge(draft, "", faults);
        show(SystemFields.STAGE, new Candidate(chosen.record(), draft.values().get(field), null), candidates);
    }

    /** A value that may be taken; a null source stands for the transaction's actor. */
    private record Candidate(
            @Nullable UUID record,
            @Nullable Object value,
            @Nullable ValueSource source) {
        boolean isWrittenBy(ActorKind kind) {
            return source != null && source.actor().kind() == kind;
        }
    }

    private static final Candidate NOTHING = new Candidate(null, null, null);

    private List<Candidate> candidates(CrmAttribute attribute) {
        List<Candidate> candidates = new ArrayList<>();
        for (LoadedRecord record : records) {
            Object value = outside(attribute, record.values().get(attribute.id()));
            if (value != null) {
                candidates.add(new Candidate(
                        record.stored().id(),
                        value,
                        Objects.requireNonNull(sources.get(record.stored().id()))
                                .of(attribute.key())));
            }
        }
        return candidates;
    }

    /** A reference to one of the merged records would be one to itself. */
    private @Nullable Object outside(CrmAttribute attribute, @Nullable Object value) {
        if (value == null || !referring.contains(attribute)) {
            return value;
        }
        List<UUID> targets = projection.references(attribute, Map.of(attribute.id(), value)).stream()
                .filter(target -> !ids.contains(target))
                .toList();
        return targets.isEmpty() ? null : targets;
    }

    private Candidate take(CrmAttribute attribute, List<Candidate> candidates, UUID record, List<Violation> faults) {
        Candidate chosen = candidates.stream()
                .filter(c -> record.equals(c.record()))
                .findFirst()
                .orElse(NOTHING);
        if (chosen.value() == null && attribute.spec().isRequired() && !candidates.isEmpty()) {
            faults.add(new Violation(
                    attribute.slug(),
                    ErrorCode.VALUE_REQUIRED,
                    "must have a value, and record " + record + " has none. Choose another record"));
        }
        if (tx.access().isReadOnly(attribute.id())
                && !Objects.equals(
                        chosen.value(),
                        byRule(attribute, candidates, new ArrayList<>()).value())) {
            faults.add(new Violation(
                    attribute.slug(),
                    ErrorCode.VALUE_READ_ONLY,
                    "can be read and not written by your roles. Leave it out, or ask an owner or admin"));
        }
        boolean replaces = candidates.stream()
                .anyMatch(c -> c.isWrittenBy(ActorKind.USER) && !Objects.equals(c.value(), chosen.value()));
        if (tx.actor().kind() == ActorKind.AI && replaces && !chosen.isWrittenBy(ActorKind.USER)) {
            faults.add(new Violation(
                    attribute.slug(),
                    ErrorCode.VALUE_READ_ONLY,
                    "was written by a person, which a model may not overwrite. Let a person decide"));
        }
        return chosen;
    }

    private Candidate byRule(CrmAttribute attribute, List<Candidate> candidates, List<Violation> faults) {
        if (candidates.isEmpty()) {
            return NOTHING;
        }
        Candidate first = candidates.get(0);
        if (referring.contains(attribute) && ReferenceConfig.isMultiple(attribute.spec())) {
            return together(attribute, candidates, faults);
        }
        if (first.isWrittenBy(ActorKind.AI)) {
            Optional<Candidate> person = candidates.stream()
                    .filter(c -> c.isWrittenBy(ActorKind.USER))
                    .findFirst();
            return person.orElse(first);
        }
        return first;
    }

    /** References with several members lose none. */
    private Candidate together(CrmAttribute attribute, List<Candidate> candidates, List<Violation> faults) {
        Candidate first = candidates.get(0);
        Set<UUID> all = new LinkedHashSet<>();
        candidates.forEach(c -> all.addAll(
                projection.references(attribute, Map.of(attribute.id(), Objects.requireNonNull(c.value())))));
        List<UUID> value = List.copyOf(all);
        if (value.equals(first.value())) {
            return first;
        }
        try {
            tx.types().get(attribute.spec().type()).normalise(attribute.spec(), value);
        } catch (InvalidValueException e) {
            faults.add(
                    tx.access().isHidden(attribute.id())
                            ? new Violation("", e.code(), "does not work out by values that " + Merging.NOT_SHOWN)
                            : new Violation(
                                    attribute.slug(),
                                    e.code(),
                                    e.reason() + ". Choose the references of one of the records"));
        }
        return new Candidate(null, value, first.source());
    }

    private void show(String name, Candidate chosen, List<Candidate> candidates) {
        Map<UUID, Object> held = new LinkedHashMap<>();
        candidates.forEach(c -> held.put(Objects.requireNonNull(c.record()), Objects.requireNonNull(c.value())));
        if (chosen.value() != null || !held.isEmpty()) {
            shown.put(
                    name,
                    new MergedValue(
                            chosen.value(),
                            chosen.record(),
                            held,
                            held.values().stream().distinct().count() > 1));
        }
    }

    private void decide(String name, Map<String, @Nullable Object> given, Map<String, UUID> taken, RecordState read) {
        List<Candidate> candidates = new ArrayList<>();
        for (LoadedRecord record : records) {
            String value = RecordFields.get(record.stored().state(), name);
            if (value != null) {
                candidates.add(new Candidate(record.stored().id(), value, null));
            }
        }
        UUID from = taken.get(name);
        Candidate chosen = given.containsKey(name)
                ? new Candidate(null, RecordFields.get(read, name), null)
                : candidates.stream()
                        .filter(c -> from == null || from.equals(c.record()))
                        .findFirst()
                        .orElse(NOTHING);
        RecordFields.set(draft, name, (String) chosen.value());
        show(name, chosen, candidates);
    }
}
