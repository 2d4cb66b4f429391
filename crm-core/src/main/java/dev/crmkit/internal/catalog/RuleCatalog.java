package dev.crmkit.internal.catalog;

import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.duplicate.Duplicates;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.MatchRule;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.member.Power;
import dev.crmkit.model.CrmAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Duplicate rules as a part of the definition of their object. Not instantiable. */
public final class RuleCatalog {
    private RuleCatalog() {}

    /**
     * A change of an object's rules. Immutable.
     *
     * @param before the object before
     * @param after the object after; the same if nothing changed
     */
    public record Change(DefinedObject before, DefinedObject after) {

        /** The rules whose keys nobody needs any more. */
        public List<UUID> dropped() {
            List<UUID> kept = ids(after);
            return ids(before).stream().filter(id -> !kept.contains(id)).toList();
        }

        /** Whether there are rules by which records have no keys yet. */
        public boolean adds() {
            return !ids(before).containsAll(ids(after));
        }

        private static List<UUID> ids(DefinedObject object) {
            return object.matchRules().stream().map(MatchRule::id).toList();
        }
    }

    /** Puts rules in place of those before, in a transaction that changes the schema. */
    public static Change define(Tx tx, String slug, List<DuplicateRule> rules) {
        tx.access().require(Power.MANAGE_SCHEMA, "define duplicate rules");
        WorkspaceSchema schema = tx.lockSchema();
        DefinedObject before = schema.get(slug);
        List<Violation> faults = new ArrayList<>();
        if (rules.size() > Duplicates.MOST_RULES) {
            faults.add(new Violation(
                    "",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "an object has up to " + Duplicates.MOST_RULES + " rules, not " + rules.size()));
        }
        List<MatchRule> defined = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            rule(tx, before, rules.get(i), defined, "rules[" + i + "]", faults).ifPresent(defined::add);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException("define the duplicate rules of '" + slug + "'", faults);
        }
        DefinedObject after = before.withMatchRules(defined);
        if (after.equals(before)) {
            return new Change(before, before);
        }
        SchemaService.store(tx, after, SchemaService.ids(schema), "duplicate rules defined");
        return new Change(before, tx.reloadSchema().get(before.id()));
    }

    private static Optional<MatchRule> rule(
            Tx tx,
            DefinedObject object,
            DuplicateRule rule,
            List<MatchRule> defined,
            String path,
            List<Violation> faults) {
        int known = faults.size();
        String reference = rule.within();
        Optional<CrmAttribute> attribute = attribute(object, rule.attribute(), path, faults);
        Optional<CrmAttribute> within =
                reference == null ? Optional.empty() : attribute(object, reference, path, faults);
        attribute
                .filter(a -> !fits(rule.kind(), a))
                .ifPresent(a -> faults.add(new Violation(
                        path,
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        "'" + a.slug() + "' is of type " + a.spec().type() + "; a rule of kind " + rule.kind()
                                + " is about attributes of type "
                                + String.join(" or ", types(rule.kind())))));
        within.filter(a -> !canNarrow(tx, a))
                .ifPresent(a -> faults.add(new Violation(
                        path,
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        "'" + a.slug() + "' is of type " + a.spec().type()
                                + "; only a reference to records can narrow a rule")));
        if (faults.size() > known || attribute.isEmpty()) {
            return Optional.empty();
        }
        UUID about = attribute.get().id();
        UUID narrowed = within.map(CrmAttribute::id).orElse(null);
        if (defined.stream().anyMatch(other -> other.hasKeysOf(rule.kind(), about, narrowed))) {
            faults.add(new Violation(
                    path,
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "the rule '" + rule + "' is named twice. Name it once, with the action that it shall have"));
            return Optional.empty();
        }
        return Optional.of(new MatchRule(
                id(tx, object, rule.kind(), about, narrowed),
                rule.kind(),
                about,
                narrowed,
                rule.similarity(),
                rule.action()));
    }

    /** A rule that asks for the same keys keeps its id, and records their keys. */
    private static UUID id(
            Tx tx, DefinedObject object, DuplicateRule.Kind kind, UUID attribute, @Nullable UUID within) {
        return object.matchRules().stream()
                .filter(rule -> rule.hasKeysOf(kind, attribute, within))
                .map(MatchRule::id)
                .findFirst()
                .orElseGet(tx::newId);
    }

    private static Optional<CrmAttribute> attribute(
            DefinedObject object, String slug, String path, List<Violation> faults) {
        Optional<CrmAttribute> attribute = object.object().findAttribute(slug);
        if (attribute.isEmpty()) {
            List<String> known =
                    object.attributes().stream().map(CrmAttribute::slug).toList();
            faults.add(new Violation(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "names '" + slug + "', which is not an attribute of '" + object.slug() + "'. Known attributes: "
                            + String.join(", ", known) + "." + DidYouMean.hint(slug, known)));
        }
        return attribute;
    }

    private static boolean fits(DuplicateRule.Kind kind, CrmAttribute attribute) {
        return types(kind).contains(attribute.spec().type());
    }

    /** The types of attribute that a rule of the kind can be about. */
    private static List<String> types(DuplicateRule.Kind kind) {
        return switch (kind) {
            case EMAIL -> List.of("EMAIL");
            case PHONE -> List.of("PHONE");
            case DOMAIN -> List.of("EMAIL", "TEXT", "URL");
            case NAME -> List.of("PERSON_NAME", "TEXT");
        };
    }

    private static boolean canNarrow(Tx tx, CrmAttribute attribute) {
        return tx.types()
                .get(attribute.spec().type())
                .referencedObject(attribute.spec())
                .isPresent();
    }

    /** The rules that stand against taking the attribute away. */
    static List<Violation> deletionFaults(DefinedObject object, CrmAttribute attribute) {
        return object.matchRules().stream()
                .filter(rule -> rule.isAbout(attribute.id()))
                .map(rule -> inUse(object, rule, attribute))
                .toList();
    }

    /** The rules that stand against another type of the attribute. */
    static List<Violation> retypingFaults(Tx tx, DefinedObject object, CrmAttribute changed) {
        return object.matchRules().stream()
                .filter(rule -> (rule.attribute().equals(changed.id()) && !fits(rule.kind(), changed))
                        || (changed.id().equals(rule.within()) && !canNarrow(tx, changed)))
                .map(rule -> inUse(object, rule, changed))
                .toList();
    }

    private static Violation inUse(DefinedObject object, MatchRule rule, CrmAttribute attribute) {
        return new Violation(
                attribute.slug(),
                ErrorCode.SCHEMA_CHANGE_REFUSED,
                "is needed by the duplicate rule '"
                        + rule.shown(object.object()).orElseThrow() + "' of '" + object.slug()
                        + "'. Define the object's duplicate rules without it first");
    }

    /** The object with other ids for the rules about an attribute whose values become others. */
    static DefinedObject rekeyed(Tx tx, DefinedObject object, UUID attribute) {
        return object.withMatchRules(object.matchRules().stream()
                .map(rule -> rule.isAbout(attribute) ? rule.withId(tx.newId()) : rule)
                .toList());
    }
}
