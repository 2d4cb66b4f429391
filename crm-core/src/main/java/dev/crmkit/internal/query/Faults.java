package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The faults of a query, worded alike. Not instantiable. */
final class Faults {
    private Faults() {}

    static Violation unknownAttribute(String path, String name, CrmObject object, boolean named) {
        List<String> slugs =
                object.attributes().stream().map(CrmAttribute::slug).toList();
        List<String> choices = new ArrayList<>(slugs);
        choices.addAll(SystemFieldComparisons.names(named));
        boolean system = name.startsWith("@");
        String listed = system
                ? " The system fields are " + DidYouMean.list(SystemFieldComparisons.names(named))
                : " Its attributes are " + DidYouMean.list(slugs);
        return new Violation(
                path,
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                "there is no " + (system ? "system field '" : "attribute '") + name + "' on " + object.slug() + "."
                        + DidYouMean.hint(name, choices) + listed);
    }

    static Violation unknownOperator(String path, Operator operator, String what, Collection<Operator> operators) {
        String choices = operators.stream().sorted().map(Operator::name).collect(Collectors.joining(", "));
        return new Violation(
                path,
                ErrorCode.QUERY_UNKNOWN_OPERATOR,
                what + " has no operator " + operator + ". Its operators are " + choices);
    }

    static Violation of(String path, ErrorCode code, String message) {
        return new Violation(path, code, message);
    }
}
