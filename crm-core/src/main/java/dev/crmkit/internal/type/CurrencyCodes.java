package dev.crmkit.internal.type;

import java.util.Currency;
import org.jspecify.annotations.Nullable;

/** Codes of ISO 4217 as small numbers in the order of the codes, for the index component {@code currency}. Not instantiable. */
public final class CurrencyCodes {
    private static final int LETTERS = 26;

    private CurrencyCodes() {}

    /**
     * The number of a code.
     *
     * @param code three letters from A to Z
     * @throws IllegalArgumentException if it is none
     */
    public static int pack(String code) {
        if (code.length() != 3 || !code.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new IllegalArgumentException("A currency has three letters from A to Z, not '" + code + "'");
        }
        return ((code.charAt(0) - 'A') * LETTERS + (code.charAt(1) - 'A')) * LETTERS + (code.charAt(2) - 'A');
    }

    /**
     * The code of a number.
     *
     * @throws IllegalArgumentException if no code has the number
     */
    public static String unpack(int number) {
        if (number < 0 || number >= LETTERS * LETTERS * LETTERS) {
            throw new IllegalArgumentException("No currency has the number " + number);
        }
        return new String(new char[] {
            (char) ('A' + number / (LETTERS * LETTERS)),
            (char) ('A' + number / LETTERS % LETTERS),
            (char) ('A' + number % LETTERS)
        });
    }

    /** The number of digits after the point that amounts of a currency have, or -1 if there is no such currency. */
    public static int scale(@Nullable String code) {
        if (code == null) {
            return -1;
        }
        try {
            return Currency.getInstance(code).getDefaultFractionDigits();
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
