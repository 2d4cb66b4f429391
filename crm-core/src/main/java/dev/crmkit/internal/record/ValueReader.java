package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.SystemFields;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a caller gave into a draft, and gathers every fault of it. */
final class ValueReader {
    private static final List<String> WRITABLE_FIELDS =
            List.of(SystemFields.OWNER, SystemFields.ASSIGNEE, SystemFields.SOURCE);

    private final DefinedObject object;
    private final TypeRegistry types;

    ValueReader(DefinedObject object, TypeRegistry types) {
        this.object = object;
        this.types = types;
    }

    /**
     * Takes the named values over into the draft. A new record also gets its defaults, and must have its required values.
     *
     * @param path put before the attribute's slug in faults; may be empty
     * @param faults gets every fault
     */
    void read(RecordDraft draft, Map<String, ?> input, ActorKind actor, String path, List<Violation> faults) {
        input.forEach((slug, value) -> {
            if (slug == null) {
                faults.add(unknown("null", path));
            } else if (slug.startsWith("@")) {
                readField(draft, slug, value, path, faults);
            } else {
                Optional<CrmAttribute> attribute = object.object().findAttribute(slug);
                if (attribute.isPresent()) {
                    readValue(draft, attribute.get(), value, actor, path, faults);
                } else {
                    faults.add(unknown(slug, path));
                }
            }
        });
        if (draft.isNew()) {
            complete(draft, input, path, faults);
        }
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
        String text = null;
        if (!Emptiness.isEmpty(input)) {
            if (!(input instanceof String given)) {
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
        switch (field) {
            case SystemFields.OWNER -> draft.owner(text);
            case SystemFields.ASSIGNEE -> draft.assignee(text);
            default -> draft.source(text);
        }
    }

    private void complete(RecordDraft draft, Map<String, ?> input, String path, List<Violation> faults) {
        for (CrmAttribute attribute : object.attributes()) {
            if (input.containsKey(attribute.slug())) {
                continue;
            }
            Object defaultValue = attribute.spec().defaultValue();
            if (defaultValue != null) {
                draft.set(attribute.id(), types.get(attribute.spec().type()).restore(attribute.spec(), defaultValue));
            } else if (attribute.spec().isRequired()) {
                faults.add(new Violation(
                        path + attribute.slug(), ErrorCode.VALUE_REQUIRED, "must have a value. Give one"));
            }
        }
    }

    private Violation unknown(String slug, String path) {
        List<String> known =
                object.attributes().stream().map(CrmAttribute::slug).sorted().toList();
        return new Violation(
                path + slug,
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                "is not an attribute of object '" + object.slug() + "'. Known attributes: " + String.join(", ", known)
                        + "." + DidYouMean.hint(slug, known));
    }
}
