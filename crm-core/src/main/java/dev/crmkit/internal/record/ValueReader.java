package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.access.Access;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.member.Principal;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.SystemFields;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a caller gave into a draft, and gathers every fault of it. */
final class ValueReader {
    private static final List<String> WRITABLE_FIELDS = List.of(
            SystemFields.OWNER, SystemFields.ASSIGNEE, SystemFields.SOURCE, SystemFields.PIPELINE, SystemFields.STAGE);

    private final DefinedObject object;
    private final CrmObject seen;
    private final Access access;
    private final TypeRegistry types;
    private boolean incomplete;

    ValueReader(DefinedObject object, Access access, TypeRegistry types) {
        this.object = object;
        this.seen = access.view().get(object.id()).object();
        this.access = access;
        this.types = types;
    }

    /** Whether the record that was read last is new and must have a value that the actor may not give. */
    boolean isIncomplete() {
        return incomplete;
    }

    /**
     * Takes the named values over into the draft. A new record also gets its defaults, and must have its required values.
     *
     * @param path put before the attribute's slug in faults; may be empty
     * @param faults gets every fault
     */
    void read(RecordDraft draft, Map<String, ?> input, ActorKind actor, String path, List<Violation> faults) {
        take(draft, input, actor, path, faults);
        incomplete = false;
        if (draft.isNew()) {
            complete(draft, input, path, faults);
        }
    }

    /** As {@link #read}, and nothing is added or missed. */
    void take(RecordDraft draft, Map<String, ?> input, ActorKind actor, String path, List<Violation> faults) {
        input.forEach((slug, value) -> {
            if (slug == null) {
                faults.add(unknown("null", path));
            } else if (slug.startsWith("@")) {
                readField(draft, slug, value, path, faults);
            } else {
                Optional<CrmAttribute> attribute = seen.findAttribute(slug);
                if (attribute.isPresent()) {
                    readValue(draft, attribute.get(), value, actor, path, faults);
                } else {
                    faults.add(unknown(slug, path));
                }
            }
        });
    }

    private void readValue(
            RecordDraft draft,
            CrmAttribute attribute,
            @Nullable Object input,
            ActorKind actor,
            String path,
            List<Violation> faults) {
        AttributeType type = types.get(attribute.spec().type());
        String where = path + attribute.slug();
        if (type.isEngineWritten()) {
            faults.add(new Violation(
                    where, ErrorCode.VALUE_READ_ONLY, "is written by the engine only. Leave it out of the values"));
            return;
        }
        LoadedRecord before = draft.before();
        if (before != null && input != null && input.equals(before.values().get(attribute.id()))) {
            // What the record holds already stays as it is, also where it could not be chosen anew, as an archived
            // option.
            return;
        }
        if (access.isReadOnly(attribute.id())) {
            faults.add(new Violation(
                    where,
                    ErrorCode.VALUE_READ_ONLY,
                    "can be read and not written by your roles. Leave it out, or ask an owner or admin"));
            return;
        }
        Object canonical;
        try {
            canonical = Emptiness.isEmpty(input) || input == null ? null : type.normalise(attribute.spec(), input);
        } catch (InvalidValueException e) {
            faults.add(new Violation(where, e.code(), e.reason()));
            return;
        }
        if (canonical == null && attribute.spec().isRequired()) {
            if (before == null || before.values().containsKey(attribute.id())) {
                faults.add(new Violation(where, ErrorCode.VALUE_REQUIRED, "must have a value. Give one"));
            }
            return;
        }
        if (actor == ActorKind.AI && before != null && overwritesPerson(before, attribute, canonical)) {
            faults.add(new Violation(
                    where,
                    ErrorCode.VALUE_READ_ONLY,
                    "was written by a person, which a model may not overwrite. Let a person decide"));
            return;
        }
        draft.set(attribute.id(), canonical);
    }

    private static boolean overwritesPerson(LoadedRecord before, CrmAttribute attribute, @Nullable Object canonical) {
        Object current = before.values().get(attribute.id());
        return current != null
                && !current.equals(canonical)
                && Sources.read(before.stored().sources())
                                .of(attribute.key())
                                .actor()
                                .kind()
                        == ActorKind.USER;
    }

