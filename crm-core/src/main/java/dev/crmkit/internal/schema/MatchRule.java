package dev.crmkit.internal.schema;

import dev.crmkit.duplicate.DuplicateAction;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.model.CrmObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A duplicate rule as an object keeps it: attributes by id, so that renaming them changes nothing. Immutable.
 *
 * @param id in the keys of records; another one whenever the keys become others
 * @param kind how values are compared
 * @param attribute what is compared
 * @param within the reference attribute that narrows it, or null
 * @param similarity how alike names must be
 * @param action what happens when a record that is written matches
 */
public record MatchRule(
        UUID id,
        DuplicateRule.Kind kind,
        UUID attribute,
        @Nullable UUID within,
        double similarity,
        DuplicateAction action) {

    /** Whether the rule looks at the attribute. */
    public boolean isAbout(UUID other) {
        return attribute.equals(other) || other.equals(within);
    }

    /** Whether the keys of records are the same for both rules. */
    public boolean hasKeysOf(DuplicateRule.Kind otherKind, UUID otherAttribute, @Nullable UUID otherWithin) {
        return kind == otherKind
                && attribute.equals(otherAttribute)
                && (within == null ? otherWithin == null : within.equals(otherWithin));
    }

    /** The same rule with other keys. */
    public MatchRule withId(UUID newId) {
        return new MatchRule(newId, kind, attribute, within, similarity, action);
    }

    /** The rule with the slugs of the day; empty if the object, as it is given, lacks one of the attributes. */
    public Optional<DuplicateRule> shown(CrmObject object) {
        UUID reference = within;
        Optional<String> slug = object.findAttribute(attribute).map(a -> a.slug());
        if (reference == null) {
            return slug.map(s -> new DuplicateRule(kind, s, null, similarity, action));
        }
        return slug.flatMap(s ->
                object.findAttribute(reference).map(r -> new DuplicateRule(kind, s, r.slug(), similarity, action)));
    }
}
