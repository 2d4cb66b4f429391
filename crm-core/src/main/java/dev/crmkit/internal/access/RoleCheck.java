package dev.crmkit.internal.access;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.list.ListCatalog;
import dev.crmkit.internal.query.FilterCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Role;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a role. */
final class RoleCheck {
    private final Tx tx;
    private final FilterCompiler conditions;

    RoleCheck(Tx tx) {
        this.tx = tx;
        this.conditions =
                new FilterCompiler(tx.types(), tx.lists().view(tx.schema(), ListCatalog::isPublic), tx.evaluation());
    }

    static Violation builtIn() {
        return MemberCheck.refused("name", "is the name of a built-in role, which stays as it is. Choose another name");
    }

    List<Violation> faults(Role role) {
        List<Violation> faults = new ArrayList<>(MemberCheck.id("name", role.name()));
        if (BuiltInRoles.find(role.name()).isPresent()) {
            faults.add(builtIn());
        }
        check("everywhere", RoleCodec.ANY_OBJECT, role.everywhere(), faults);
        List<String> slugs =
                tx.schema().objects().stream().map(DefinedObject::slug).toList();
        role.objects().forEach((slug, rules) -> {
            Optional<DefinedObject> object = tx.schema().find(slug);
            if (object.isPresent()) {
                check(slug, object.get().object(), rules, faults);
            } else {
                faults.add(new Violation(
                        slug,
                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                        "is not an object." + DidYouMean.hint(slug, slugs) + " Known objects: "
                                + DidYouMean.list(slugs)));
            }
        });
        return faults;
    }

    private void check(String path, CrmObject object, ObjectRules rules, List<Violation> faults) {
        List<String> slugs =
                object.attributes().stream().map(CrmAttribute::slug).toList();
        rules.attributes().keySet().stream()
                .filter(slug -> !slugs.contains(slug))
                .sorted()
                .forEach(slug -> faults.add(new Violation(
                        path + "." + slug,
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                        "is not an attribute of " + object.slug() + "." + DidYouMean.hint(slug, slugs)
                                + " Known attributes: " + DidYouMean.list(slugs))));
        rules.verbs().forEach((verb, reach) -> {
            for (Filter condition : reach.conditions()) {
                List<Violation> found = new ArrayList<>();
                conditions.compile(object, condition, found);
                if (found.isEmpty() && followsReference(condition)) {
                    found.add(new Violation(
                            "",
                            ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                            "a condition of a role follows no reference. Name attributes of " + object.slug()
                                    + " itself, or keep on the record what the rule is about"));
                }
                found.forEach(fault -> faults.add(fault.under(path + "." + verb)));
            }
        });
    }

    /** The condition compiled, so it is not too deep. */
    private static boolean followsReference(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.parts().stream().anyMatch(RoleCheck::followsReference);
        } else if (filter instanceof Filter.Or or) {
            return or.parts().stream().anyMatch(RoleCheck::followsReference);
        } else if (filter instanceof Filter.Not not) {
            return followsReference(not.part());
        }
        return ((Filter.Comparison) filter).path().indexOf('.') >= 0;
    }
}
