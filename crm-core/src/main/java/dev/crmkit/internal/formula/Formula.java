package dev.crmkit.internal.formula;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A formula that is checked: it computes a value or a {@link Failure}, and never throws. Immutable. */
final class Formula {
    private final Expression expression;
    private final Set<UUID> inputs;
    private final boolean usesZone;

    private Formula(Expression expression, Set<UUID> inputs, boolean usesZone) {
        this.expression = expression;
        this.inputs = Set.copyOf(inputs);
        this.usesZone = usesZone;
    }

    /**
     * The formula of a text.
     *
     * @param faults gets every fault with its place; where it gets one, the result is null
     */
    static @Nullable Formula compile(String text, Scope scope, List<String> faults) {
        Checker checker = new Checker(scope);
        Expression expression;
        try {
            expression = checker.check(Parser.parse(text));
        } catch (FormulaFault e) {
            faults.add(e.shown());
            return null;
        }
        if (checker.faults().isEmpty() && expression.kind() == Kind.NOTHING) {
            faults.add("at character 1: is always empty. Let it give a value");
        }
        faults.addAll(checker.faults());
        return faults.isEmpty() ? new Formula(expression, checker.inputs(), checker.usesZone()) : null;
    }

    /** The same text with other names for its attributes; as it is if it is no formula. */
    static String renamed(String text, UnaryOperator<String> names) {
        List<Token> tokens;
        try {
            tokens = Lexer.tokens(text);
        } catch (FormulaFault e) {
            return text;
        }
        StringBuilder renamed = new StringBuilder();
        int done = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean isAttribute = token.type() == Token.Type.BRACED
                    || (token.type() == Token.Type.NAME
                            && !Lexer.WORDS.contains(token.text())
                            && !tokens.get(i + 1).is("("));
            if (isAttribute) {
                String name = names.apply(token.text());
                if (!name.equals(token.text())) {
                    renamed.append(text, done, token.start())
                            .append(isPlain(name, tokens.get(i + 1)) ? name : "{" + name + "}");
                    done = token.end();
                }
            }
        }
        return renamed.append(text, done, text.length()).toString();
    }

    private static boolean isPlain(String name, Token next) {
        return name.indexOf('-') < 0 && !Lexer.WORDS.contains(name) && !next.is("(");
    }

    /** What its values are; never {@link Kind#NOTHING}. */
    Kind kind() {
        return expression.kind();
    }

    /** The currency of bare amounts, where its values are money, if it is known. */
    @Nullable
    String currency() {
        return expression.currency();
    }

    /** The attributes that it reads. */
    Set<UUID> inputs() {
        return inputs;
    }

    /** Whether it asks on what day an instant is. */
    boolean usesZone() {
        return usesZone;
    }

    /** The value in the form of the kind, null if it is empty, or a {@link Failure}. */
    @Nullable
    Object evaluate(Inputs in) {
        return expression.evaluate(in);
    }
}
