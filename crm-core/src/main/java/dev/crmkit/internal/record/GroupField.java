package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.item.StorableText;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.internal.type.RecordIds;
import dev.crmkit.internal.type.Refusals;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells groups of a list apart, with the three forms of its values: keys as callers name them, values as aggregates show them, index values as
 * storages have them. Immutable.
 *
 * @param path how callers name it
 * @param operand what it is
 */
public record GroupField(String path, QueryCompiler.Operand operand) {
    private static final String RATING = "RATING";
    private static final int MAX_TOKEN = 255;
    private static final Set<IndexKind> KINDS =
            Set.of(IndexKind.CHOICE, IndexKind.CODE, IndexKind.TOKEN, IndexKind.NUMBER, IndexKind.REFERENCES);

    /**
     * What the path names, if groups can be told apart by it.
     *
     * @param faults receives the fault if they cannot
     */
    public static Optional<GroupField> find(QueryCompiler compiler, String path, List<Violation> faults) {
        QueryCompiler.Operand operand = compiler.operand(path, faults);
        if (operand == null) {
            return Optional.empty();
        }
        IndexKind kind = operand.main().kind();
        boolean fits = operand.single()
                && KINDS.contains(kind)
                && (kind != IndexKind.NUMBER || operand.type().equals(RATING))
                && (kind != IndexKind.REFERENCES || !operand.type().isEmpty());
        if (!fits) {
            faults.add(new Violation(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "does not tell groups apart. Choose a select, status, checkbox, rating, user or single reference"
                            + " attribute, or @owner, @assignee, @source, @pipeline or @stage"));
            return Optional.empty();
        }
        return Optional.of(new GroupField(path, operand));
    }

    /** Whether its values are known beforehand: they are options. */
    public boolean hasOptions() {
        return operand.main().kind() == IndexKind.CHOICE;
    }

    /** Whether its values are numbers. */
    public boolean isNumber() {
        return operand.main().kind() == IndexKind.NUMBER;
    }

    /** Whether its values are records. */
    public boolean isReference() {
        return operand.main().kind() == IndexKind.REFERENCES;
    }

    /** The key of a value that an aggregate showed; null for none. */
    public @Nullable String key(@Nullable Object shown) {
        if (shown == null) {
            return null;
        }
        return shown instanceof BigDecimal number ? number.toPlainString() : shown.toString();
    }

    /**
     * The value of a key.
     *
     * @throws InvalidValueException if nothing can have that value
     */
    public IndexValue value(String key) {
        return switch (operand.main().kind()) {
            case CHOICE -> {
                if (!operand.options().contains(key)) {
                    throw new InvalidValueException(
                            ErrorCode.VALUE_UNKNOWN_OPTION,
                            Refusals.show(key) + " is not one of the values of " + path + "."
                                    + DidYouMean.hint(key, operand.options()) + " They are "
                                    + DidYouMean.list(operand.options()));
                }
                yield new IndexValue.Choice(key);
            }
            case CODE -> {
                if (!key.equals("true") && !key.equals("false")) {
                    throw Refusals.malformed(key, "is neither true nor false");
                }
                yield new IndexValue.Code(key.equals("true") ? 1 : 0);
            }
            case NUMBER -> {
                if (key.isEmpty() || key.length() > 9 || !key.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    throw Refusals.malformed(key, "is not a whole number");
                }
                yield new IndexValue.Decimal(new BigDecimal(key));
            }
            case REFERENCES -> new IndexValue.References(List.of(RecordIds.read(key)));
            default -> {
                if (key.isEmpty() || key.codePointCount(0, key.length()) > MAX_TOKEN || !StorableText.isStorable(key)) {
                    throw Refusals.malformed(key, "is not a text of 1 to " + MAX_TOKEN + " characters");
                }
                yield new IndexValue.Token(key);
            }
        };
    }

    /** The one form of a key, or nothing if no value has it. */
    public Optional<String> settled(String key) {
        try {
            IndexValue value = value(key);
            return Optional.of(
                    value instanceof IndexValue.References references
                            ? references.ids().get(0).toString()
                            : value instanceof IndexValue.Decimal decimal
                                    ? decimal.number().toPlainString()
                                    : key);
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }

    /** True of the records of one group; null for those without a value. */
    public Predicate holds(@Nullable IndexValue value) {
        return GroupHeads.holds(operand.main(), value);
    }
}
