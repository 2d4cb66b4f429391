package dev.crmkit.internal.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cuts a formula into words. Not thread-safe. */
final class Lexer {
    private static final List<String> SYMBOLS =
            List.of("<=", ">=", "<>", "!=", "==", "+", "-", "*", "/", "%", "&", "=", "<", ">", "(", ")", ",");

    /** Words that are no names of attributes unless they stand in braces. */
    static final Set<String> WORDS = Set.of("and", "or", "not", "true", "false", "empty");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /**
     * The words, with the end as the last.
     *
     * @throws FormulaFault if a part of the formula is no word
     */
    static List<Token> tokens(String text) {
        return new Lexer(text).run();
    }

    private List<Token> run() {
        List<Token> tokens = new ArrayList<>();
        while (true) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                tokens.add(new Token(Token.Type.END, "", at, at));
                return tokens;
            }
            tokens.add(next());
        }
    }

    private Token next() {
        char c = text.charAt(at);
        int start = at;
        if (isDigit(c)) {
            return number();
        } else if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
                at++;
            }
            return new Token(Token.Type.NAME, text.substring(start, at), start, at);
        } else if (c == '"' || c == '\'') {
            return quoted(c);
        } else if (c == '{') {
            int close = text.indexOf('}', at);
            if (close < 0) {
                throw new FormulaFault(at, "'{' opens the name of an attribute and nothing closes it. Add '}'");
            }
            at = close + 1;
            return new Token(Token.Type.BRACED, text.substring(start + 1, close).strip(), start, at);
        }
        String symbol = symbol();
        if (symbol == null) {
            if (c == '.') {
                throw new FormulaFault(
                        at,
                        "a formula reads the attributes of its own record. Bring in those of others with a roll-up");
            }
            throw new FormulaFault(
                    at,
                    "'" + Character.toString(text.codePointAt(at))
                            + "' means nothing here. The operators are + - * / % & = <> < <= > >= and or not");
        }
        at += symbol.length();
        return new Token(Token.Type.SYMBOL, symbol, start, at);
    }

    private @Nullable String symbol() {
        return SYMBOLS.stream()
                .filter(symbol -> text.startsWith(symbol, at))
                .findFirst()
                .orElse(null);
    }

    private Token number() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        if (at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1))) {
            at++;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        }
        if (at < text.length() && (isLetter(text.charAt(at)) || text.charAt(at) == '.')) {
            throw new FormulaFault(start, "a number has digits and one point, as in 1234.5, and is no part of a name");
        }
        return new Token(Token.Type.NUMBER, text.substring(start, at), start, at);
    }

    /** A quote inside of a text is written twice. */
    private Token quoted(char quote) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                content.append(quote);
                at++;
            } else {
                return new Token(Token.Type.TEXT, content.toString(), start, at);
            }
        }
        throw new FormulaFault(start, "the text that begins here never ends. Add " + quote);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
