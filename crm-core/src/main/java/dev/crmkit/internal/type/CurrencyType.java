package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CURRENCY: an amount of money. Amounts compare within the currency of the operand alone: an amount of another currency is not equal, not
 * less and not greater.
 */
final class CurrencyType extends BuiltInType {
    private static final String AMOUNT = "amount";
    private static final String CURRENCY = "currency";
    private static final Pattern TEXT = Pattern.compile("(?:([A-Za-z]{3})\\s*)?([+-]?[0-9.]+)(?:\\s*([A-Za-z]{3}))?");

    CurrencyType() {
        super("CURRENCY", IndexKind.NUMBER);
    }

    @Override
    List<String> configKeys() {
        return List.of(CURRENCY);
    }

    @Override
    void checkConfig(Config config) {
        config.checkText(CURRENCY, true, "EUR");
        String code = Config.text(config.spec(), CURRENCY);
        if (code != null && CurrencyCodes.scale(code) < 0) {
            config.fault(CURRENCY, "must be a currency of ISO 4217 such as EUR, not " + Refusals.show(code));
        }
    }

    @Override
    public Object normalise(AttributeSpec spec, Object input) {
        Money money = read(spec, input);
        int scale = CurrencyCodes.scale(money.currency);
        if (money.amount.scale() > scale) {
            throw Refusals.outOfRange(
                    money.amount,
                    "has " + money.amount.scale() + " digits after the point; " + money.currency + " has " + scale
                            + ". Round it first");
        }
        return money.toMap();
    }

    /** A number with or without a currency on either side. */
    @Override
    public Object parse(AttributeSpec spec, String text) {
        Matcher matcher = TEXT.matcher(WhiteSpace.strip(text).replace('\u00A0', ' '));
        if (!matcher.matches() || (matcher.group(1) != null && matcher.group(3) != null)) {
            throw Refusals.malformed(
                    text, "is not an amount. Write digits with a point and the currency, as in 1234.50 EUR");
        }
        BigDecimal amount = Numbers.parse(matcher.group(2));
        String code = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
        return normalise(spec, code == null ? amount : Map.of(AMOUNT, amount, CURRENCY, code.toUpperCase(Locale.ROOT)));
    }

    private static Money read(AttributeSpec spec, Object input) {
        if (!(input instanceof Map<?, ?>)) {
            if (Numbers.find(input) == null && !(input instanceof Number)) {
                throw Refusals.wrongType(input, "a number or a map of amount and currency");
            }
            return new Money(Numbers.read(input), String.valueOf(Config.text(spec, CURRENCY)));
        }
        Map<String, Object> parts =
                Fields.read(input, List.of(AMOUNT, CURRENCY), "a number or a map of amount and currency");
        Object amount = parts.get(AMOUNT);
        if (amount == null) {
            throw Refusals.malformed(input, "has no amount. Name it, or leave the whole value empty");
        }
        Object code = parts.getOrDefault(CURRENCY, String.valueOf(Config.text(spec, CURRENCY)));
        if (!(code instanceof String text)) {
            throw Refusals.wrongType(code, "a currency of ISO 4217 such as EUR");
        }
        if (CurrencyCodes.scale(text) < 0) {
            throw Refusals.malformed(text, "is not a currency of ISO 4217 such as EUR");
        }
        return new Money(Numbers.read(amount), text);
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        Money money = Money.of(stored);
        return new Money(Numbers.canonical(money.amount), money.currency).toMap();
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        Money money = Money.of(canonical);
        return money.amount.toPlainString() + " " + money.currency;
    }

    @Override
    public List<Component> components(AttributeSpec spec) {
        return List.of(Component.main(IndexKind.NUMBER), new Component(CURRENCY, IndexKind.CODE, true));
    }

    @Override
    public Map<String, IndexValue> index(AttributeSpec spec, Object canonical) {
        int code = CurrencyCodes.pack(Money.of(canonical).currency);
        return Map.of("", indexMain(spec, canonical), CURRENCY, new IndexValue.Code(code));
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return new IndexValue.Decimal(Money.of(canonical).amount);
    }

    @Override
    public List<String> sortComponents(AttributeSpec spec) {
        return List.of("", CURRENCY);
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.ORDER;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        Field amount = fields.apply("");
        return switch (operator) {
            case NEQ -> compare(spec, fields, Operator.EQ, operands, context).negate();
            case NOT_IN -> compare(spec, fields, Operator.IN, operands, context).negate();
            case IN -> in(spec, fields, operands);
            case IS_EMPTY, IS_NOT_EMPTY -> Comparisons.emptiness(amount, operator, operands);
            default -> ofOneCurrency(spec, fields, operator, operands);
        };
    }

    /** An equality or order: on the amounts of the operands, within their currency. */
    private static Predicate ofOneCurrency(
            AttributeSpec spec, Function<String, Field> fields, Operator operator, List<@Nullable Object> operands) {
        List<String> currencies = new ArrayList<>();
        Predicate amounts = Comparisons.order(fields.apply(""), operator, operands, operand -> {
            Money money = read(spec, operand);
            if (!currencies.contains(money.currency)) {
                currencies.add(money.currency);
            }
            return new IndexValue.Decimal(money.amount);
        });
        if (currencies.isEmpty()) {
            return amounts;
        } else if (currencies.size() > 1) {
            throw Refusals.invalidOperand(operator + " compares amounts of one currency, not of "
                    + String.join(" and ", currencies) + ". Name both bounds in one currency");
        }
        return new Predicate.All(List.of(amounts, isOf(fields, currencies.get(0))));
    }

    private static Predicate in(AttributeSpec spec, Function<String, Field> fields, List<@Nullable Object> operands) {
        Map<String, List<@Nullable Object>> byCurrency = new LinkedHashMap<>();
        List<Predicate> parts = new ArrayList<>();
        for (Object operand : operands) {
            if (operand == null) {
                parts.add(new Predicate.IsEmpty(fields.apply("")));
            } else {
                byCurrency
                        .computeIfAbsent(read(spec, operand).currency, code -> new ArrayList<>())
                        .add(operand);
            }
        }
        for (List<@Nullable Object> sameCurrency : byCurrency.values()) {
            parts.add(ofOneCurrency(spec, fields, Operator.IN, sameCurrency));
        }
        return new Predicate.Any(parts);
    }

    private static Predicate isOf(Function<String, Field> fields, String currency) {
        return new Predicate.In(fields.apply(CURRENCY), List.of(new IndexValue.Code(CurrencyCodes.pack(currency))));
    }

    /**
     * An amount of money.
     *
     * @param amount of any scale until {@link #toMap()} sets it
     * @param currency a code of ISO 4217
     */
    private record Money(BigDecimal amount, String currency) {
        /** Of a canonical or stored value. */
        static Money of(Object value) {
            Map<?, ?> map = (Map<?, ?>) value;
            if (map.get(AMOUNT) instanceof BigDecimal amount && map.get(CURRENCY) instanceof String currency) {
                return new Money(amount, currency);
            }
            throw new IllegalStateException("Not money: " + value);
        }

        /** With the digits that the currency has; a currency that lost digits since keeps the amount as it was. */
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put(AMOUNT, amount.setScale(Math.max(amount.scale(), Math.max(0, CurrencyCodes.scale(currency)))));
            map.put(CURRENCY, currency);
            return Collections.unmodifiableMap(map);
        }
    }
}
