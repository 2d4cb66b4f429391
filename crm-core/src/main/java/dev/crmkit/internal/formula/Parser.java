package dev.crmkit.internal.formula;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a formula. From the loosest: {@code or}, {@code and}, {@code not}, one comparison, {@code &}, {@code + -}, {@code * / %}, minus.
 * Not thread-safe.
 */
final class Parser {
    /** The most characters of a formula. */
    static final int MAX_LENGTH = 10_000;

    /** The most names, values, operators and functions. */
    static final int MAX_NODES = 500;

    /** How deep parentheses, functions and signs may nest. */
    static final int MAX_DEPTH = 50;

    private static final int MAX_DIGITS = 30;
    private static final int MAX_SCALE = 18;
    private static final Set<String> COMPARISONS = Set.of("=", "==", "<>", "!=", "<", "<=", ">", ">=");

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int nodes;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * The formula as a tree.
     *
     * @throws FormulaFault if it is not one
     */
    static Node parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new FormulaFault(
                    0, "has " + text.length() + " characters; the limit is " + MAX_LENGTH + ". Make several of it");
        }
        Parser parser = new Parser(Lexer.tokens(text));
        Node node = parser.either();
        Token rest = parser.peek();
        if (rest.type() != Token.Type.END) {
            throw new FormulaFault(rest.start(), "expected an operator or the end, not " + rest.shown() + hint(rest));
        }
        return node;
    }

    private static String hint(Token rest) {
        return rest.is(")") ? ". There is one ')' too many" : "";
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }

    private <T extends Node> T counted(T node) {
        if (++nodes > MAX_NODES) {
            throw new FormulaFault(
                    node.position(),
                    "more than " + MAX_NODES + " names, values, operators and functions. Make several formulas of it");
        }
        return node;
    }

    private Node operation(Token operator, Node... operands) {
        String symbol = switch (operator.text()) {
            case "==" -> "=";
            case "!=" -> "<>";
            default -> operator.text();
        };
        return counted(new Node.Operation(operator.start(), symbol, List.of(operands)));
    }

    private Node either() {
        enter();
        Node left = both();
        while (peek().isWord("or")) {
            left = operation(take(), left, both());
        }
        depth--;
        return left;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new FormulaFault(
                    peek().start(), "nests deeper than " + MAX_DEPTH + " levels. Make several formulas of it");
        }
    }

    private Node both() {
        Node left = negation();
        while (peek().isWord("and")) {
            left = operation(take(), left, negation());
        }
        return left;
    }

    private Node negation() {
        if (!peek().isWord("not")) {
            return comparison();
        }
        enter();
        Node node = operation(take(), negation());
        depth--;
        return node;
    }

    private Node comparison() {
        Node left = concatenation();
        if (!isComparison(peek())) {
            return left;
        }
        Node node = operation(take(), left, concatenation());
        if (isComparison(peek())) {
            throw new FormulaFault(
                    peek().start(), "one comparison does not follow another. Join them, as in a < b and b < c");
        }
        return node;
    }

    private static boolean isComparison(Token token) {
        return token.type() == Token.Type.SYMBOL && COMPARISONS.contains(token.text());
    }

    private Node concatenation() {
        Node left = sum();
        while (peek().is("&")) {
            left = operation(take(), left, sum());
        }
        return left;
    }

    private Node sum() {
        Node left = product();
        while (peek().is("+") || peek().is("-")) {
            left = operation(take(), left, product());
        }
        return left;
    }

    private Node product() {
        Node left = signed();
        while (peek().is("*") || peek().is("/") || peek().is("%")) {
            left = operation(take(), left, signed());
        }
        return left;
    }

    private Node signed() {
        if (!peek().is("-")) {
            return primary();
        }
        enter();
        Node node = operation(take(), signed());
        depth--;
        return node;
    }

    private Node primary() {
        Token token = take();
        switch (token.type()) {
            case NUMBER -> {
                return counted(new Node.Decimal(token.start(), number(token)));
            }
            case TEXT -> {
                return counted(new Node.Text(token.start(), token.text()));
            }
            case BRACED -> {
                return counted(new Node.Attribute(token.start(), token.text()));
            }
            case NAME -> {
                return named(token);
            }
            default -> {
                if (!token.is("(")) {
                    throw new FormulaFault(
                            token.start(), "expected a value, an attribute or a function, not " + token.shown());
                }
            }
        }
        Node inner = either();
        close(token, ")");
        return inner;
    }

    private static BigDecimal number(Token token) {
        BigDecimal number = new BigDecimal(token.text());
        if (number.precision() - number.scale() > MAX_DIGITS || number.scale() > MAX_SCALE) {
            throw new FormulaFault(
                    token.start(),
                    "a number has up to " + MAX_DIGITS + " digits before and " + MAX_SCALE + " after the point");
        }
        return number;
    }

    private Node named(Token token) {
        if (peek().is("(") && !Lexer.WORDS.contains(token.text())) {
            return call(token);
        }
        return switch (token.text()) {
            case "true", "false" ->
                counted(new Node.Truth(token.start(), token.text().equals("true")));
            case "empty" -> counted(new Node.Empty(token.start()));
            case "and", "or", "not" ->
                throw new FormulaFault(
                        token.start(),
                        "expected a value, not '" + token.text() + "'. An attribute of that slug is written {"
                                + token.text() + "}");
            default -> counted(new Node.Attribute(token.start(), token.text()));
        };
    }

    private Node call(Token name) {
        Token open = take();
        List<Node> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            arguments.add(either());
            while (peek().is(",")) {
                take();
                arguments.add(either());
            }
        }
        close(open, ", or )");
        return counted(new Node.Call(name.start(), name.text(), arguments));
    }

    private void close(Token open, String expected) {
        Token token = take();
        if (!token.is(")")) {
            throw new FormulaFault(
                    token.start(),
                    "expected " + expected + ", not " + token.shown() + ". The '(' at character " + (open.start() + 1)
                            + " is open");
        }
    }
}