    private void readField(
            RecordDraft draft, String field, @Nullable Object input, String path, List<Violation> faults) {
        if (!WRITABLE_FIELDS.contains(field)) {
            faults.add(new Violation(
                    path + field,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "is not a field that can be written. Fields: " + String.join(", ", WRITABLE_FIELDS)));
            return;
        }
        boolean ofPipeline = field.equals(SystemFields.PIPELINE) || field.equals(SystemFields.STAGE);
        String text = null;
        if (!Emptiness.isEmpty(input)) {
            Object said = input instanceof Principal principal && !field.equals(SystemFields.SOURCE) && !ofPipeline
                    ? principal.text()
                    : input;
            if (!(said instanceof String given)) {
                faults.add(new Violation(
                        path + field,
                        ErrorCode.VALUE_WRONG_TYPE,
                        "must be text, not "
                                + (input == null ? "null" : input.getClass().getSimpleName())));
                return;
            }
            text = given.strip();
            if (text.codePointCount(0, text.length()) > 200) {
                faults.add(new Violation(
                        path + field, ErrorCode.VALUE_TOO_LONG, "has more than 200 characters. Shorten it"));
                return;
            }
            if (text.indexOf('\0') >= 0) {
                faults.add(new Violation(
                        path + field, ErrorCode.VALUE_MALFORMED, "has the character U+0000 in it. Take it out"));
                return;
            }
        }
        if (ofPipeline) {
            requestStage(draft, field, text, path, faults);
            return;
        }
        if (text != null && !field.equals(SystemFields.SOURCE)) {
            try {
                text = Principal.parse(text).text();
            } catch (IllegalArgumentException e) {
                faults.add(new Violation(
                        path + field,
                        ErrorCode.VALUE_MALFORMED,
                        "'" + text
                                + "' names neither a user nor a group. Give a user's id, or group: and a group's id"));
                return;
            }
        }
        switch (field) {
            case SystemFields.OWNER -> draft.owner(text);
            case SystemFields.ASSIGNEE -> draft.assignee(text);
            default -> draft.source(text);
        }
    }

    private void requestStage(
            RecordDraft draft, String field, @Nullable String text, String path, List<Violation> faults) {
        if (text == null) {
            LoadedRecord before = draft.before();
            if (before != null
                    && !object.pipelines().attributes().isEmpty()
                    && before.values().containsKey(object.pipelines().fields().stage())) {
                faults.add(new Violation(
                        path + field,
                        ErrorCode.VALUE_REQUIRED,
                        "cannot be empty: a record that is in a pipeline stays in one. Name a stage, or"
                                + " archive the record"));
            }
            return;
        }
        StageRequest known = draft.stageRequest();
        StageRequest asked = known == null ? new StageRequest(null, null, StageMove.Way.ALLOWED) : known;
        draft.request(field.equals(SystemFields.STAGE) ? asked.toStage(text) : asked.inPipeline(text));
    }

    private void complete(RecordDraft draft, Map<String, ?> input, String path, List<Violation> faults) {
        for (CrmAttribute attribute : object.attributes()) {
            boolean writable = !access.isHidden(attribute.id()) && !access.isReadOnly(attribute.id());
            if (input.containsKey(attribute.slug()) && !access.isHidden(attribute.id())) {
                continue;
            }
            Object defaultValue = attribute.spec().defaultValue();
            if (defaultValue != null) {
                draft.set(attribute.id(), types.get(attribute.spec().type()).restore(attribute.spec(), defaultValue));
            } else if (attribute.spec().isRequired() && !writable) {
                incomplete = true;
            } else if (attribute.spec().isRequired()) {
                faults.add(new Violation(
                        path + attribute.slug(), ErrorCode.VALUE_REQUIRED, "must have a value. Give one"));
            }
        }
    }

    private Violation unknown(String slug, String path) {
        List<String> known =
                seen.attributes().stream().map(CrmAttribute::slug).sorted().toList();
        return new Violation(
                path + slug,
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                "is not an attribute of object '" + object.slug() + "'. Known attributes: " + String.join(", ", known)
                        + "." + DidYouMean.hint(slug, known));
    }
}
