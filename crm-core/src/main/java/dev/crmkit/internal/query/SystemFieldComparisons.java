package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.internal.type.RecordIds;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.internal.type.TextOperands;
import dev.crmkit.internal.type.Times;
import dev.crmkit.internal.type.UserIds;
import dev.crmkit.member.Principal;
import dev.crmkit.query.Operator;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import dev.crmkit.type.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operators mean on the fields that every record has. Not instantiable. */
final class SystemFieldComparisons {
    private static final Map<String, SystemField> FIELDS = Map.of(
            SystemFields.ID, SystemField.ID,
            SystemFields.DISPLAY_NAME, SystemField.DISPLAY_NAME,
            SystemFields.OWNER, SystemField.OWNER,
            SystemFields.ASSIGNEE, SystemField.ASSIGNEE,
            SystemFields.SOURCE, SystemField.SOURCE,
            SystemFields.CREATED_AT, SystemField.CREATED_AT,
            SystemFields.UPDATED_AT, SystemField.UPDATED_AT,
            SystemFields.ARCHIVED_AT, SystemField.ARCHIVED_AT,
            SystemFields.LAST_ACTIVITY_AT, SystemField.LAST_ACTIVITY_AT);

    private SystemFieldComparisons() {}

    /**
     * The names in the order in which messages list them.
     *
     * @param named whether the display name is one of them
     */
    static List<String> names(boolean named) {
        return named
                ? SystemFieldNames.ALL
                : SystemFieldNames.ALL.stream()
                        .filter(name -> !name.equals(SystemFields.DISPLAY_NAME))
                        .toList();
    }

    /**
     * The field of that name.
     *
     * @param named whether the display name is one
     */
    static Optional<SystemField> find(String name, boolean named) {
        return Optional.ofNullable(FIELDS.get(name)).filter(field -> named || field != SystemField.DISPLAY_NAME);
    }

    /** Whether the name is that of the tags, which are no field of the storage but items of the record. */
    static boolean isTag(String name) {
        return name.equals(SystemFields.TAG);
    }

    /** Whether the name is that of the lists, which are no field of the storage but items of the record. */
    static boolean isList(String name) {
        return name.equals(SystemFields.LIST);
    }

    /** {@link Comparisons#SET} of the record's tags. */
    static Predicate compareTags(Operator operator, List<@Nullable Object> operands) {
        return Comparisons.items(TagName.ITEMS, operator, operands, TagName::keys);
    }

    static Set<Operator> operators(SystemField field) {
        return switch (field.kind()) {
            case TEXT -> Comparisons.TEXT;
            case MOMENT -> Comparisons.TIME;
            default -> Comparisons.EQUALITY;
        };
    }

    static Predicate compare(
            SystemField field, Operator operator, List<@Nullable Object> operands, EvaluationContext context) {
        return switch (field) {
            case ID -> Comparisons.singleReference(field, operator, operands, id -> Set.of(RecordIds.read(id)));
            case DISPLAY_NAME -> Comparisons.text(field, operator, operands, TextOperands::whole, TextOperands::part);
            case OWNER, ASSIGNEE -> Comparisons.equality(field, operator, operands, SystemFieldComparisons::principal);
            case SOURCE -> Comparisons.equality(field, operator, operands, SystemFieldComparisons::token);
            case CREATED_AT, UPDATED_AT, ARCHIVED_AT, LAST_ACTIVITY_AT ->
                Comparisons.instants(field, operator, operands, Times::momentOf, context);
        };
    }

    private static IndexValue principal(Object operand) {
        return new IndexValue.Token(operand instanceof Principal who ? who.text() : UserIds.read(operand));
    }

    private static IndexValue token(Object operand) {
        if (operand instanceof String text) {
            return new IndexValue.Token(text);
        }
        throw new InvalidValueException(
                ErrorCode.QUERY_INVALID_OPERAND,
                "expects a text, not " + operand + " (" + operand.getClass().getSimpleName() + ")");
    }
}
