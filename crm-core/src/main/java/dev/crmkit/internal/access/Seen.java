package dev.crmkit.internal.access;

import dev.crmkit.internal.formula.ComputedNames;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.member.AttributeRule;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A schema as an actor sees it. Immutable.
 *
 * @param schema the whole
 * @param view the same without what is hidden
 * @param hidden the ids of hidden attributes, also of deleted objects
 * @param readOnly the ids of attributes that can be read and not written
 */
record Seen(WorkspaceSchema schema, WorkspaceSchema view, Set<UUID> hidden, Set<UUID> readOnly) {

    static Seen of(WorkspaceSchema schema, Grants grants) {
        if (grants.isFull()) {
            return new Seen(schema, schema, Set.of(), Set.of());
        }
        Set<UUID> hidden = new HashSet<>();
        Set<UUID> readOnly = new HashSet<>();
        WorkspaceSchema view = schema.map(defined -> {
            List<ObjectRules> rules = telling(grants.roles(), defined.id());
            List<CrmAttribute> shown = defined.attributes().stream()
                    .filter(attribute -> {
                        if (isHidden(rules, attribute)) {
                            hidden.add(attribute.id());
                            return false;
                        }
                        if (isReadOnly(rules, attribute)) {
                            readOnly.add(attribute.id());
                        }
                        return true;
                    })
                    .toList();
            return shown.size() == defined.attributes().size() ? defined : without(defined, shown, hidden);
        });
        return new Seen(
                schema,
                hidden.isEmpty() ? schema : view.map(ComputedNames::untold),
                Set.copyOf(hidden),
                Set.copyOf(readOnly));
    }

    /** The rules of the roles that let the actor do anything with the object; of all roles if none does. */
    private static List<ObjectRules> telling(List<Role> roles, UUID object) {
        List<ObjectRules> all =
                roles.stream().map(role -> RoleCodec.rules(role, object)).toList();
        List<ObjectRules> telling =
                all.stream().filter(rules -> !rules.verbs().isEmpty()).toList();
        return telling.isEmpty() ? all : telling;
    }

    private static boolean isHidden(List<ObjectRules> rules, CrmAttribute attribute) {
        return !rules.isEmpty()
                && rules.stream()
                        .allMatch(r -> r.attributes().get(attribute.id().toString()) == AttributeRule.HIDDEN);
    }

    private static boolean isReadOnly(List<ObjectRules> rules, CrmAttribute attribute) {
        List<ObjectRules> writing = rules.stream()
                .filter(r -> r.verbs().containsKey(Verb.CREATE) || r.verbs().containsKey(Verb.UPDATE))
                .toList();
        return !writing.isEmpty()
                && writing.stream()
                        .allMatch(r -> r.attributes().containsKey(attribute.id().toString()));
    }

    private static DefinedObject without(DefinedObject defined, List<CrmAttribute> shown, Set<UUID> hidden) {
        CrmObject o = defined.object();
        UUID primary = o.primaryAttributeId();
        return defined.with(new CrmObject(
                o.id(),
                o.slug(),
                o.singular(),
                o.plural(),
                o.icon(),
                o.colour(),
                o.scope(),
                o.settings(),
                shown,
                primary != null && hidden.contains(primary) ? null : primary));
    }

    /** Whether the names of the object's records are shown. */
    boolean isNamed(UUID object) {
        return schema.find(object)
                .map(defined -> defined.object().primaryAttributeId())
                .map(primary -> !hidden.contains(primary))
                .orElse(true);
    }
}
