package dev.crmkit.internal.formula;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that choose among their arguments: those that are not chosen are not computed, and their failures do not count. Not instantiable. */
final class Choices {
    private Choices() {}

    static Expression ifElse(Checker checker, Node.Call call, List<Expression> arguments) {
        Expression condition = arguments.get(0);
        checker.expect(condition, call.arguments().get(0), "if takes as its condition", Kind.CHECKBOX);
        Expression then = arguments.get(1);
        Expression otherwise = arguments.size() == 3 ? arguments.get(2) : Expression.broken();
        return result(checker, call, List.of(then, otherwise), in -> {
            Object value = condition.evaluate(in);
            return value instanceof Failure
                    ? value
                    : Boolean.TRUE.equals(value) ? then.evaluate(in) : otherwise.evaluate(in);
        });
    }

    static Expression switchCase(Checker checker, Node.Call call, List<Expression> arguments) {
        Expression value = arguments.get(0);
        List<Expression> cases = new ArrayList<>();
        List<Expression> results = new ArrayList<>();
        int at = 1;
        for (; at + 1 < arguments.size(); at += 2) {
            cases.add(arguments.get(at));
            results.add(arguments.get(at + 1));
            checker.checkOption(value, call.arguments().get(at));
        }
        Expression otherwise = at < arguments.size() ? arguments.get(at) : Expression.broken();
        List<Expression> compared = new ArrayList<>(cases);
        compared.add(0, value);
        checker.together(compared, call.position(), "switch compares");
        List<Expression> outcomes = new ArrayList<>(results);
        outcomes.add(otherwise);
        return result(checker, call, outcomes, in -> {
            Object found = value.evaluate(in);
            if (found instanceof Failure) {
                return found;
            }
            for (int i = 0; i < cases.size(); i++) {
                Object candidate = cases.get(i).evaluate(in);
                if (candidate instanceof Failure) {
                    return candidate;
                } else if (Values.areEqual(found, candidate)) {
                    return results.get(i).evaluate(in);
                }
            }
            return otherwise.evaluate(in);
        });
    }

    static Expression coalesce(Checker checker, Node.Call call, List<Expression> arguments) {
        return result(checker, call, arguments, in -> {
            for (Expression argument : arguments) {
                Object value = argument.evaluate(in);
                if (value != null) {
                    return value;
                }
            }
            return null;
        });
    }

    static Expression isEmpty(Checker checker, Node.Call call, List<Expression> arguments) {
        return Expression.of(Kind.CHECKBOX, in -> {
            Object value = arguments.get(0).evaluate(in);
            return value instanceof Failure ? value : (Object) (value == null);
        });
    }

    static Expression ifError(Checker checker, Node.Call call, List<Expression> arguments) {
        return result(checker, call, arguments, in -> {
            Object value = arguments.get(0).evaluate(in);
            return value instanceof Failure ? arguments.get(1).evaluate(in) : value;
        });
    }

    /** The least or the greatest of the values that are there. */
    static Functions.Builder extreme(int sign) {
        return (checker, call, arguments) -> {
            for (int i = 0; i < arguments.size(); i++) {
                checker.expect(
                        arguments.get(i),
                        call.arguments().get(i),
                        call.function() + " takes",
                        Kind.NUMBER,
                        Kind.CURRENCY,
                        Kind.DATE,
                        Kind.TIMESTAMP);
            }
            String where = Checker.where(call.function(), call.position());
            return result(checker, call, arguments, in -> {
                Object best = null;
                for (Expression argument : arguments) {
                    Object value = argument.evaluate(in);
                    if (value instanceof Failure) {
                        return value;
                    } else if (value == null) {
                        continue;
                    }
                    Object order = best == null ? (Object) sign : Values.order(value, best, where);
                    if (!(order instanceof Integer compared)) {
                        return order;
                    }
                    best = Integer.signum(compared) == sign ? value : best;
                }
                return best;
            });
        };
    }

    /** One of the outcomes, which are all of one kind. */
    private static Expression result(
            Checker checker, Node.Call call, List<Expression> outcomes, Expression.Evaluation evaluation) {
        Kind kind = checker.together(outcomes, call.position(), call.function() + " gives");
        return Expression.of(kind, currency(outcomes), evaluation);
    }

    private static @Nullable String currency(List<Expression> outcomes) {
        for (Expression outcome : outcomes) {
            if (outcome.currency() != null) {
                return outcome.currency();
            }
        }
        return null;
    }
}
