package dev.crmkit.internal.formula;

import dev.crmkit.internal.type.DidYouMean;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out what the parts of a formula are, and gathers all its faults. Not thread-safe. */
final class Checker {
    private static final int MAX_FAULTS = 20;

    private final Scope scope;
    private final List<String> faults = new ArrayList<>();
    private final Set<UUID> inputs = new LinkedHashSet<>();
    private boolean usesZone;

    Checker(Scope scope) {
        this.scope = scope;
    }

    /** What is wrong, each with its place; empty if nothing is. */
    List<String> faults() {
        return faults;
    }

    /** The attributes that were named. */
    Set<UUID> inputs() {
        return inputs;
    }

    /** Whether a part asks on what day an instant is. */
    boolean usesZone() {
        return usesZone;
    }

    void useZone() {
        usesZone = true;
    }

    Expression fault(int position, String reason) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new FormulaFault(position, reason).shown());
        }
        return Expression.broken();
    }

    Expression check(Node node) {
        if (node instanceof Node.Decimal number) {
            BigDecimal value = number.value();
            return Expression.of(Kind.NUMBER, in -> value);
        } else if (node instanceof Node.Text text) {
            String value = text.value();
            return Expression.of(Kind.TEXT, in -> value.isEmpty() ? null : value);
        } else if (node instanceof Node.Truth truth) {
            Boolean value = truth.value();
            return Expression.of(Kind.CHECKBOX, in -> value);
        } else if (node instanceof Node.Attribute attribute) {
            return attribute(attribute);
        } else if (node instanceof Node.Operation operation) {
            return operation(operation);
        } else if (node instanceof Node.Call call) {
            return call(call);
        }
        return Expression.broken();
    }

    private Expression attribute(Node.Attribute node) {
        Scope.Input input;
        try {
            input = scope.find(node.name());
        } catch (Scope.UnreadableInputException e) {
            return fault(node.position(), e.reason());
        }
        inputs.add(input.id());
        UUID id = input.id();
        boolean isFlag = input.kind() == Kind.CHECKBOX;
        return new Expression(input.kind(), input.currency(), input.options(), in -> {
            Object value = in.value(id);
            return value == null && isFlag ? (Object) false : value;
        });
    }

    private Expression call(Node.Call call) {
        Functions.Shape shape = Functions.ALL.get(call.function());
        if (shape == null) {
            String lower = call.function().toLowerCase(Locale.ROOT);
            return fault(
                    call.position(),
                    Set.of("now", "today").contains(lower)
                            ? "'" + call.function() + "' would make a stored value change by time alone, which nothing"
                                    + " can. Filter by a relative date instead, as in attr(\"due\").within(RelativeDate.lastDays(7))"
                            : "'" + call.function() + "' is not a function."
                                    + DidYouMean.hint(call.function(), Functions.ALL.keySet())
                                    + " The functions are " + String.join(", ", Functions.ALL.keySet()));
        }
        int count = call.arguments().size();
        if (count < shape.least() || count > shape.most()) {
            return fault(call.position(), "is written " + shape.usage() + ", not with " + count + " arguments");
        }
        List<Expression> arguments = new ArrayList<>();
        call.arguments().forEach(argument -> arguments.add(check(argument)));
        return shape.builder().build(this, call, arguments);
    }

    private Expression operation(Node.Operation node) {
        List<Expression> operands = new ArrayList<>();
        node.operands().forEach(operand -> operands.add(check(operand)));
        return switch (node.operator()) {
            case "and", "or", "not" -> logic(node, operands);
            case "=", "<>", "<", "<=", ">", ">=" -> comparison(node, operands.get(0), operands.get(1));
            case "&" -> concatenation(node, operands);
            default -> operands.size() == 1 ? minus(node, operands.get(0)) : arithmetic(node, operands);
        };
    }

    private Expression logic(Node.Operation node, List<Expression> operands) {
        for (int i = 0; i < operands.size(); i++) {
            expect(operands.get(i), node.operands().get(i), "'" + node.operator() + "' takes", Kind.CHECKBOX);
        }
        Expression first = operands.get(0);
        if (node.operator().equals("not")) {
            return Expression.of(Kind.CHECKBOX, in -> {
                Object value = first.evaluate(in);
                return value instanceof Failure ? value : (Object) !Boolean.TRUE.equals(value);
            });
        }
        boolean decides = node.operator().equals("or");
        Expression second = operands.get(1);
        return Expression.of(Kind.CHECKBOX, in -> {
            Object left = first.evaluate(in);
            if (left instanceof Failure || Boolean.TRUE.equals(left) == decides) {
                return left == null ? (Object) false : left;
            }
            Object right = second.evaluate(in);
            return right == null ? (Object) false : right;
        });
    }

    private Expression comparison(Node.Operation node, Expression left, Expression right) {
        Kind kind = together(List.of(left, right), node.position(), "'" + node.operator() + "' compares");
        boolean equality = node.operator().equals("=") || node.operator().equals("<>");
        if (!equality && kind == Kind.CHECKBOX) {
            return fault(node.position(), "yes and no have no order. Compare them with = or <>");
        }
        checkOption(left, node.operands().get(1));
        checkOption(right, node.operands().get(0));
        String operator = node.operator();
        String where = where(operator, node.position());
        return Expression.of(Kind.CHECKBOX, in -> {
            Object a = left.evaluate(in);
            Object b = a instanceof Failure ? a : right.evaluate(in);
            if (b instanceof Failure) {
                return b;
            } else if (equality) {
                boolean equal = kind == Kind.CHECKBOX
                        ? Boolean.TRUE.equals(a) == Boolean.TRUE.equals(b)
                        : Values.areEqual(a, b);
                return equal == operator.equals("=");
            } else if (a == null || b == null) {
                return false;
            }
            Object order = Values.order(a, b, where);
            return order instanceof Integer sign ? (Object) holds(operator, sign) : order;
        });
    }

    private static boolean holds(String operator, int sign) {
        return switch (operator) {
            case "<" -> sign < 0;
            case "<=" -> sign <= 0;
            case ">" -> sign > 0;
            default -> sign >= 0;
        };
    }

    /** A text that stands beside an attribute with options must be one of them. */
    void checkOption(Expression one, Node other) {
        if (!one.options().isEmpty()
                && other instanceof Node.Text text
                && !text.value().isEmpty()
                && one.options().stream().noneMatch(option -> Values.areEqual(option, text.value()))) {
            fault(
                    text.position(),
                    "'" + text.value() + "' is not an option." + DidYouMean.hint(text.value(), one.options())
                            + " The options are " + DidYouMean.list(one.options()));
        }
    }

    private Expression concatenation(Node.Operation node, List<Expression> operands) {
        Expression left = operands.get(0);
        Expression right = operands.get(1);
        String where = where("&", node.position());
        return Expression.of(Kind.TEXT, in -> {
            Object a = left.evaluate(in);
            Object b = a instanceof Failure ? a : right.evaluate(in);
            return b instanceof Failure ? b : Values.text(Values.text(a) + Values.text(b), where);
        });
    }

    private Expression minus(Node.Operation node, Expression operand) {
        Kind kind = expect(operand, node.operands().get(0), "'-' takes", Kind.NUMBER, Kind.CURRENCY);
        return Expression.of(kind, operand.currency(), in -> {
            Object value = operand.evaluate(in);
            if (value instanceof BigDecimal number) {
                return number.negate();
            }
            return value instanceof Money money ? new Money(money.amount().negate(), money.currency()) : value;
        });
    }

    private Expression arithmetic(Node.Operation node, List<Expression> operands) {
        String operator = node.operator();
        Expression left = operands.get(0);
        Expression right = operands.get(1);
        if (operator.equals("+") && (left.kind() == Kind.TEXT || right.kind() == Kind.TEXT)) {
            return fault(node.position(), "'+' adds numbers. Texts are joined with &");
        }
        if (Set.of("+", "-").contains(operator) && (isTime(left.kind()) || isTime(right.kind()))) {
            return fault(
                    node.position(),
                    "'" + operator + "' takes numbers. Days are counted with add_days, add_months and days_between");
        }
        String takes = "'" + operator + "' takes";
        Kind a = expect(left, node.operands().get(0), takes, Kind.NUMBER, Kind.CURRENCY);
        Kind b = expect(right, node.operands().get(1), takes, Kind.NUMBER, Kind.CURRENCY);
        Kind kind = kind(operator, a, b);
        if (kind == null) {
            return fault(
                    node.position(),
                    "'" + operator + "' does not go between " + a + " and " + b
                            + ". Use amount_of(...) to make a number of money, or money(..., \"EUR\") to make money");
        }
        String where = where(operator, node.position());
        String currency = left.currency() == null ? right.currency() : left.currency();
        return Expression.of(kind, kind == Kind.CURRENCY ? currency : null, strictly(List.of(left, right), values -> {
            Object x = values.get(0);
            Object y = values.get(1);
            return x instanceof BigDecimal m && y instanceof BigDecimal n
                    ? Values.arithmetic(operator, m, n, where)
                    : Values.moneyArithmetic(operator, x, y, where);
        }));
    }

    private static boolean isTime(Kind kind) {
        return kind == Kind.DATE || kind == Kind.TIMESTAMP;
    }

    /** What the operator makes of the two, or null if it does not go between them. */
    private static @Nullable Kind kind(String operator, Kind left, Kind right) {
        if (left == Kind.NOTHING || right == Kind.NOTHING) {
            return left == Kind.NOTHING ? right : left;
        }
        boolean a = left == Kind.CURRENCY;
        boolean b = right == Kind.CURRENCY;
        if (!a && !b) {
            return Kind.NUMBER;
        }
        return switch (operator) {
            case "+", "-" -> a && b ? Kind.CURRENCY : null;
            case "*" -> a && b ? null : Kind.CURRENCY;
            case "/" -> a ? (b ? Kind.NUMBER : Kind.CURRENCY) : null;
            default -> null;
        };
    }

    /** One of the kinds that are expected; a fault where it is none. */
    Kind expect(Expression expression, Node node, String takes, Kind... expected) {
        for (Kind kind : expected) {
            if (expression.kind().fits(kind)) {
                return expression.kind();
            }
        }
        List<String> names = new ArrayList<>();
        for (Kind kind : expected) {
            names.add(kind.name());
        }
        fault(node.position(), takes + " " + String.join(" or ", names) + ", and this is " + expression.kind());
        return Kind.NOTHING;
    }

    /** The one kind of several values, which are compared or stand for each other. */
    Kind together(List<Expression> expressions, int position, String what) {
        Kind kind = Kind.NOTHING;
        for (Expression expression : expressions) {
            if (kind == Kind.NOTHING) {
                kind = expression.kind();
            } else if (!expression.kind().fits(kind)) {
                fault(
                        position,
                        what + " values of one kind, not " + kind + " and " + expression.kind()
                                + advice(kind, expression.kind()));
                return Kind.NOTHING;
            }
        }
        return kind;
    }

    private static String advice(Kind one, Kind other) {
        Set<Kind> both = Set.of(one, other);
        if (both.equals(Set.of(Kind.CURRENCY, Kind.NUMBER))) {
            return ". Use amount_of(...) to make a number of money, or money(..., \"EUR\") to make money";
        } else if (both.equals(Set.of(Kind.DATE, Kind.TIMESTAMP))) {
            return ". Use date_of(...) to make a day of a time";
        } else if (both.contains(Kind.TEXT)) {
            return ". Use text(...) to make a text";
        }
        return "";
    }

    /** Evaluates all; a failure or, of any kind but TEXT, an empty value stands for the whole. */
    static Expression.Evaluation strictly(List<Expression> operands, Function<List<Object>, @Nullable Object> work) {
        return in -> {
            List<Object> values = new ArrayList<>(operands.size());
            boolean isEmpty = false;
            for (Expression operand : operands) {
                Object value = operand.evaluate(in);
                if (value instanceof Failure) {
                    return value;
                } else if (value == null && operand.kind() != Kind.TEXT) {
                    isEmpty = true;
                } else {
                    values.add(value == null ? "" : value);
                }
            }
            return isEmpty ? null : work.apply(values);
        };
    }

    /** How a failure names a part: what it is and where. */
    static String where(String name, int position) {
        return "'" + name + "' at character " + (position + 1);
    }
}
